// Switching interrupts on and off.
//
// Layer: arch. uCore counterpart: kern/driver/intr.h, kern/sync/sync.h.
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/thread_annotations.h"
#include "libs/types.h"

namespace arch {

inline constexpr u32 kFlagsInterrupt = 1u << 9;  // EFLAGS.IF [IA32-1 3.4.3].

// The EFLAGS register.
inline u32 read_flags() {
    u32 flags;
    asm volatile("pushfl; popl %0" : "=r"(flags)::"memory");
    return flags;
}

// True when this CPU takes interrupts.
inline bool interrupts_enabled() { return (read_flags() & kFlagsInterrupt) != 0; }

// Lets the CPU take interrupts. Context: any.
inline void enable_interrupts() { asm volatile("sti" ::: "memory"); }

// "This CPU takes no interrupts", as something that is held: clang checks that what is marked
// GUARDED_BY(interrupts_off) or REQUIRES(interrupts_off) is used under an IrqGuard, or behind
// disable_interrupts() or assert_interrupts_off().
struct CAPABILITY("context") InterruptsOff {};
inline constexpr InterruptsOff interrupts_off;

// Keeps interrupts away. Context: any. Prefer IrqGuard.
inline void disable_interrupts() ASSERT_CAPABILITY(interrupts_off) {
    asm volatile("cli" ::: "memory");
}

// Panics when this CPU takes interrupts. For code that runs without a guard: boot, trap handlers.
inline void assert_interrupts_off() ASSERT_CAPABILITY(interrupts_off) {
    ASSERT(!interrupts_enabled());
}

// Keeps interrupts away while it lives, and puts back what it found.
class SCOPED_CAPABILITY IrqGuard : NonCopyable {
  public:
    [[nodiscard]] IrqGuard() ACQUIRE(interrupts_off) : enabled_before_(interrupts_enabled()) {
        disable_interrupts();
    }
    ~IrqGuard() RELEASE() {
        if (enabled_before_)
            enable_interrupts();
    }

  private:
    bool enabled_before_;
};

// Lets interrupts in while it lives (to wait for one), and puts back what it found.
class IrqWindow : NonCopyable {
  public:
    [[nodiscard]] IrqWindow() : enabled_before_(interrupts_enabled()) { enable_interrupts(); }
    ~IrqWindow() {
        if (!enabled_before_)
            disable_interrupts();
    }

  private:
    bool enabled_before_;
};

}  // namespace arch
