// frees the child before its code is handed over: with a bad pointer the code is lost
    process::EndedChild ended = TRY(process::do_wait(pid));
    if (!code.is_null())
        TRY(vm::write_user(code, ended.exit_code));
    return {};
