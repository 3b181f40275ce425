// Stands in for the machine's interrupts in unit tests: a guard that counts.
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/thread_annotations.h"
#include "libs/types.h"

namespace arch {

inline int irq_guards = 0;  // How many guards live now.

// Where interrupts can come again, and one may have waited: called when the last guard goes.
inline void (*when_interrupts_on)() = nullptr;

inline bool interrupts_enabled() { return irq_guards == 0; }
inline void enable_interrupts() {}
inline void disable_interrupts() {}

struct CAPABILITY("context") InterruptsOff {};
inline constexpr InterruptsOff interrupts_off;
inline void assert_interrupts_off() ASSERT_CAPABILITY(interrupts_off) {
    ASSERT(!interrupts_enabled());
}

class SCOPED_CAPABILITY IrqGuard : NonCopyable {
  public:
    [[nodiscard]] IrqGuard() ACQUIRE(interrupts_off) { ++irq_guards; }
    ~IrqGuard() RELEASE() {
        if (--irq_guards == 0 && when_interrupts_on)
            when_interrupts_on();
    }
};

}  // namespace arch
