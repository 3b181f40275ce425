// takes one, too, after one was given
    if (value_ == 0)
        TRY(queue_.wait(patience));
    if (value_ > 0)
        --value_;
    return {};
