// Where the input of a command comes from, and where its output goes.
// Layer: user. uCore: testfd and reopen in user/sh.c.
#pragma once

#include "user/sh/parser.h"

namespace shell {

// Opens the files as standard input and output, in order. false when one can not be; that was said.
bool redirect(const Array<Redirect>& redirects);

// Makes `fd` the standard input (0) or output (1), and closes it.
void make_standard(int fd, int standard);

// Remembers standard input and output, and puts them back when it goes.
class StandardSaver : NonCopyable {
  public:
    [[nodiscard]] StandardSaver();
    ~StandardSaver();

  private:
    int saved_[2];
};

}  // namespace shell
