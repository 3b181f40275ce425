// compares the passes as numbers that never wrap around
    return a.pass < b.pass;
