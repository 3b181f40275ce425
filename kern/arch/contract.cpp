// What a machine must provide, as the compiler can check it.
//
// Layer: arch. No uCore counterpart.
// Makes no code. Each assertion names a header; the ones that portable code needs first come first.

#include "arch/boot_info.h"
#include "arch/context.h"
#include "arch/cpu.h"
#include "arch/double_fault.h"
#include "arch/interrupts.h"
#include "arch/layout.h"
#include "arch/paging.h"
#include "arch/probe.h"
#include "arch/trapframe.h"

namespace arch {
namespace {

template <typename T, typename Other>
constexpr bool kIsSame = false;
template <typename T>
constexpr bool kIsSame<T, T> = true;
template <typename T, typename Other>
concept Same = kIsSame<T, Other>;

// There is a function that fits: is<result (*)(parameters)>(name).
template <typename Signature>
constexpr bool is(Signature) {
    return true;
}

// --- layout.h
// -------------------------------------------------------------------------------------

static_assert(kPageSize == usize{1} << kPageShift);
static_assert(is_aligned(kKernelBase, kPageSize) && is_aligned(kKernelMemorySize, kPageSize));
static_assert(kKernelTop - kKernelBase == kKernelMemorySize);
static_assert(kUserBase < kUserTop && is_aligned(kUserBase, kPageSize));
static_assert(kKernelBase == 0 || kUserTop <= kKernelBase);
static_assert(kKernelStackSize == kKernelStackPages * kPageSize);
static_assert(kKernelStackEnd - kKernelStackBase >= kPageSize + kKernelStackSize);
// Stacks and the window of page tables lie outside of what the kernel maps of physical memory.
static_assert(kKernelStackBase >= kKernelTop && kPageTableWindow >= kKernelTop);

// --- cpu.h
// ----------------------------------------------------------------------------------------

static_assert(is<void (*)()>(wait_for_interrupt) && is<void (*)()>(enable_interrupts_and_wait));
static_assert(is<void (*)()>(relax) && is<void (*)()>(halt_forever) && is<void (*)()>(restart));
static_assert(is<uptr (*)()>(frame_pointer) && is<uptr (*)()>(stack_pointer));
static_assert(is<uptr (*)()>(program_counter) && is<unsigned (*)()>(privilege_level));
static_assert(is<void (*)(u8)>(exit_emulator) && is<void (*)()>(switch_off));
static_assert(is<bool (*)(uptr)>(readable));
static_assert(is<int (*)(const char*, char*, usize)>(read_boot_option));

// --- interrupts.h
// ---------------------------------------------------------------------------------

static_assert(is<bool (*)()>(interrupts_enabled) && is<void (*)()>(assert_interrupts_off));
static_assert(is<void (*)()>(enable_interrupts) && is<void (*)()>(disable_interrupts));

// A scope: made from nothing, and nobody can copy it, since it ends once.
template <typename T>
concept Scope = requires {
    T();
}
&&!requires(T scope) { T(scope); };
static_assert(Scope<IrqGuard> && Scope<IrqWindow>);

// --- trapframe.h
// ----------------------------------------------------------------------------------

template <typename T>
concept Frame = requires(T frame, const T trapped) {
    static_cast<u32>(frame.vector);
    static_cast<u32>(frame.error);
    { trapped.from_user() } -> Same<bool>;
};
static_assert(Frame<TrapFrame>);
static_assert(kKernelFrameSize <= sizeof(TrapFrame));
static_assert(kVectorIrq + kIrqCount <= kVectorCount && kVectorSyscall < kVectorCount);
static_assert(kVectorPageFault < kVectorIrq || kVectorPageFault >= kVectorIrq + kIrqCount);
static_assert(kIrqTimer < kIrqCount && kIrqKeyboard < kIrqCount && kIrqSerial < kIrqCount &&
              kIrqDisk < kIrqCount);
static_assert(is<void (*)()>(idt_init) && is<uptr (*)()>(page_fault_address));
static_assert(is<const char* (*)(u32)>(trap_name));

// --- boot_info.h
// ----------------------------------------------------------------------------------

static_assert(is<Span<const MemoryRange> (*)()>(memory_map));

// --- paging.h
// -------------------------------------------------------------------------------------

// The levels share the address: an entry stands for a table of the level below.
constexpr bool levels_fit() {
    for (unsigned level = 1; level < kLevels; ++level)
        if (entry_span(level) != entry_span(level - 1) * kEntriesPerTable)
            return false;
    return entry_span(0) == kPageSize && sizeof(Pte) * kEntriesPerTable <= kPageSize;
}
static_assert(kLevels >= 2 && levels_fit());
static_assert(index_at(0, 5 * kPageSize) == 5 && index_at(1, 5 * entry_span(1)) == 5);

constexpr uptr kPhysical = 0x00123000;
constexpr u32 kSlot = 0xfedcba;  // 24 bits
constexpr PageAccess kUserWrite = PageAccess::User | PageAccess::Write;

static_assert(Pte().empty() && !Pte().present() && !Pte().is_swapped());
static_assert(Pte::page(kPhysical, kUserWrite).present() && Pte::table(kPhysical).present());
static_assert(Pte::page(kPhysical, kUserWrite).address() == kPhysical);
static_assert(Pte::table(kPhysical).address() == kPhysical);
static_assert(Pte::page(kPhysical, kUserWrite).writable());
static_assert(Pte::page(kPhysical, kUserWrite).user());
static_assert(!Pte::page(kPhysical, PageAccess::Kernel).writable());
static_assert(!Pte::page(kPhysical, PageAccess::Write).user());
static_assert(!Pte::page(kPhysical, kUserWrite).accessed());
static_assert(!Pte::page(kPhysical, kUserWrite).dirty());
static_assert(Pte::swapped(kSlot).is_swapped() && !Pte::swapped(kSlot).present());
static_assert(!Pte::swapped(1).empty() && Pte::swapped(kSlot).swap_slot() == kSlot);

template <typename T>
concept Cause = requires(const T cause) {
    { cause.was_write() } -> Same<bool>;
    { cause.from_user() } -> Same<bool>;
    { cause.page_was_present() } -> Same<bool>;
};
static_assert(Cause<PageFaultCause>);
static_assert(is<uptr (*)()>(root_table) && is<void (*)(uptr)>(set_root_table));
static_assert(is<void (*)(uptr)>(forget_translation));

// --- probe.h
// --------------------------------------------------------------------------------------

static_assert(is<bool (*)(uptr, u32&)>(probe_read) && is<bool (*)(uptr, u32)>(probe_write));
static_assert(is<uptr (*)(uptr)>(resume_after_fault));

// --- context.h, double_fault.h
// --------------------------------------------------------------------

static_assert(is<void (*)(Context*, const Context*)>(switch_to) && is<void (*)()>(trap_return));
static_assert(is<void (*)(TrapFrame&, int (*)(void*), void*)>(make_kernel_thread_frame));
static_assert(is<void (*)(uptr, void (*)())>(run_on_stack));
static_assert(is<void (*)(DoubleFaultHandler)>(double_fault_init));

}  // namespace
}  // namespace arch
