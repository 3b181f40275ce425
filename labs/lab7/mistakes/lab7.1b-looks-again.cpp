// looks at the value again after one was given, and waits again
    while (value_ == 0)
        TRY(queue_.wait(patience));
    --value_;
    return {};
