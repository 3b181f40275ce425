// waits until nobody reads at all
        while (readers_[0] + readers_[1] != 0)
            must(grace_.wait(kPatient), "patience has no end");
