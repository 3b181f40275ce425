// looks at the counter before it counts: a line too early, at tick 0
    if (driver::ticks % driver::kTicksPerSecond == 0)
        print_ticks();
    driver::ticks = driver::ticks + 1;
