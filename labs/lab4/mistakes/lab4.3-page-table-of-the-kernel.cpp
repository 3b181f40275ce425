// every thread gets the kernel's own page table
    this_cpu().current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(this_cpu().idle->root_table.raw());
    arch::switch_to(&previous.context, &next.context);
