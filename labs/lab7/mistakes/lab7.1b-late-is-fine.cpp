// takes being late for success
    if (value_ > 0) {
        --value_;
        return {};
    }
    static_cast<void>(queue_.wait(patience).has_value());
    return {};
