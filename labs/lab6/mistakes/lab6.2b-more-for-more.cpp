// a high priority pays more
    return kBigStride / 256 * priority;
