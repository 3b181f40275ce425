// everybody pays the same
    static_cast<void>(priority);
    return kBigStride;
