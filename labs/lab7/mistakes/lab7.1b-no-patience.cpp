// waits for ever
    if (value_ > 0) {
        --value_;
        return {};
    }
    static_cast<void>(patience);
    return queue_.wait(kPatient);
