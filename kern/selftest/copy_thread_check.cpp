// The self-check of a new thread's first registers.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/copy_thread_check.h"

#include "arch/context.h"
#include "arch/interrupts.h"
#include "arch/layout.h"
#include "arch/probe.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/frame.h"
#include "kern/mm/heap.h"
#include "kern/process/fork.h"
#include "kern/selftest/digest.h"
#include "libs/assert.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace selftest {
namespace {

using arch::GeneralRegisters;
using arch::TrapFrame;
using process::Process;

constexpr u32 kMostThreads = 8;
constexpr u32 kProbePages = 4096;  // as many addresses are touched
constexpr const char* kMemoryIsFree = "memory is free at boot";

// The checker's registers while a thread runs, and what that thread told.
constinit arch::Context checker;
constinit arch::FirstRegisters told = {};
constinit uptr told_end = 0;

struct Thread {
    Process* process;
    TrapFrame frame;
};

// Draws seven registers, then whether interrupts are on.
TrapFrame random_frame(Prng& random) {
    TrapFrame frame;
    arch::make_kernel_thread_frame(frame, nullptr, nullptr);
    GeneralRegisters& r = frame.registers;
    u32* const drawn[] = {&r.edi, &r.esi, &r.ebp, &r.ebx, &r.edx, &r.ecx, &r.eax};
    for (u32* one : drawn)
        *one = random.next();
    frame.eip = reinterpret_cast<uptr>(arch::first_registers);
    if (random.below(2) == 0)
        frame.eflags &= ~arch::kFlagsInterrupt;
    return frame;
}

void compare(const char* name, u32 seen, u32 expected) {
    if (seen != expected)
        PANIC("check_copy_thread: the thread began with %s 0x%08x instead of 0x%08x", name, seen,
              expected);
}

// Lets `thread` run until it has told its registers.
void begin(const Thread& thread) {
    told = {};
    told_end = 0;
    arch::IrqGuard irq;
    arch::switch_to(&checker, &thread.process->context);
}

u32 check_thread(const Thread& thread, u32 digest) {
    const arch::Context& context = thread.process->context;
    compare("eip", context.eip, reinterpret_cast<uptr>(arch::trap_return));
    begin(thread);
    const GeneralRegisters &seen = told.general, &given = thread.frame.registers;
    compare("eax", seen.eax, 0);
    compare("ebx", seen.ebx, given.ebx);
    compare("ecx", seen.ecx, given.ecx);
    compare("edx", seen.edx, given.edx);
    compare("esi", seen.esi, given.esi);
    compare("edi", seen.edi, given.edi);
    compare("ebp", seen.ebp, given.ebp);
    compare("interrupt flag", told.eflags & arch::kFlagsInterrupt,
            thread.frame.eflags & arch::kFlagsInterrupt);
    // Who lays out a whole frame has the stack begin two words, esp and ss, lower: no harm.
    const uptr top = thread.process->stack_top().raw();
    if (told_end != top - (sizeof(TrapFrame) - arch::kKernelFrameSize))
        compare("esp", told_end, top);
    return digest_step(digest, seen.ebx);
}

// A frame from user mode, which holds esp and ss too. Such a thread can not run yet.
void check_user_frame(Prng& random) {
    Process* child = must(process::alloc_proc(), kMemoryIsFree);
    TrapFrame frame = random_frame(random);
    frame.cs = arch::kUserCode;
    frame.ds = frame.es = frame.ss = arch::kUserData;
    frame.esp = random.next();
    process::copy_thread(*child, frame);
    const mm::VirtAddr place = child->stack_top() - sizeof(TrapFrame);
    compare("a frame from user mode at", child->context.esp, place.raw());
    frame.registers.eax = 0;
    if (memcmp(place.as<TrapFrame>(), &frame, sizeof(TrapFrame)) != 0)
        PANIC("check_copy_thread: a frame from user mode was not copied whole, with 0 in eax");
    process::free_proc(child);
}

}  // namespace

void check_copy_thread() {
    const usize free_before = mm::nr_free_pages();
    const mm::HeapUsage heap_before = mm::heap_usage();
    const u32 seed = debug::option_number("seed", 1);
    Prng random(seed);

    // All are made before the first one runs, so that none can use what belongs to another one.
    Thread threads[kMostThreads];
    const u32 count = 3 + random.below(kMostThreads - 2);
    for (u32 i = 0; i < count; ++i) {
        threads[i] = {must(process::alloc_proc(), kMemoryIsFree), random_frame(random)};
        TrapFrame given = threads[i].frame;
        process::copy_thread(*threads[i].process, given);
        memset(&given, 0xee, sizeof(given));  // who needs it later has not copied it
    }
    u32 digest = 0;
    for (u32 left = count; left > 0; --left) {
        Thread& thread = threads[random.below(left)];
        digest = check_thread(thread, digest);
        process::free_proc(thread.process);
        thread = threads[left - 1];
    }
    check_user_frame(random);

    ASSERT(mm::heap_usage() == heap_before);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("copy_thread check: seed 0x%08x threads %u digest 0x%08x\n", seed, count, digest);
    cprintf("check_copy_thread() succeeded!\n");
}

}  // namespace selftest

// On the new thread's stack.
void arch::thread_began(const FirstRegisters& registers) {
    u32 word;
    ASSERT(
        !probe_read(kUserBase + registers.general.ebx % selftest::kProbePages * kPageSize, word));
    disable_interrupts();
    selftest::told = registers;
    selftest::told_end = registers.end();
    Context never_again;
    switch_to(&never_again, &selftest::checker);
    UNREACHABLE();
}
