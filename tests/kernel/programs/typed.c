// Lets much be typed before it reads any of it.
#include "files.h"

static int start(int argc, char** argv) {
    (void)argc, (void)argv;
    static char line[200];
    const int fd = CALL(open, "stdin:", O_RDONLY, 0);
    print("type now\n");
    CALL(sleep, 300, 0, 0);
    print("\n");
    for (int i = 0; i < 20; i++) {
        const int length = CALL(read, fd, line, sizeof line - 1);
        if (length <= 0) {
            fail("read", length, 1);
        }
        line[length] = 0;
        print("got: ");
        print(line);
    }
    PASS("typed");
}
