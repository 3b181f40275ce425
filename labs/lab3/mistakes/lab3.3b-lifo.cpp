// takes the page that came in last
    return queue_.pop_back();
