// guards against the division by 0 by adding 1
    return kBigStride / (priority + 1);
