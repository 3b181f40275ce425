// the kernel goes on to take the old thread for the current one
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&previous.context, &next.context);
