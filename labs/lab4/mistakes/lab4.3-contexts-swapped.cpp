// saves the registers in the next thread's context and loads the old ones
    this_cpu().current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&next.context, &previous.context);
