// Waits for some seconds. The shell also takes it by the name `sleep`, when that has an argument:
// without one, `sleep` is the original's test program. uCore: none.
#include "user/libs/command.h"
#include "user/libs/ulib.h"

namespace {

constexpr u32 kTicksPerSecond = 100;
constexpr u32 kMaxSeconds = 10000000;

// "12", "0.5", "1.25": a tick is a hundredth.
bool parse_ticks(StringView text, u32* ticks) {
    const usize point = min(text.find('.'), text.size());
    u32 seconds;
    if (!command::parse_number(StringView(text.data(), point), kMaxSeconds, &seconds)) {
        return false;
    }
    u32 hundredths = 0;
    const usize digits = text.size() - point;
    if (digits > 0 && (digits < 2 || digits > 3 ||
                       !command::parse_number(StringView(text.data() + point + 1, digits - 1), 99,
                                              &hundredths))) {
        return false;
    }
    *ticks = seconds * kTicksPerSecond + (digits == 2 ? hundredths * 10 : hundredths);
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "nap SECONDS[.HUNDREDTHS]");
    options.expect_operands(1, 1);
    u32 ticks;
    if (!parse_ticks(options.operands()[0], &ticks)) {
        options.misused("a number of seconds expected, not '%s'", options.operands()[0]);
    }
    const int error = ticks == 0 ? 0 : sleep(ticks);
    if (error != 0) {
        command::complain_of("waiting", error);
    }
    return command::finish();
}
