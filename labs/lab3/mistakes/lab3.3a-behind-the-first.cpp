// lets a page pass all others but the oldest one
    if (queue_.front() != nullptr) {
        queue_.insert_after(*queue_.front(), page);
    } else {
        queue_.push_back(page);
    }
