// Options that choose the kernel's behaviour at boot.
//
// Layer: debug. No uCore counterpart.

#include "kern/debug/options.h"

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "libs/string.h"

namespace debug {
namespace {

/// An option that was asked for once; the device is slow, so the answer is kept.
struct CachedOption {
    char name[16];
    char value[128];
};

constexpr usize kMaxOptions = 16;
constinit CachedOption cache[kMaxOptions] = {};
constinit usize cached = 0;

const CachedOption* find_cached(const char* name) {
    for (usize i = 0; i < cached; ++i)
        if (strcmp(cache[i].name, name) == 0)
            return &cache[i];
    return nullptr;
}

}  // namespace

StringView option(const char* name) {
    arch::IrqGuard irq;
    if (const CachedOption* known = find_cached(name))
        return StringView(known->value);
    if (cached == kMaxOptions || strlen(name) >= sizeof(cache[0].name))
        return StringView();
    CachedOption& entry = cache[cached++];
    strcpy(entry.name, name);
    if (arch::read_boot_option(name, entry.value, sizeof(entry.value)) < 0)
        entry.value[0] = 0;
    return StringView(entry.value);
}

u32 option_number(const char* name, u32 fallback) {
    StringView text = option(name);
    if (text.empty())
        return fallback;
    u32 base = 10;
    if (text.starts_with("0x")) {
        base = 16;
        text = text.substr(2);
    }
    u32 value = 0;
    for (char c : text) {
        u32 digit =
            c >= 'a' && c <= 'f' ? static_cast<u32>(c - 'a' + 10) : static_cast<u32>(c - '0');
        if (digit >= base)
            return fallback;
        value = value * base + digit;
    }
    return value;
}

bool check_wanted(StringView name) {
    StringView wanted = option("check");
    return wanted.empty() || list_contains(wanted, name);
}

bool check_asked_for(StringView name) { return list_contains(option("check"), name); }

bool list_contains(StringView list, StringView element) {
    while (!list.empty()) {
        usize comma = 0;
        while (comma < list.size() && list[comma] != ',')
            ++comma;
        if (list.substr(0, comma) == element)
            return true;
        list = list.substr(comma < list.size() ? comma + 1 : comma);
    }
    return false;
}

}  // namespace debug
