// waits though it may eat
    monitor_table.doing[i] = Doing::Hungry;
    phi_test_condvar(i);
    may_eat[i].cond_wait();
