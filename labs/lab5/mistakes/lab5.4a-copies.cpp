// copies the page at once, as without the challenge
    static_cast<void>(entry);
    return copy_page(to, from, address, true);
