// says no, but takes one
    return value_-- != 0;
