// Four processes write records to one open file: they share its offset, and none is lost.
#include "files.h"

enum { PROCESSES = 4, RECORDS = 200 };

static int start(int argc, char** argv) {
    (void)argc, (void)argv;
    const int fd = CALL(open, "/shared.out", O_CREAT | O_WRONLY, 0);
    for (int who = 0; who < PROCESSES; who++) {
        if (CALL(fork, 0, 0, 0) == 0) {
            u8 record[16];
            for (int number = 0; number < RECORDS; number++) {
                for (int i = 0; i < 12; i++) {
                    record[i] = (u8)who;
                }
                *(u32*)(record + 12) = (u32)number;
                expect("write", CALL(write, fd, record, sizeof record), sizeof record);
                if (number % 16 == who) {
                    CALL(yield, 0, 0, 0);
                }
            }
            leave(0);
        }
    }
    for (int who = 0; who < PROCESSES; who++) {
        expect("a writer", wait_for(0), 0);
    }
    struct stat status;
    CALL(fstat, fd, &status, 0);
    expect("size", (int)status.st_size, PROCESSES * RECORDS * 16);
    PASS("shared");
}
