// does not wait
    if (value_ > 0)
        --value_;
    static_cast<void>(patience);
    return {};
