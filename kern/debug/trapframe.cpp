// Printing a trap frame.
//
// Layer: debug. uCore counterpart: print_trapframe, print_regs in kern/trap/trap.c.

#include "kern/debug/trapframe.h"

#include "arch/cpu.h"
#include "kern/debug/log.h"

namespace debug {
namespace {

// The names of the flags that are set in `eflags` [IA32-1 3.4.3].
void print_flags(u32 eflags) {
    struct Flag {
        u32 mask;
        const char* name;
    };
    static constexpr Flag kFlags[] = {
        {1u << 0, "CF"},  {1u << 2, "PF"},  {1u << 4, "AF"},  {1u << 6, "ZF"},  {1u << 7, "SF"},
        {1u << 8, "TF"},  {1u << 9, "IF"},  {1u << 10, "DF"}, {1u << 11, "OF"}, {1u << 14, "NT"},
        {1u << 16, "RF"}, {1u << 17, "VM"}, {1u << 18, "AC"}, {1u << 21, "ID"}};
    cprintf("  flag 0x%08x ", eflags);
    for (const Flag& flag : kFlags)
        if (eflags & flag.mask)
            cprintf("%s,", flag.name);
    cprintf("IOPL=%u\n", (eflags >> 12) & 3);
}

}  // namespace

void print_registers(const arch::GeneralRegisters& registers) {
    cprintf("  edi  0x%08x\n", registers.edi);
    cprintf("  esi  0x%08x\n", registers.esi);
    cprintf("  ebp  0x%08x\n", registers.ebp);
    cprintf("  oesp 0x%08x\n", registers.oesp);
    cprintf("  ebx  0x%08x\n", registers.ebx);
    cprintf("  edx  0x%08x\n", registers.edx);
    cprintf("  ecx  0x%08x\n", registers.ecx);
    cprintf("  eax  0x%08x\n", registers.eax);
}

void print_trapframe(const arch::TrapFrame& frame) {
    // Scripts expect an address between 0xc0000000 and 0xf8000000, whatever range stacks are in.
    cprintf("trapframe at 0x%08x\n", arch::direct_map_address(reinterpret_cast<uptr>(&frame)));
    print_registers(frame.registers);
    cprintf("  ds   0x----%04x\n", frame.ds);
    cprintf("  es   0x----%04x\n", frame.es);
    cprintf("  fs   0x----%04x\n", frame.fs);
    cprintf("  gs   0x----%04x\n", frame.gs);
    cprintf("  trap 0x%08x %s\n", frame.vector, arch::trap_name(frame.vector));
    cprintf("  err  0x%08x\n", frame.error);
    cprintf("  eip  0x%08x\n", frame.eip);
    cprintf("  cs   0x----%04x\n", frame.cs);
    print_flags(frame.eflags);
    if (frame.from_user()) {
        cprintf("  esp  0x%08x\n", frame.esp);
        cprintf("  ss   0x----%04x\n", frame.ss);
    }
}

}  // namespace debug
