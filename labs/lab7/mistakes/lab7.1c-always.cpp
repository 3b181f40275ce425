// always says yes
    if (value_ != 0)
        --value_;
    return true;
