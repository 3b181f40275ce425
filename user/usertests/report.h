// How a test in a child tells why it failed, and what a test may have lost.
// Layer: user. uCore: none.
#pragma once

#include "libs/types.h"

namespace usertests {

// Memory that tests share with the harness. To be called first.
void open_report();

// Forgets the reason of the last test.
void clear_report();

// Notes why the test failed; the first reason stays. Called in a child.
void report_failure(const char* file, int line, const char* reason);

// The reason, or nullptr when none was told.
const char* reported_failure();

// What is free, in pages and blocks.
struct Supplies {
    u32 pages = 0;
    u32 cached = 0;  // of pages: what caches hold
    u32 blocks = 0;

    static Supplies now();
};

// Removes a directory with all that is in it; what does not work is ignored.
void remove_all(const char* path);

}  // namespace usertests
