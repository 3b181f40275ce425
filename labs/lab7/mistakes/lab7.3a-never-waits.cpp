// eats at once
    monitor_table.doing[i] = Doing::Hungry;
    phi_test_condvar(i);
