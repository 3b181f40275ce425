// puts the newest page where the oldest one is taken from
    queue_.push_front(page);
