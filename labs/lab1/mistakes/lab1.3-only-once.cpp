// prints at the first hundred ticks and never again
    driver::ticks = driver::ticks + 1;
    if (driver::ticks == driver::kTicksPerSecond)
        print_ticks();
