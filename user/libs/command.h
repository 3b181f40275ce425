// What the commands of the shell have in common: options, messages, output, an exit code.
// Layer: user (C++). uCore: none.
//
//     int main(int argc, char** argv) {
//         command::Options options(argc, argv, "ra", "rm [-r] FILE...");
//         for (const char* path : options.operands()) { ... command::complain(path, error); }
//         return command::finish();
//     }
//
// What a command finds goes to its standard output, what it has to complain about to the console.
#pragma once

#include "libs/span.h"
#include "user/libs/array.h"
#include "user/libs/output.h"
#include "user/libs/text.h"

namespace command {

// Exit code of a command that was called in a way it does not understand.
inline constexpr int kUsageError = 2;

// The standard output; finish() sends what is left in it.
extern Output out;

// The options and operands of a command. Options are letters behind a dash, "-ab" or "-a -b"; a
// letter with a colon behind it in `letters` takes a value, "-n5" or "-n 5". "--" ends them, and
// "-" alone is an operand. What does not fit ends the program with kUsageError; "--help" prints
// how the command is used, and ends it, too.
class Options : NonCopyable {
  public:
    // `usage` is the command with its arguments: "rm [-r] FILE...".
    Options(int argc, char** argv, const char* letters, const char* usage);

    bool has(char letter) const;
    // Its value, or nullptr when it was not given.
    const char* value(char letter) const;
    // Its value as a number from `low` to `high`, or `absent` when it was not given.
    u32 number(char letter, u32 low, u32 high, u32 absent) const;

    const Array<const char*>& operands() const { return operands_; }
    // Ends the program unless there are so many.
    void expect_operands(usize at_least, usize at_most) const;
    [[noreturn]] void misused(const char* format, ...) const __attribute__((format(printf, 2, 3)));

  private:
    struct Option {
        char letter = 0;
        const char* value = nullptr;
    };

    usize take_letters(int argc, char** argv, usize index);

    const char* letters_;
    const char* usage_;
    Array<Option> given_;
    Array<const char*> operands_;
};

// Names the command when there are no Options.
void set_name(const char* path);
const char* name();

// Prints "NAME: message" to the console; finish() is 1 from now on.
void complain(const char* format, ...) __attribute__((format(printf, 1, 2)));

// Prints "NAME: what: text of the error".
void complain_of(const char* what, int error);

// Sends the output; the command's exit code: 0, or 1 after a complaint or when the output could
// not be written.
int finish();

// A whole decimal number, at most `limit`.
bool parse_number(StringView text, u32 limit, u32* number);

}  // namespace command
