// never counts the tick
    if (driver::ticks % driver::kTicksPerSecond == 0)
        print_ticks();
