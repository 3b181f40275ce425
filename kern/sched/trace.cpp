// The trace: what the scheduler did when.
//
// Layer: sched. No uCore counterpart.

#include "kern/sched/trace.h"

#include "arch/debug_channel.h"
#include "arch/interrupts.h"
#include "arch/timestamp.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/debug/panic.h"
#include "kern/mm/frame.h"
#include "kern/sched/scheduler.h"
#include "libs/assert.h"
#include "libs/format.h"
#include "libs/string.h"

namespace sched {

constinit bool tracing = false;

namespace {

constexpr usize kMaxName = 15;

struct Record {
    u64 time;
    TraceEvent event;
    u8 state;
    u16 pid;
    u32 value;
    char name[kMaxName + 1];
};
static_assert(sizeof(Record) == 32);

// Frames that the ring is made of, at most.
constexpr usize kRingFrames = 256;

// A moment, by both clocks.
struct ClockPair {
    u32 tick = 0;
    u64 time = 0;
};

// Invariant: of the `count` events so far, the last `capacity` ones are in the ring, event n at
// index n % capacity.
constinit Record* ring = nullptr;
constinit u32 capacity = 0;
constinit u32 count = 0;
constinit const char* policy_name = "";
constinit ClockPair first_tick, last_tick;

// The next record to be filled in. Context: interrupts off.
Record& new_record(TraceEvent event, u32 pid) {
    Record& record = ring[count++ % capacity];
    record.time = arch::timestamp();
    record.event = event;
    record.pid = static_cast<u16>(pid);
    return record;
}

// A line of text goes out at once, to the channel or to the console.
[[gnu::format(printf, 2, 3)]] void write_line(bool channel, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (channel)
        vformat([](char c, void*) { arch::debug_channel_put(c); }, nullptr, format, arguments);
    else
        vcprintf(format, arguments);
    va_end(arguments);
}

void write_record(bool channel, const Record& record) {
    const char letter = static_cast<char>(record.event);
    switch (record.event) {
    case TraceEvent::Switch:
        write_line(channel, "%c %llu %u %u %c\n", letter, record.time, record.pid, record.value,
                   static_cast<char>(record.state));
        break;
    case TraceEvent::Name:
        write_line(channel, "%c %llu %u %s\n", letter, record.time, record.pid, record.name);
        break;
    default: write_line(channel, "%c %llu %u %u\n", letter, record.time, record.pid, record.value);
    }
}

// Writes everything out; the run is over. Context: interrupts off.
void write_trace() {
    tracing = false;
    this_cpu().at_switch &= ~kRecordSwitch;
    const bool channel = arch::has_debug_channel();
    const u32 kept = min(count, capacity);
    write_line(channel, "trace begin 1\npolicy %s\n", policy_name);
    write_line(channel, "clock %u %llu\n", first_tick.tick, first_tick.time);
    write_line(channel, "clock %u %llu\n", last_tick.tick, last_tick.time);
    write_line(channel, "lost %u\n", count - kept);
    for (u32 i = count - kept; i != count; ++i)
        write_record(channel, ring[i % capacity]);
    write_line(channel, "trace end\n");
}

}  // namespace

void trace_init(const char* policy) {
    if (!debug::list_contains(debug::option("trace"), "sched"))
        return;
    for (usize frames = kRingFrames; frames != 0 && !ring; frames /= 2) {
        Result<mm::Page*> memory = mm::alloc_pages(frames);
        if (!memory.has_value())
            continue;
        ring = static_cast<Record*>(mm::page_to_kva(memory.take()));
        capacity = frames * mm::kPageSize / sizeof(Record);
    }
    if (!ring)
        return debug::log(debug::LogLevel::Warning, "sched", "no memory for a trace");
    policy_name = policy;
    tracing = true;
    this_cpu().at_switch |= kRecordSwitch;
    debug::set_end_action(write_trace);
}

void record_event(TraceEvent event, u32 pid, u32 value, u8 state) {
    arch::IrqGuard irq;
    Record& record = new_record(event, pid);
    record.value = value;
    record.state = state;
}

void record_name(u32 pid, const char* name) {
    arch::IrqGuard irq;
    Record& record = new_record(TraceEvent::Name, pid);
    const usize length = strnlen(name, kMaxName);
    memcpy(record.name, name, length);
    record.name[length] = 0;
}

void record_tick(u32 tick) {
    last_tick = {tick, arch::timestamp()};
    if (first_tick.tick == 0)
        first_tick = last_tick;
}

}  // namespace sched
