// Stands in for the machine's interrupts in unit tests: a guard that counts.
#pragma once

#include "libs/scope.h"
#include "libs/types.h"

namespace arch {

inline int irq_guards = 0;  ///< How many guards live now.

inline bool interrupts_enabled() { return irq_guards == 0; }
inline void enable_interrupts() {}
inline void disable_interrupts() {}

class IrqGuard : NonCopyable {
  public:
    [[nodiscard]] IrqGuard() { ++irq_guards; }
    ~IrqGuard() { --irq_guards; }
};

}  // namespace arch
