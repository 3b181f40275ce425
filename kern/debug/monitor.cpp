// The kernel monitor: a prompt at the console when the kernel is done or has panicked.
//
// Layer: debug. uCore counterpart: kern/debug/kmonitor.c, kern/libs/readline.c.

#include "kern/debug/monitor.h"

#include "arch/cpu.h"
#if LAB >= 5
#include "arch/cpu_features.h"
#endif
#include "arch/interrupts.h"
#include "arch/layout.h"
#include "kern/debug/backtrace.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/debug/symbols.h"
#include "kern/debug/trapframe.h"

namespace debug {
namespace {

using Words = Span<const StringView>;
using arch::TrapFrame;

constexpr usize kMaxWords = 16;

// Reads a number (see parse_number) or the name of a function.
bool parse_address(StringView text, uptr& value) {
    return find_function(text, value) || parse_number(text, value);
}

bool print_help(Words words, const TrapFrame* frame);

bool show_kerninfo(Words, const TrapFrame*) {
    print_kerninfo();
    return true;
}

bool show_backtrace(Words, const TrapFrame* frame) {
    if (frame)
        print_debuginfo(frame->eip);
    print_backtrace(frame ? frame->registers.ebp : arch::frame_pointer());
    return true;
}

bool show_registers(Words, const TrapFrame* frame) {
    if (frame)
        print_trapframe(*frame);
    arch::print_control_registers(cprintf);
    return true;
}

// Prints one line of up to 16 bytes; "??" where nothing is mapped.
void dump_line(uptr address, usize count) {
    cprintf("  %08x ", address);
    for (usize i = 0; i < count; ++i) {
        if (arch::readable(address + i))
            cprintf(" %02x", *reinterpret_cast<const volatile u8*>(address + i));
        else
            cprintf(" ??");
    }
    cprintf("\n");
}

bool dump_memory(Words words, const TrapFrame*) {
    uptr address, count = 64;
    if (words.size() < 2 || !parse_address(words[1], address) ||
        (words.size() > 2 && !parse_address(words[2], count))) {
        cprintf("usage: x ADDRESS-OR-FUNCTION [BYTES]\n");
        return true;
    }
    for (uptr done = 0; done < min<uptr>(count, 4096); done += 16)
        dump_line(address + done, min<uptr>(16, count - done));
    return true;
}

bool show_symbol(Words words, const TrapFrame*) {
    uptr address;
    if (words.size() < 2 || !parse_address(words[1], address)) {
        cprintf("usage: symbol ADDRESS-OR-FUNCTION\n");
        return true;
    }
    cprintf("  %08x", address);
    print_debuginfo(address);
    return true;
}

bool leave(Words, const TrapFrame*) { return false; }

bool restart_machine(Words, const TrapFrame*) { arch::restart(); }

bool switch_machine_off(Words, const TrapFrame*) {
    arch::switch_off();
    cprintf("this machine can not be switched off by software\n");
    return true;
}

constexpr MonitorCommand kCommands[] = {
    {"help", "", "Show this list.", print_help},
    {"kerninfo", "", "Show where the kernel lies in memory.", show_kerninfo},
    {"backtrace", "", "Show who called whom.", show_backtrace},
    {"regs", "", "Show the registers.", show_registers},
    {"x", "ADDRESS [BYTES]", "Show memory.", dump_memory},
    {"symbol", "ADDRESS", "Show which source line an address is.", show_symbol},
    {"continue", "", "Leave the monitor.", leave},
    {"reboot", "", "Restart the machine.", restart_machine},
    {"quit", "", "Switch the machine off.", switch_machine_off},
};

bool print_help(Words, const TrapFrame*) {
    for (const MonitorCommand& command : kCommands)
        cprintf("  %-10s %-16s %s\n", command.name, command.arguments, command.description);
    return true;
}

// Cuts `line` into words at white space; what exceeds the array stays in the last word's place.
usize split(StringView line, StringView (&words)[kMaxWords]) {
    usize count = 0, at = 0;
    while (count < kMaxWords) {
        while (at < line.size() && (line[at] == ' ' || line[at] == '\t'))
            ++at;
        usize start = at;
        while (at < line.size() && line[at] != ' ' && line[at] != '\t')
            ++at;
        if (at == start)
            break;
        words[count++] = line.substr(start, at - start);
    }
    return count;
}

// Carries out one line. Returns false to leave the monitor.
bool run_line(StringView line, const TrapFrame* frame) {
    StringView words[kMaxWords];
    usize count = split(line, words);
    if (count == 0)
        return true;
    for (const MonitorCommand& command : kCommands)
        if (words[0] == command.name)
            return command.run(Words(words, count), frame);
    cprintf("unknown command; `help` lists the commands\n");
    return true;
}

// Waits for a character.
char wait_for_character() {
    for (;;) {
        int c = read_character();
        if (c >= 0)
            return static_cast<char>(c);
        arch::relax();
    }
}

}  // namespace

void kernel_monitor(const TrapFrame* frame) {
    cprintf("Kernel monitor: `help` lists the commands, `quit` switches the machine off.\n");
    char line[256];
#if LAB >= 5
    const arch::UserAccess access;  // to look at programs, too
#endif
    do
        readline("K> ", line, sizeof(line));
    while (run_line(line, frame));
}

}  // namespace debug

[[gnu::noinline]] usize readline(const char* prompt, char* line, usize size) {
    constexpr char kBackspace = '\b', kDelete = 0x7f, kEraseLine = 'U' - '@';
    cprintf("%s", prompt);
    usize length = 0;
    for (;;) {
        char c = debug::wait_for_character();
        if (c == '\n' || c == '\r') {
            cprintf("\n");
            line[length] = 0;
            return length;
        }
        if (c == kBackspace || c == kDelete || c == kEraseLine) {
            for (usize erased = c == kEraseLine ? length : 1; erased && length; --erased, --length)
                cprintf("\b \b");
        } else if (c >= ' ' && length + 1 < size) {
            cprintf("%c", c);
            line[length++] = c;
        }
    }
}
