// Options that choose the kernel's behaviour at boot.
//
// Layer: debug. No uCore counterpart.

#include "kern/debug/options.h"

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "libs/string.h"

namespace debug {
namespace {

// An option that was asked for once; the device is slow, so the answer is kept.
struct CachedOption {
    char name[16];
    char value[128];
    bool rejected;  // a complaint about the value was printed
};

constexpr usize kMaxOptions = 16;
constinit CachedOption cache[kMaxOptions] GUARDED_BY(arch::interrupts_off) = {};
constinit usize cached GUARDED_BY(arch::interrupts_off) = 0;

CachedOption* find_cached(const char* name) REQUIRES(arch::interrupts_off) {
    for (usize i = 0; i < cached; ++i)
        if (strcmp(cache[i].name, name) == 0)
            return &cache[i];
    return nullptr;
}

// The first element of a list with commas, which is taken out of it.
StringView take_element(StringView& list) {
    const usize comma = min(list.find(','), list.size());
    const StringView element = list.substr(0, comma);
    list = list.substr(comma < list.size() ? comma + 1 : comma);
    return element;
}

// Which element it is; StringView::kNotFound when it is none.
usize place_in_list(StringView list, StringView element) {
    for (usize place = 0; !list.empty(); ++place)
        if (take_element(list) == element)
            return place;
    return StringView::kNotFound;
}

// Which elements of the option `check` are names that the kernel knows: a bit for each.
constexpr usize kMostChecks = 32;
constinit u32 checks_looked_for = 0;

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
    u32 number = fallback;
    if (!text.empty() && !parse_number(text, number))
        reject_option(name, "a number");
    return number;
}

bool parse_number(StringView text, u32& number) {
    u32 base = 10;
    if (text.starts_with("0x")) {
        base = 16;
        text = text.substr(2);
    }
    u64 value = 0;
    for (char c : text) {
        u32 digit = static_cast<u32>(c - '0');
        if (c >= 'a' && c <= 'f')
            digit = static_cast<u32>(c - 'a' + 10);
        if (c >= 'A' && c <= 'F')
            digit = static_cast<u32>(c - 'A' + 10);
        if (digit >= base)
            return false;
        value = value * base + digit;
        if (value > ~u32{0})
            return false;
    }
    if (!text.empty())
        number = static_cast<u32>(value);
    return !text.empty();
}

void reject_option(const char* name, const char* expected) {
    arch::IrqGuard irq;
    CachedOption* entry = find_cached(name);
    if (!entry || entry->rejected)
        return;
    entry->rejected = true;
    cprintf("boot option %s: '%s' is not %s, so it is ignored\n", name, entry->value, expected);
}

bool check_wanted(StringView name) { return option("check").empty() || check_asked_for(name); }

bool check_asked_for(StringView name) {
    const usize place = place_in_list(option("check"), name);
    if (place < kMostChecks)
        checks_looked_for |= 1u << place;
    return place != StringView::kNotFound;
}

void tell_unknown_checks() {
    usize place = 0;
    for (StringView rest = option("check"); !rest.empty(); ++place) {
        const StringView name = take_element(rest);
        if (place < kMostChecks && (checks_looked_for >> place & 1) == 0 && name != "none")
            cprintf("boot option check: no self-check '%.*s' has run\n",
                    static_cast<int>(name.size()), name.data());
    }
}

#if LAB >= 2
void tell_unknown_elements(const char* name, const char* known) {
    for (StringView rest = option(name); !rest.empty();) {
        const StringView element = take_element(rest);
        if (!list_contains(StringView(known), element))
            cprintf("there is no %s '%.*s': %s\n", name, static_cast<int>(element.size()),
                    element.data(), known);
    }
}
#endif

bool list_contains(StringView list, StringView element) {
    return place_in_list(list, element) != StringView::kNotFound;
}

}  // namespace debug
