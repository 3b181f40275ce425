// Turning on SMEP, SMAP and UMIP.
//
// Layer: arch. No uCore counterpart. [IA32-2A CPUID, IA32-3A 2.5]

#include "arch/cpu_features.h"

#include "arch/layout.h"
#include "arch/paging.h"
#include "libs/assert.h"
#include "libs/string.h"

namespace arch {
namespace {

constexpr u32 kFeaturesLeaf = 7;
constexpr u32 kEbxSmep = 1u << 7, kEbxSmap = 1u << 20, kEcxUmip = 1u << 2;
constexpr u32 kCr4Umip = 1u << 11, kCr4Smep = 1u << 20, kCr4Smap = 1u << 21;

struct CpuId {
    u32 eax, ebx, ecx, edx;
};

CpuId cpuid(u32 leaf) {
    CpuId answer;
    asm volatile("cpuid"
                 : "=a"(answer.eax), "=b"(answer.ebx), "=c"(answer.ecx), "=d"(answer.edx)
                 : "a"(leaf), "c"(0));
    return answer;
}

void set_in_cr4(u32 bits) {
    u32 cr4;
    asm volatile("movl %%cr4, %0" : "=r"(cr4));
    asm volatile("movl %0, %%cr4" ::"r"(cr4 | bits) : "memory");
}

// The `cld` of four bytes that clear_direction.inc puts there, and what takes its place.
constexpr u8 kLongCld[] = {0x3e, 0x3e, 0x3e, 0xfc};
constexpr u8 kClacCld[] = {0x0f, 0x01, 0xca, 0xfc};

constexpr u32 kFlagsAccessCheck = 1u << 18;  // EFLAGS.AC [IA32-1 3.4.3]

// Has the way into the kernel that goes through `site` clear AC too. One that stays as it is would
// let a program turn SMAP off.
void clear_access_at(u8* site) {
    if (memcmp(site, kLongCld, sizeof(kLongCld)) != 0)
        PANIC("the code at %p is not the `cld` that stands for `clac; cld` with SMAP: "
              "%02x %02x %02x %02x",
              site, site[0], site[1], site[2], site[3]);
    memcpy(site, kClacCld, sizeof(kClacCld));
}

}  // namespace

extern "C" u8* const clac_sites_start[];
extern "C" u8* const clac_sites_end[];

constinit Protections protections;

void turn_on_protections() {
    if (cpuid(0).eax < kFeaturesLeaf)
        return;
    const CpuId features = cpuid(kFeaturesLeaf);
    protections = {.smep = (features.ebx & kEbxSmep) != 0,
                   .smap = (features.ebx & kEbxSmap) != 0,
                   .umip = (features.ecx & kEcxUmip) != 0};
    if (protections.smap)
        for (u8* const* site = clac_sites_start; site != clac_sites_end; ++site)
            clear_access_at(*site);
    set_in_cr4((protections.smep ? kCr4Smep : 0) | (protections.smap ? kCr4Smap : 0) |
               (protections.umip ? kCr4Umip : 0));
}

const char* refused_by(const TrapFrame& frame, uptr address) {
    const PageFaultCause cause(frame.error);
    if (frame.from_user() || !cause.page_was_present())
        return nullptr;
    if (cause.was_write() && is_read_only_image(address))
        return "the kernel's code and constants can not be written";
    if (address >= kUserTop)
        return nullptr;
    if (protections.smep && frame.eip == address)
        return "the kernel must not run a program's code (SMEP)";
    if (protections.smap && (frame.eflags & kFlagsAccessCheck) == 0)
        return "the kernel touches a program's memory by checked copies only (SMAP)";
    return nullptr;
}

}  // namespace arch
