// takes the sign of an unsigned difference
    return a.pass - b.pass > kBigStride / 2;
