// everything but the registers changes
    this_cpu().current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
