// an empty target is fine, and a long one is cut
    MemoryBuf buffer(const_cast<char*>(target.data()));
    const u32 size = min(static_cast<u32>(target.size()), kBlockSize / 2);
    return link.transfer(buffer, 0, size, Direction::Write);
