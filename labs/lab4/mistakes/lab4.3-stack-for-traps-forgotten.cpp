// a trap from user mode would use the stack of another thread
    this_cpu().current = &next;
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&previous.context, &next.context);
