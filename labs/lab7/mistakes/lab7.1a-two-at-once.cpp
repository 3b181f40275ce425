// wakes up two when two wait
    if (!queue_.wake_one())
        ++value_;
    else
        queue_.wake_one();
