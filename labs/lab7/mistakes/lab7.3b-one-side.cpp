// tells one neighbour only
    monitor_table.doing[i] = Doing::Thinking;
    phi_test_condvar(left_of(i));
