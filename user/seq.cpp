// Prints numbers, one a line: something for pipelines to work on. uCore: none.
#include "user/libs/command.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "seq [FIRST] LAST");
    options.expect_operands(1, 2);
    u32 numbers[2] = {1, 0};
    for (usize i = 0; i < options.operands().size(); i++) {
        u32& number = numbers[options.operands().size() == 1 ? 1 : i];
        if (!command::parse_number(options.operands()[i], 0x7fffffff, &number)) {
            options.misused("a number expected, not '%s'", options.operands()[i]);
        }
    }
    for (u32 i = numbers[0]; i <= numbers[1] && command::out.error() == 0; i++) {
        command::out.print("%u\n", i);
    }
    return command::finish();
}
