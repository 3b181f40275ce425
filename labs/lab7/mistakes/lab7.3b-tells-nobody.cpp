// tells nobody
    monitor_table.doing[i] = Doing::Thinking;
