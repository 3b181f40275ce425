// lets interrupts in before the switch
    this_cpu().current = &next;
    arch::set_kernel_stack(next.stack_top().raw());
    arch::set_root_table(next.root_table.raw());
    arch::enable_interrupts();
    arch::switch_to(&previous.context, &next.context);
