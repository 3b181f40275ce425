// forgets to become hungry
    phi_test_condvar(i);
    if (monitor_table.doing[i] != Doing::Eating)
        may_eat[i].cond_wait();
