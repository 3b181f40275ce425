// The floating-point and SSE registers, which only programs use.
//
// Layer: arch. No uCore counterpart. [IA32-1 10.5, IA32-3A 2.5, 13]

#include "arch/fpu.h"

#include "libs/string.h"

namespace arch {
namespace {

constexpr u32 kMonitorCoprocessor = 1u << 1, kEmulate = 1u << 2, kTaskSwitched = 1u << 3;
constexpr u32 kNumericError = 1u << 5;
constexpr u32 kOsSavesSse = 3u << 9;        // CR4.OSFXSR, OSXMMEXCPT
constexpr u32 kCpuidFxsr = 1u << 24;        // CPUID.1:EDX
constexpr u16 kDefaultControlWord = 0x37f;  // all exceptions masked, 64-bit precision
constexpr u32 kDefaultMxcsr = 0x1f80;
constexpr usize kMxcsrOffset = 24;

u32 read_cr0() {
    u32 value;
    asm volatile("movl %%cr0, %0" : "=r"(value));
    return value;
}
void write_cr0(u32 value) { asm volatile("movl %0, %%cr0" ::"r"(value)); }

bool cpu_has_fxsave() {
    u32 eax = 1, ebx, ecx, edx;
    asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx));
    return (edx & kCpuidFxsr) != 0;
}

}  // namespace

bool fpu_init() {
    const bool usable = cpu_has_fxsave();
    const u32 without = usable ? kEmulate : 0;
    write_cr0((read_cr0() & ~without) | kMonitorCoprocessor | kNumericError | kTaskSwitched |
              (usable ? 0 : kEmulate));
    if (usable) {
        u32 cr4;
        asm volatile("movl %%cr4, %0" : "=r"(cr4));
        asm volatile("movl %0, %%cr4" ::"r"(cr4 | kOsSavesSse));
    }
    return usable;
}

void fpu_forbid() { write_cr0(read_cr0() | kTaskSwitched); }

void fpu_allow() { asm volatile("clts"); }

void fpu_save(FpuState& state) { asm volatile("fxsave %0" : "=m"(state)); }

void fpu_load(const FpuState& state) { asm volatile("fxrstor %0" ::"m"(state)); }

void fpu_make_clean(FpuState& state) {
    memset(&state, 0, sizeof(state));
    memcpy(state.bytes, &kDefaultControlWord, sizeof(kDefaultControlWord));
    memcpy(state.bytes + kMxcsrOffset, &kDefaultMxcsr, sizeof(kDefaultMxcsr));
}

}  // namespace arch
