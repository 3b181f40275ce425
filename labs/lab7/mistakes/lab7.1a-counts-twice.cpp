// adds to the value although it has given one away
    queue_.wake_one();
    ++value_;
