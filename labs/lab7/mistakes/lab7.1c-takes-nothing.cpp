// says yes, but takes none
    return value_ != 0;
