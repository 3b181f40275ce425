// Where the input of a command comes from, and where its output goes. Layer: user.
// uCore: testfd and reopen in user/sh.c.
#include "user/sh/redirect.h"

#include "user/libs/command.h"
#include "user/libs/file.h"

namespace shell {

void make_standard(int fd, int standard) {
    if (fd != standard) {
        dup2(fd, standard);
        close(fd);
    }
}

bool redirect(const Array<Redirect>& redirects) {
    for (const Redirect& one : redirects) {
        const bool is_input = one.kind == RedirectKind::Input;
        const u32 flags = is_input                           ? O_RDONLY
                          : one.kind == RedirectKind::Output ? O_WRONLY | O_CREAT | O_TRUNC
                                                             : O_WRONLY | O_CREAT | O_APPEND;
        const int fd = open(one.word.c_str(), flags);
        if (fd < 0) {
            command::complain_of(one.word.c_str(), fd);
            return false;
        }
        make_standard(fd, is_input ? 0 : 1);
    }
    return true;
}

StandardSaver::StandardSaver() {
    for (int standard = 0; standard < 2; standard++) {
        saved_[standard] = dup(standard);
    }
}

StandardSaver::~StandardSaver() {
    for (int standard = 0; standard < 2; standard++) {
        if (saved_[standard] >= 0) {
            make_standard(saved_[standard], standard);
        }
    }
}

}  // namespace shell
