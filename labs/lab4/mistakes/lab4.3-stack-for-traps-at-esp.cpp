// traps from user mode would start where the thread stood last, not at the end of its stack
    this_cpu().current = &next;
    arch::set_kernel_stack(next.context.esp);
    arch::set_root_table(next.root_table.raw());
    arch::switch_to(&previous.context, &next.context);
