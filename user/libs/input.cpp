// Buffered input from a file. Layer: user. uCore: none.
#include "user/libs/input.h"

#include "user/libs/file.h"

bool Input::fill() {
    if (error_ != 0) {
        return false;
    }
    const int got = read(fd_, buffer_, sizeof(buffer_));
    error_ = min(got, 0);
    next_ = 0;
    end_ = got > 0 ? static_cast<usize>(got) : 0;
    return got > 0;
}

int Input::get() {
    if (next_ == end_ && !fill()) {
        return kEnd;
    }
    return static_cast<u8>(buffer_[next_++]);
}

bool Input::read_line(Text& line, usize limit) {
    line.clear();
    line_was_ended_ = false;
    while (next_ < end_ || fill()) {
        usize count = 0;
        const usize room = min(end_ - next_, limit - line.size());
        while (count < room && buffer_[next_ + count] != '\n') {
            count++;
        }
        line.append(StringView(buffer_ + next_, count));
        next_ += count;
        if (next_ < end_ && buffer_[next_] == '\n') {
            next_++;
            line_was_ended_ = true;
            return true;
        }
        if (line.size() == limit) {
            return true;
        }
    }
    return !line.empty();
}
