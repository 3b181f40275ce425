// Buffered output to a file.
// Layer: user (C++). uCore: none.
#pragma once

#include <stdarg.h>

#include "libs/scope.h"
#include "libs/span.h"

// Gathers what is written and sends it on in pieces of kBufferSize bytes, at a flush, and at the
// end of the program that called command::finish. After an error nothing more is sent.
class Output : NonCopyable {
  public:
    static constexpr usize kBufferSize = 2048;

    constexpr explicit Output(int fd) : fd_(fd) {}

    void put(char c);
    void write(StringView text);
    void print(const char* format, ...) __attribute__((format(printf, 2, 3)));
    void vprint(const char* format, va_list args);
    void flush();

    // 0, or minus the error number of the write that failed.
    int error() const { return error_; }

    // Notes the error of a write to the same file that did not go through this buffer.
    void fail(int error) { error_ = error; }

  private:
    int fd_;
    int error_ = 0;
    usize used_ = 0;
    char buffer_[kBufferSize] = {};
};
