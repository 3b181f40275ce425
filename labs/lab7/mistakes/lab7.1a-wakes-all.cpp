// wakes up everybody that waits
    if (queue_.empty())
        ++value_;
    queue_.wake_all();
