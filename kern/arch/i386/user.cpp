// User mode: how a program starts, and copies to and from its memory that survive any address.
//
// Layer: arch. uCore counterpart: parts of load_icode in kern/process/proc.c.

#include "arch/user.h"

#include "arch/cpu_features.h"
#include "arch/interrupts.h"
#include "libs/assert.h"

namespace arch {

void make_user_frame(TrapFrame& frame, uptr entry, uptr stack) {
    frame = TrapFrame{};
    // EXERCISE lab5.1a BEGIN Set the registers with which the program starts in user mode
    // HINT The code segment is kUserCode, all data segments are kUserData; where it starts, where
    // HINT its stack ends; and a program that no interrupt reaches would never give the CPU back.
    frame.cs = kUserCode;
    frame.ds = frame.es = frame.fs = frame.gs = frame.ss = kUserData;
    frame.eip = entry;
    frame.esp = stack;
    frame.eflags = kFlagsInterrupt;
    // EXERCISE lab5.1a STUB
    //| static_cast<void>(entry);
    //| static_cast<void>(stack);
    //| NOT_IMPLEMENTED("lab5.1a");
    // EXERCISE lab5.1a END
}

extern "C" void syscall_vector();
extern "C" void page_fault_vector();

void user_entries_init() {
    set_gate(kVectorPageFault, reinterpret_cast<uptr>(page_fault_vector));
    set_gate(kVectorSyscall, reinterpret_cast<uptr>(syscall_vector));
    allow_from_user(kVectorSyscall);
}

usize copy_that_may_fault(void* to, const void* from, usize size) {
    usize words = size / sizeof(u32), rest = size % sizeof(u32);
    const UserAccess access;
    // When the copy of words faults, what is left of them and the rest were not copied.
    asm volatile("cld\n"
                 "1: rep movsl\n"
                 "xchgl %%ecx, %[rest]\n"
                 "3: rep movsb\n"
                 "jmp 4f\n"
                 "2: leal (%[rest], %%ecx, 4), %%ecx\n"
                 "4:\n"
                 ".pushsection .fixups, \"a\"; .long 1b, 2b, 3b, 4b; .popsection"
                 : "+D"(to), "+S"(from), "+c"(words), [rest] "+r"(rest)
                 :
                 : "memory");
    return words;
}

}  // namespace arch
