// the target has a NUL behind it
    if (target.empty() || target.size() >= kBlockSize) {
        return target.empty() ? Error::Invalid : Error::TooBig;
    }
    MemoryBuf buffer(const_cast<char*>(target.data()));
    TRY(link.transfer(buffer, 0, static_cast<u32>(target.size()), Direction::Write));
    MemoryBuf end(const_cast<char*>(""));
    return link.transfer(end, static_cast<u32>(target.size()), 1, Direction::Write);
