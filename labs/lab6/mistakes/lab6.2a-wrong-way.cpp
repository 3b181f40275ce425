// the highest pass comes first
    return static_cast<i32>(a.pass - b.pass) > 0;
