// Buffered input from a file: bytes and lines.
// Layer: user (C++). uCore: user/libs/readline.c, an idea.
#pragma once

#include "user/libs/text.h"

class Input : NonCopyable {
  public:
    static constexpr usize kBufferSize = 2048;
    static constexpr int kEnd = -1;

    explicit Input(int fd) : fd_(fd) {}

    // The next byte, or kEnd at the end of the file and after an error.
    int get();

    // The next line goes to `line`, without its line end. false at the end of the file. A line of
    // more than `limit` bytes is cut there, and the rest is the next one.
    bool read_line(Text& line, usize limit = 1 << 20);

    // Whether the line that was read last had a line end; the last one of a file may have none.
    bool line_was_ended() const { return line_was_ended_; }

    // 0, or minus the error number of the read that failed.
    int error() const { return error_; }

  private:
    bool fill();

    int fd_;
    int error_ = 0;
    bool line_was_ended_ = false;
    usize next_ = 0;
    usize end_ = 0;
    char buffer_[kBufferSize];
};
