// Allocations that fail on purpose.
//
// Layer: mm. No uCore counterpart.

#include "kern/mm/failure.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"

namespace mm {

constinit bool failures_are_planned = false;

namespace {

constinit FailurePlan plan GUARDED_BY(arch::interrupts_off);
constinit FailureTally tally GUARDED_BY(arch::interrupts_off);
// The boot option's plan, as long as it waits for the first user program.
constinit FailurePlan plan_of_programs;
constinit bool programs_wait = false;

// Takes the part of `text` before the first `separator`, or all, off its front.
StringView take_part(StringView& text, char separator) {
    usize length = 0;
    while (length < text.size() && text[length] != separator)
        ++length;
    StringView part = text.substr(0, length);
    text = text.substr(min(length + 1, text.size()));
    return part;
}

bool parse_count(StringView text, u32& number) {
    return debug::parse_number(text, number) && number > 0;
}

bool parse_kind(StringView text, Allocation& what) {
    what = text == "page"   ? Allocation::Frames
           : text == "heap" ? Allocation::Heap
                            : Allocation::Any;
    return what != Allocation::Any || text == "any";
}

// Reads "page:K", "page:K:N" or "page:every:K", or the same with heap or any.
bool parse_plan(StringView text, FailurePlan& result) {
    const StringView kind = take_part(text, ':'), first = take_part(text, ':');
    if (!parse_kind(kind, result.what))
        return false;
    if (first == "every") {
        result.count = FailurePlan::kForEver;
        if (!parse_count(text, result.first))
            return false;
        result.step = result.first;
        return true;
    }
    return parse_count(first, result.first) && (text.empty() || parse_count(text, result.count));
}

}  // namespace

void failures_init() {
    StringView text = debug::option("fail");
    if (text.empty())
        return;
    const usize length = text.size();
    const StringView what = take_part(text, '@');
    const bool for_programs = what.size() < length;
    FailurePlan wanted;
    if (!parse_plan(what, wanted) || for_programs != (text == "user"))
        return debug::reject_option("fail", "page:K, page:K:N, page:every:K, or heap or any for "
                                            "page, perhaps with @user behind it");
    if (!for_programs)
        return plan_failures(wanted);
    plan_of_programs = wanted;
    programs_wait = true;
}

void begin_failures_of_programs() {
    if (programs_wait)
        plan_failures(plan_of_programs);
    programs_wait = false;
}

void plan_failures(const FailurePlan& new_plan) {
    arch::IrqGuard irq;
    plan = new_plan;
    tally = {};
    failures_are_planned = true;
}

FailureTally end_failures() {
    arch::IrqGuard irq;
    failures_are_planned = false;
    return tally;
}

bool fails_as_planned(Allocation what) {
    arch::IrqGuard irq;
    if (plan.what != what && plan.what != Allocation::Any)
        return false;
    const u32 number = ++tally.asked;
    if (number < plan.first || (number - plan.first) % plan.step != 0)
        return false;
    if (++tally.failed == plan.count)
        failures_are_planned = false;
    debug::log(debug::LogLevel::Info, "mm", "allocation %u of %s fails, as planned", number,
               what == Allocation::Frames ? "frames" : "the heap");
    return true;
}

FailuresAside::FailuresAside() {
    arch::IrqGuard irq;
    plan_ = plan;
    tally_ = tally;
    planned_ = failures_are_planned;
    failures_are_planned = false;
}

FailuresAside::~FailuresAside() {
    arch::IrqGuard irq;
    plan = plan_;
    tally = tally_;
    failures_are_planned = planned_;
}

}  // namespace mm
