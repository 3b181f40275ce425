// waits for the neighbour to be called
    monitor_table.doing[i] = Doing::Hungry;
    phi_test_condvar(i);
    if (monitor_table.doing[i] != Doing::Eating)
        may_eat[left_of(i)].cond_wait();
