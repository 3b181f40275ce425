// The trace: what the scheduler did when, for a picture that is drawn later (tools/trace).
//
// Layer: sched. No uCore counterpart; Linux: trace-cmd, perf sched.
//
// With the boot option trace=sched, events go to a ring of records in memory, which is written out
// when the run ends: to QEMU's debug channel (-debugcon file:NAME) where there is one, else to the
// console between two lines that say so. Without the option an event costs one comparison.
//
// The text, one event a line, numbers in decimal, times in cycles (arch/timestamp.h), processes by
// their numbers:
//
//     trace begin 1            the version of this format
//     policy NAME
//     clock TICK TIME          twice, at the beginning and the end: ticks and cycles
//     lost COUNT               events that the ring had no room for, the oldest ones
//     S TIME OLD NEW STATE     switch; OLD wants more (R), sleeps (S) or has ended (Z)
//     W TIME PID BY            PID was woken up (or is new) by BY, or by an interrupt meanwhile
//     F TIME PID PARENT        PID was made by PARENT
//     N TIME PID NAME          PID has a name
//     X TIME PID CODE          PID has ended
//     P TIME PID ADDRESS       page fault of PID
//     Q TIME PID PRIORITY      PID has a priority
//     trace end
#pragma once

#include "libs/types.h"

namespace sched {

// The letters of the text.
enum class TraceEvent : u8 {
    Switch = 'S',
    WakeUp = 'W',
    Fork = 'F',
    Name = 'N',
    Exit = 'X',
    Fault = 'P',
    Priority = 'Q',
};

// Whether events are recorded.
extern bool tracing;

// Starts to record when the boot option asks for it. `policy` is told in the text. Called once.
void trace_init(const char* policy);

// Does the work of trace(). Context: any.
void record_event(TraceEvent event, u32 pid, u32 value, u8 state);

// The clock has ticked for the `tick`th time. Context: interrupts off.
void record_tick(u32 tick);

// `event` has happened to process `pid`; what `value` is depends on the event. Context: any.
inline void trace(TraceEvent event, u32 pid, u32 value, u8 state = 0) {
    if (tracing) [[unlikely]]
        record_event(event, pid, value, state);
}

// Process `pid` has the name `name`, of which at most 15 characters are kept. Context: any.
void record_name(u32 pid, const char* name);
inline void trace_name(u32 pid, const char* name) {
    if (tracing) [[unlikely]]
        record_name(pid, name);
}

}  // namespace sched
