// Paths as text. Layer: user. uCore: none.
#include "user/libs/path.h"

namespace {

// Where the last component begins and ends; slashes behind it do not count.
struct Component {
    usize begin;
    usize end;
};

Component last_component(StringView path) {
    usize end = path.size();
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    usize begin = end;
    while (begin > 0 && path[begin - 1] != '/' && path[begin - 1] != ':') {
        begin--;
    }
    // "disk0:" alone is a name, not a folder with an empty one in it.
    if (begin == end && end > 0) {
        begin = 0;
    }
    return {begin, end};
}

}  // namespace

StringView base_name(StringView path) {
    const Component last = last_component(path);
    if (last.end == 0) {
        return path.empty() ? path : StringView("/");
    }
    return {path.data() + last.begin, last.end - last.begin};
}

StringView folder_name(StringView path) {
    usize end = last_component(path).begin;
    if (end == 0) {
        return !path.empty() && path[0] == '/' ? "/" : ".";
    }
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    return {path.data(), end};
}

Text join_path(StringView folder, StringView name) {
    Text path(folder);
    if (!folder.empty() && folder[folder.size() - 1] != '/' && folder[folder.size() - 1] != ':') {
        path.append('/');
    }
    path.append(name);
    return path;
}
