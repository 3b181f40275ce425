// only adds to the value
    ++value_;
