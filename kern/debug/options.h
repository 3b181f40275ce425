// Options that choose the kernel's behaviour at boot: fw_cfg files "opt/ucore/NAME".
//
// Layer: debug. No uCore counterpart (it chooses at build time).
//
// | name  | value                                            | default                    |
// | ----- | ------------------------------------------------ | -------------------------- |
// | log   | error, warning, info, debug                      | warning                    |
// | ticks | end the run in order after so many timer         | run on                     |
// |       | interrupts; 0: as soon as the checks are done    |                            |
// | check | self-checks to run, by name, separated by commas | those of the lab           |
// | seed  | where random numbers start                       | 1                          |
#if LAB >= 2
// | pmm   | first_fit, best_fit, worst_fit, buddy            | first_fit                  |
// | trace | pmm: tells what the self-check does              | nothing                    |
// | fail  | page:K, heap:K, any:K: the K-th allocation       | none fails                 |
// |       | fails; K:N: N from there on; every:K: each K-th; |                            |
// |       | ...@user: counted from the first program on      |                            |
// |       | (kern/mm/failure.h)                              |                            |
#endif
#if LAB >= 3
// | swap  | fifo, clock, extended_clock, lru                 | fifo                       |
// | disk  | dma, pio                                         | dma                        |
#endif
#if LAB >= 4
// | trace | sched: records what the scheduler does           | nothing                    |
#endif
#if LAB >= 5
// | init  | name of the first program                        | make build-PROG's, or exit |
// | cow   | on; off: fork copies pages at once               | on                         |
#endif
#if LAB >= 6
// | sched | stride, rr, mlfq, cfs, lottery, fifo, sjf        | stride                     |
#endif
#if LAB >= 8
// |       | init has arguments, too, blanks between them     | sh                         |
// | part  | 1 to 8: of the check no_memory_files, each 8th   | all of it                  |
// |       | operation from this one on                       |                            |
// | input | none: nobody types, `stdin:` is at its end       | the console                |
#endif
#pragma once

#include "libs/span.h"
#include "libs/types.h"

namespace debug {

// The value of boot option `name`, empty when it was not given. It lives for ever. At most 127
// characters of it are kept. Context: any.
StringView option(const char* name);

// The same as a number (see parse_number); `fallback` when it is absent, or is no
// number of 32 bits, which is then told.
u32 option_number(const char* name, u32 fallback);

// Reads all of `text` as a number of 32 bits: decimal, or hexadecimal with 0x. Returns false, and
// leaves `number` alone, when it is none.
bool parse_number(StringView text, u32& number);

// Tells, once for each option, that its value is not what is `expected` ("a number").
// Context: any.
void reject_option(const char* name, const char* expected);

// True when the boot option `check` names the self-check `name`, or is absent and so asks for all.
bool check_wanted(StringView name);

// True only when `check` names it: for checks that take long, or write over a disk.
bool check_asked_for(StringView name);

// Says which names of the option `check` nobody has asked about: they are misspelt, or the run
// ended before their turn.
void tell_unknown_checks();

#if LAB >= 2
// Says which elements of the option `name`, a comma-separated list, are not in the list `known`.
// They have no effect. Context: any.
void tell_unknown_elements(const char* name, const char* known);
#endif

// True when the comma-separated list `list` has the element `element`.
bool list_contains(StringView list, StringView element);

}  // namespace debug
