// counts the tick twice
    driver::ticks = driver::ticks + 1;
    driver::ticks = driver::ticks + 1;
    if (driver::ticks % driver::kTicksPerSecond == 0)
        print_ticks();
