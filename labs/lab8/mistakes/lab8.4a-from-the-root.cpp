// targets are seen from the root
        if (++links_ > kMaxLinks)
            return Error::TooBig;
        auto target = TRY(mm::Owned<PathText>::create());
        const u32 length = TRY(link.vop_readlink(target->text, kMaxPath));
        if (length == 0)
            return Error::NoEntry;
        auto path = TRY(mm::Owned<PathText>::create());
        TRY(path->set({target->text, length}, rest_));
        text_ = move(path);
        at_ = root_directory();
        return begin(text_->view());
