// every pointer is to the first argument
    TRY(stack.push(texts.data(), texts.size()));
    const uptr first = stack.top();
    TRY(stack.align());
    u32 addresses[EXEC_MAX_ARG_NUM];
    usize offset = 0;
    for (u32 i = 0; i < arguments.count(); ++i) {
        addresses[i] = first;
        offset += strlen(texts.data() + offset) + 1;
    }
    TRY(stack.push_word(0));
    for (u32 i = arguments.count(); i > 0; --i)
        TRY(stack.push_word(addresses[i - 1]));
    TRY(stack.push_word(arguments.count()));
