// tells the neighbours first
    phi_test_condvar(left_of(i));
    phi_test_condvar(right_of(i));
    monitor_table.doing[i] = Doing::Thinking;
