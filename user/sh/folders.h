// The file system, as wildcards and the Tab key see it.
// Layer: user. uCore: none.
#pragma once

#include "user/sh/expand.h"

namespace shell {

class RealFolders final : public Folders {
  public:
    void list(StringView folder, Array<Text>& names) override;
    bool is_folder(StringView path) override;
};

}  // namespace shell
