// The floating-point and SSE registers, which only programs use.
//
// Layer: arch. No uCore counterpart. [IA32-1 10.5, IA32-3A 13]
// Saving them at every switch would cost every thread what few need. So CR0.TS is set at a switch,
// and the first use after it traps (vector 7): only then the registers of the thread that used them
// last are saved, and this thread's own are loaded.
#pragma once

#include "libs/types.h"

namespace arch {

inline constexpr u32 kVectorDeviceNotAvailable = 7;

// Room for the registers, as FXSAVE stores them.
struct alignas(16) FpuState {
    u8 bytes[512];
};

// Makes the next use of the registers trap. Called once; false when the CPU has no FXSAVE: then
// every use traps for ever, and there is nothing to save.
[[nodiscard]] bool fpu_init();

// The next use of the registers traps. For each switch after fpu_allow.
void fpu_forbid();

// The registers may be used until fpu_forbid.
void fpu_allow();

// Stores the registers in `state`, or loads them from there. Context: fpu_allow was called.
void fpu_save(FpuState& state);
void fpu_load(const FpuState& state);

// Fills in what a program finds when it starts: nothing of anybody's.
void fpu_make_clean(FpuState& state);

}  // namespace arch
