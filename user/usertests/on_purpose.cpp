// Tests that fail on purpose: they show that the harness sees it. They run only when named.
// Layer: user. uCore: none.
#include "user/usertests/harness.h"

namespace usertests {

namespace {

void fails_on_purpose() {
    EXPECT_EQ(code_of_child([] { EXPECT_EQ(open("missing", O_RDONLY), 0); }), 0);
}

void is_killed_on_purpose() { kill(getpid()); }

// A file elsewhere than in the test's own directory stays.
void loses_blocks_on_purpose() {
    char path[32];
    snprintf(path, sizeof(path), "/usertests.%d", getpid());
    make_file(path, 1, 5000);
}

// A child that nobody waits for lives on for a while.
void loses_pages_on_purpose() {
    start_child([] { sleep(500); });
}

constexpr Test kTests[] = {
    {"fails_on_purpose", fails_on_purpose},
    {"is_killed_on_purpose", is_killed_on_purpose},
    {"loses_blocks_on_purpose", loses_blocks_on_purpose},
    {"loses_pages_on_purpose", loses_pages_on_purpose},
};

}  // namespace

constinit const Span<const Test> kOnPurposeTests = kTests;

}  // namespace usertests
