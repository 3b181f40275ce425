// waits for nobody
        phase_ = 1 - phase_;
