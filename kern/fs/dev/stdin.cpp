// stdin: what is typed at the console.
//
// Layer: fs. uCore counterpart: kern/fs/devs/dev_stdin.c.
// Reading: the line discipline of Ritchie, A Stream Input-Output System, AT&T BLTJ 63, 1984.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/console.h"
#include "kern/fs/dev/devices.h"
#include "kern/sync/wait_queue.h"
#include "libs/string.h"

namespace fs {
namespace {

constexpr char kControlC = 'C' - '@', kControlD = 'D' - '@', kControlU = 'U' - '@';
constexpr char kBackspace = '\b', kDelete = 0x7f, kEscape = 033;

// A queue of characters. When it is full, what comes is dropped: what was typed first is kept.
class Characters {
  public:
    bool put(char c) {
        if (size_ == sizeof(text_))
            return false;
        text_[(first_ + size_++) % sizeof(text_)] = c;
        return true;
    }
    bool unput() { return size_ > 0 && size_-- > 0; }
    char front() const { return text_[first_]; }
    void pop() {
        first_ = (first_ + 1) % sizeof(text_);
        --size_;
    }
    char at(usize index) const { return text_[(first_ + index) % sizeof(text_)]; }
    usize size() const { return size_; }
    usize room() const { return sizeof(text_) - size_; }
    void clear() { size_ = 0; }

  private:
    char text_[1024] = {};
    usize first_ = 0, size_ = 0;
};

class Stdin final : public Device, public driver::InputSink {
  public:
    void take(char c) override REQUIRES(arch::interrupts_off);
    Result<u32> vop_read(IoBuf& buffer, u32 offset, u32 length) override;
    Result<u32> vop_ioctl(u32 request, u32 argument) override;
    Result<void> vop_open(u32 flags) override {
        return (flags & O_ACCMODE) == O_RDONLY ? Result<void>() : Error::Invalid;
    }
    bool (*interrupt_action)() = nullptr;
    bool nobody_types = false;

  private:
    void edit(char c) REQUIRES(arch::interrupts_off);
    void complete_line() REQUIRES(arch::interrupts_off);
    void edit_what_is_left() REQUIRES(arch::interrupts_off);
    void erase_one();
    bool is_in_escape_sequence(char c);
    Result<usize> wait_for_input(char (&text)[128], u32 length);

    Characters ready_;  // can be read
    Characters line_;   // is being edited
    u32 ends_ = 0;      // how often somebody has said that there is no more
    u8 escape_ = 0;     // how far in a sequence of a cursor key, which means nothing here
    bool is_raw_ = false;
    sync::WaitQueue readers_;
};

constinit Stdin the_stdin;

void Stdin::erase_one() {
    if (line_.unput())
        cprintf("\b \b");
}

void Stdin::complete_line() {
    for (; line_.size() > 0; line_.pop())
        ready_.put(line_.front());
    readers_.wake_all();
}

// What was typed while somebody read key by key, and was left to the next reader, who wants lines.
void Stdin::edit_what_is_left() {
    Characters left = ready_;
    ready_.clear();
    for (; left.size() > 0; left.pop())
        edit(left.front());
}

bool Stdin::is_in_escape_sequence(char c) {
    if (c == kEscape)
        escape_ = 1;
    else if (escape_ == 1)
        escape_ = c == '[' ? 2 : 0;
    else if (escape_ == 2)
        escape_ = c >= '0' && c <= '9' ? 2 : 3;  // 3: its last character
    else
        escape_ = 0;
    return escape_ != 0;
}

void Stdin::edit(char c) {
    if (is_in_escape_sequence(c))
        return;
    switch (c) {
    case kBackspace:
    case kDelete: erase_one(); return;
    case kControlU:
        while (line_.size() > 0)
            erase_one();
        return;
    case kControlD:
        if (line_.size() == 0)
            ++ends_;
        complete_line();
        return;
    case kControlC:
        cprintf("^C\n");
        line_.clear();
        return;
    default: break;
    }
    // Room is kept for the end of the line.
    const bool fits = line_.size() + (c == '\n' ? 0 : 1) < ready_.room();
    if ((c != '\n' && c != '\t' && static_cast<u8>(c) < ' ') || !fits || !line_.put(c))
        return;
    cprintf("%c", c);
    if (c == '\n')
        complete_line();
}

void Stdin::take(char c) {
    if (c == kControlC && interrupt_action && interrupt_action()) {
        cprintf("^C\n");
        line_.clear();
        return;
    }
    if (!is_raw_) {
        edit(c);
        return;
    }
    ready_.put(c == kDelete ? kBackspace : c);
    readers_.wake_all();
}

// Waits until there is something, and copies up to the end of a line or `length` characters of it.
Result<usize> Stdin::wait_for_input(char (&text)[128], u32 length) {
    arch::IrqGuard irq;
    while (ready_.size() == 0 && ends_ == 0 && !nobody_types)
        TRY(readers_.wait({.ticks = 0, .until_killed = true}));
    usize count = 0;
    while (count < min<usize>(length, sizeof(text)) && count < ready_.size()) {
        text[count] = ready_.at(count);
        if (text[count++] == '\n')
            break;
    }
    if (count == 0 && ends_ > 0)
        --ends_;
    return count;
}

Result<u32> Stdin::vop_read(IoBuf& buffer, u32, u32 length) {
    if (length == 0)
        return 0;
    char text[128];
    const usize count = TRY(wait_for_input(text, length));
    TRY(buffer.take(reinterpret_cast<const u8*>(text), static_cast<u32>(count)));
    arch::IrqGuard irq;  // only now it was read
    for (usize i = 0; i < count && ready_.size() > 0; ++i)
        ready_.pop();
    return static_cast<u32>(count);
}

Result<u32> Stdin::vop_ioctl(u32 request, u32) {
    if (request != STDIN_LINES && request != STDIN_RAW)
        return Error::Invalid;
    arch::IrqGuard irq;
    arch::assert_interrupts_off();
    const bool was_raw = is_raw_;
    is_raw_ = request == STDIN_RAW;
    escape_ = 0;
    if (is_raw_)
        complete_line();
    else if (was_raw)
        edit_what_is_left();
    return 0;
}

}  // namespace

Device& stdin_device() { return the_stdin; }

void set_interrupt_action(bool (*action)()) { the_stdin.interrupt_action = action; }

void stdin_begin() {
    the_stdin.nobody_types = debug::option("input") == "none";
    driver::set_input_sink(&the_stdin);
}

void stdin_end() { driver::set_input_sink(nullptr); }

}  // namespace fs
