// A failed exec leaves the program as it was.
#include "raw.h"

static u8 junk[8192];

static void expect_failure(u32 name, u32 length, u32 file, u32 size) {
    const int result = call(EXEC, name, length, file, size);
    if (result >= 0 || result < -24) {
        fail("exec", (u32)result);
    }
}

static int start(void) {
    const u32 name = (u32) "junk";
    static const u32 bad[] = {0, 4, 0x1FF000, 0xAFFFF001, 0xB0000000, 0xC0000000, 0xC0100000, 0xFFFFFFFF};
    for (u32 i = 0; i < sizeof(bad) / 4; i++) {
        expect_failure(name, 4, bad[i], 4096);
        expect_failure(bad[i], 4, (u32)junk, sizeof(junk));
        expect_failure(name, 4, (u32)junk, bad[i]);
    }
    expect_failure(name, 4, (u32)junk, sizeof(junk));
    expect_failure(name, 0xFFFFFFFF, (u32)junk, sizeof(junk));
    expect_failure(name, 4, 0x800000, 0x800);        // half of our own image is no whole file
    expect_failure(name, 4, (u32)junk + 4096, 8192);  // half-way off the end
    for (u32 i = 0; i < sizeof(junk); i++) {
        if (junk[i] != 0) {
            fail("junk", i);
        }
    }
    PASS("k15_exec");
}
