// does not turn the phase over
        const u32 old = phase_;
        while (readers_[old] != 0)
            must(grace_.wait(kPatient), "patience has no end");
