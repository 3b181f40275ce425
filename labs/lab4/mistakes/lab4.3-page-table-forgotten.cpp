// stays in the address space of the old thread
    this_cpu().current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::switch_to(&previous.context, &next.context);
