// waits for the readers of the new phase
        phase_ = 1 - phase_;
        while (readers_[phase_] != 0)
            must(grace_.wait(kPatient), "patience has no end");
