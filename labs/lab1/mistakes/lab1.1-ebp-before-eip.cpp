// moves ebp on first and then reads eip from the wrong frame
    uptr ebp = arch::frame_pointer();
    uptr eip = arch::program_counter();
    for (unsigned depth = 0; ebp != 0 && plausible(ebp) && depth < kMaxFrames; ++depth) {
        auto* words = reinterpret_cast<const uptr*>(ebp);
        cprintf("ebp:0x%08x eip:0x%08x args:0x%08x 0x%08x 0x%08x 0x%08x \n", ebp, eip, words[2],
                words[3], words[4], words[5]);
        print_debuginfo(eip - 1);
        ebp = words[0];
        eip = ebp != 0 ? reinterpret_cast<const uptr*>(ebp)[1] : 0;
    }
