// The file system, as wildcards and the Tab key see it. Layer: user. uCore: none.
#include "user/sh/folders.h"

#include "user/libs/dir.h"
#include "user/libs/file.h"

namespace shell {

void RealFolders::list(StringView folder, Array<Text>& names) {
    const Text path(folder.empty() ? StringView(".") : folder);
    DIR* dir = opendir(path.c_str());
    if (dir == nullptr) {
        return;
    }
    while (const struct dirent* entry = readdir(dir)) {
        names.push_back(Text(StringView(entry->name)));
    }
    closedir(dir);
}

bool RealFolders::is_folder(StringView path) {
    struct stat info;
    return stat(Text(path).c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace shell
