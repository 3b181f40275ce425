// The processor: registers that a debugger shows, waiting, stopping the machine.
//
// Layer: arch. uCore counterpart: libs/x86.h.
#pragma once

#include "libs/types.h"

namespace arch {

// Waits for the next interrupt. Interrupts must be enabled, or it waits for ever.
inline void wait_for_interrupt() { asm volatile("hlt" ::: "memory"); }

// Enables interrupts and waits for the next one, with no gap between the two: an interrupt that
// is pending now ends the wait. Leaves interrupts enabled.
inline void enable_interrupts_and_wait() { asm volatile("sti; hlt" ::: "memory"); }

// A pause inside a loop that polls.
inline void relax() { asm volatile("pause" ::: "memory"); }

// Stops this CPU for ever.
[[noreturn]] inline void halt_forever() {
    for (;;)
        asm volatile("cli; hlt" ::: "memory");
}

// Nothing, but the compiler does not know: the body of a loop that waits without halting.
inline void do_nothing() { asm volatile("" ::: "memory"); }

// Whether `flag`, which interrupts write, is set now: a look at memory each time it is asked, in
// one comparison (for a volatile variable GCC takes two instructions).
inline bool is_set_now(const bool& flag) {
    bool set;
    asm volatile("cmpb $0, %1" : "=@ccne"(set) : "m"(flag));
    return set;
}

// The frame pointer of the calling function.
[[gnu::always_inline]] inline uptr frame_pointer() {
    return reinterpret_cast<uptr>(__builtin_frame_address(0));
}

// The stack pointer at this place.
[[gnu::always_inline]] inline uptr stack_pointer() {
    uptr value;
    asm volatile("movl %%esp, %0" : "=r"(value));
    return value;
}

// Address of the instruction that follows the call. Never inlined, since it reads its own return
// address.
[[gnu::noinline]] inline uptr program_counter() {
    return reinterpret_cast<uptr>(__builtin_return_address(0));
}

// The privilege level that code runs at: 0 kernel, 3 user.
inline unsigned privilege_level() {
    u16 selector;
    asm volatile("movw %%cs, %0" : "=r"(selector));
    return selector & 3u;
}

// The values of the segment registers, for a report.
struct SegmentRegisters {
    u16 cs, ds, es, ss;
};
SegmentRegisters segment_registers();

// Tells QEMU's isa-debug-exit device to end the machine with exit status (value << 1) | 1.
// Returns when the machine has no such device.
void exit_emulator(u8 value);

// Switches the machine off by ACPI (soft off, as QEMU's pc wires it). Returns if that fails.
void switch_off();

// Restarts the machine.
[[noreturn]] void restart();

// Tells whether the byte at `address` can be read without a fault.
bool readable(uptr address);

// The address at which the kernel's view of physical memory shows what is at `address`; `address`
// itself when that view does not show it.
uptr direct_map_address(uptr address);

// Copies the boot option `name` (fw_cfg file "opt/ucore/NAME") into `value`, at most `size - 1`
// bytes and a NUL. Returns its length, or -1 when it was not given.
int read_boot_option(const char* name, char* value, usize size);

// Prints control registers and descriptor table addresses with `print` (a printf).
void print_control_registers(int (*print)(const char* format, ...));

}  // namespace arch
