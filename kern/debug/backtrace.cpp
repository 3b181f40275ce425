// Who called whom: a walk along the saved frame pointers.
//
// Layer: debug. uCore counterpart: kern/debug/kdebug.c.
// Every function begins with `push %ebp; mov %esp, %ebp` [SysV-i386 3, figure 3-16], so that a
// frame pointer points at:
//
//     ebp + 8 + 4i   argument i of the function (if it has that many)
//     ebp + 4        return address, in the caller
//     ebp            the caller's frame pointer; 0 in the first function of all

#include "kern/debug/backtrace.h"

#include "arch/cpu.h"
#include "arch/layout.h"
#include "kern/debug/log.h"
#include "kern/debug/symbols.h"

namespace debug {
namespace {

// The two words at a frame pointer.
struct StackFrame {
    uptr caller_frame;
    uptr return_address;
};

// True when a frame can be read at `frame_pointer`.
bool plausible(uptr frame_pointer) {
    return is_aligned(frame_pointer, sizeof(uptr)) && arch::readable(frame_pointer) &&
           arch::readable(frame_pointer + sizeof(StackFrame) - 1);
}

}  // namespace

void print_stackframe() {
    // EXERCISE lab1.1 BEGIN Print each frame: ebp, eip, four arguments; then its function and line
    // HINT arch::frame_pointer() is this function's ebp, arch::program_counter() an eip inside it.
    // HINT Lines: "ebp:0x%08x eip:0x%08x args:0x%08x 0x%08x 0x%08x 0x%08x \n", then print_debuginfo
    // HINT of the byte before eip, since a call may be the last instruction of its function. Go on
    // HINT with the return address and the caller's frame while the frame pointer is not 0.
    uptr ebp = arch::frame_pointer();
    uptr eip = arch::program_counter();
    for (unsigned depth = 0; ebp != 0 && plausible(ebp) && depth < kMaxFrames; ++depth) {
        auto* words = reinterpret_cast<const uptr*>(ebp);
        cprintf("ebp:0x%08x eip:0x%08x args:0x%08x 0x%08x 0x%08x 0x%08x \n", ebp, eip, words[2],
                words[3], words[4], words[5]);
        print_debuginfo(eip - 1);
        eip = words[1];
        ebp = words[0];
    }
    // EXERCISE lab1.1 STUB
    // EXERCISE lab1.1 END
}

void print_backtrace(uptr frame_pointer) {
    for (unsigned depth = 0; frame_pointer != 0 && plausible(frame_pointer) && depth < kMaxFrames;
         ++depth) {
        auto* frame = reinterpret_cast<const StackFrame*>(frame_pointer);
        print_debuginfo(frame->return_address - 1);
        if (frame->caller_frame <= frame_pointer)
            break;  // a stack grows down: callers lie above
        frame_pointer = frame->caller_frame;
    }
}

void print_debuginfo(uptr address) {
    SourceLocation place;
    if (find_symbol(address, place))
        cprintf("    %s:%u: %s+%u\n", place.file, place.line, place.function, place.offset);
    else
        cprintf("    <unknown>: -- 0x%08x --\n", address);
}

void print_kerninfo() {
    auto address_of = [](const void* place) { return reinterpret_cast<uptr>(place); };
    uptr first = address_of(arch::kernel_start), last = address_of(arch::end);
    cprintf("Special kernel symbols:\n");
    cprintf("  entry  0x%08x (phys)\n", first - arch::kKernelBase);
    cprintf("  etext  0x%08x (virt)\n", address_of(arch::etext));
    cprintf("  edata  0x%08x (virt)\n", address_of(arch::edata));
    cprintf("  end    0x%08x (virt)\n", address_of(arch::end));
    cprintf("Kernel executable memory footprint: %uKB\n", (last - first + 1023) / 1024);
}

}  // namespace debug
