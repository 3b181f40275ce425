// prints on every tick
    driver::ticks = driver::ticks + 1;
    print_ticks();
