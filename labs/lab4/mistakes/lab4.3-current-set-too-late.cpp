// sets the current thread behind the switch, when it is somebody else's turn
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&previous.context, &next.context);
    this_cpu().current = &next;
