// Buffered output to a file. Layer: user. uCore: none.
#include "user/libs/output.h"

#include "libs/format.h"
#include "libs/string.h"
#include "user/libs/error.h"
#include "user/libs/file.h"

namespace {

void put_to_output(char c, void* output) { static_cast<Output*>(output)->put(c); }

}  // namespace

void Output::put(char c) {
    if (used_ == kBufferSize) {
        flush();
    }
    buffer_[used_++] = c;
}

void Output::write(StringView text) {
    usize done = 0;
    while (done < text.size()) {
        if (used_ == kBufferSize) {
            flush();
        }
        const usize count = min(kBufferSize - used_, text.size() - done);
        memcpy(buffer_ + used_, text.data() + done, count);
        used_ += count;
        done += count;
    }
}

void Output::print(const char* format, ...) {
    va_list args;
    va_start(args, format);
    vprint(format, args);
    va_end(args);
}

void Output::vprint(const char* format, va_list args) {
    vformat(put_to_output, this, format, args);
}

void Output::flush() {
    usize done = 0;
    while (done < used_ && error_ == 0) {
        const int written = ::write(fd_, buffer_ + done, used_ - done);
        // A device that takes nothing would have us try for ever.
        error_ = written > 0 ? 0 : written < 0 ? written : -E_NA_DEV;
        done += written > 0 ? static_cast<usize>(written) : 0;
    }
    used_ = 0;
}
