// The global descriptor table, the task-state segment and the kernel stack for traps.
//
// Layer: arch. uCore counterpart: gdt_init in kern/mm/pmm.c. [IA32-3A 3.4.5, 7.2]
// Segments are flat: protection comes from paging, segments only carry the privilege level.

#include "arch/segments.h"

#include "arch/layout.h"

namespace arch {
namespace {

// The access byte of a descriptor [IA32-3A 3.4.5]: present, privilege, code or data, type.
constexpr u32 access(u32 type, u32 privilege, bool code_or_data) {
    return 0x80 | privilege << 5 | static_cast<u32>(code_or_data) << 4 | type;
}

// A descriptor of the GDT [IA32-3A figure 3-8]: base and limit are in pieces, for the 80286's sake.
constexpr u64 descriptor(u32 base, u32 limit, u32 access, u32 flags) {
    return u64{limit & 0xffff} | u64{base & 0xffffff} << 16 | u64{access} << 40 |
           u64{limit >> 16 & 0xf} << 48 | u64{flags} << 52 | u64{base >> 24} << 56;
}

constexpr u32 kExecuteRead = 0xa, kReadWrite = 0x2, kAvailableTaskState = 0x9;
constexpr u32 k32Bit = 0x4, kLimitInPages = 0x8;

// All of the address space.
constexpr u64 flat_segment(u32 type, u32 privilege) {
    return descriptor(0, 0xfffff, access(type, privilege, true), k32Bit | kLimitInPages);
}

u64 task_state_segment(const TaskState& state) {
    return descriptor(reinterpret_cast<uptr>(&state), sizeof(TaskState) - 1,
                      access(kAvailableTaskState, 0, false), 0);
}

// Golden values: what the manual's figure gives.
static_assert(flat_segment(kExecuteRead, 0) == 0x00cf9a000000ffff);
static_assert(flat_segment(kReadWrite, 3) == 0x00cff2000000ffff);
static_assert(descriptor(0x12345678, 0x67, access(kAvailableTaskState, 0, false), 0) ==
              0x1200893456780067);

struct [[gnu::packed]] TableRegister {
    u16 limit;
    const void* base;
};

constinit u64 table[] = {
    0,                              // null
    flat_segment(kExecuteRead, 0),  // kKernelCode
    flat_segment(kReadWrite, 0),    // kKernelData
    flat_segment(kExecuteRead, 3),  // kUserCode
    flat_segment(kReadWrite, 3),    // kUserData
    0,                              // kTaskState
    0,                              // kDoubleFaultTask
};

// Traps from user mode need a kernel stack from the start; threads will bring their own.
alignas(16) constinit u8 first_trap_stack[kKernelStackSize] = {};

void load_table() {
    TableRegister gdtr = {sizeof(table) - 1, table};
    asm volatile("lgdt %0" ::"m"(gdtr) : "memory");
    asm volatile("movw %w0, %%ds; movw %w0, %%es; movw %w0, %%ss" ::"r"(kKernelData));
    asm volatile("movw %w0, %%fs; movw %w0, %%gs" ::"r"(kUserData));
    asm volatile("ljmp %0, $1f; 1:" ::"i"(kKernelCode));
    asm volatile("ltr %w0" ::"r"(kTaskState));
}

}  // namespace

constinit TaskState running_task_state = {};

void gdt_init() {
    running_task_state.ss0 = kKernelData;
    running_task_state.io_bitmap_offset =
        sizeof(TaskState);  // beyond the limit: no port for user mode
    set_kernel_stack(reinterpret_cast<uptr>(first_trap_stack) + sizeof(first_trap_stack));
    table[kTaskState / 8] = task_state_segment(running_task_state);
    table[kDoubleFaultTask / 8] = task_state_segment(double_fault_task_state);
    load_table();
}

}  // namespace arch
