// How a test tells why it failed, and what it may have lost. Layer: user. uCore: none.
#include "user/usertests/report.h"

#include "user/libs/dir.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"
#include "user/libs/stdio.h"
#include "user/libs/ulib.h"

namespace usertests {

namespace {

constexpr usize kReportSize = 4096;
constinit char* report = nullptr;  // shared with the tests

}  // namespace

void open_report() {
    uintptr_t place = 0;
    if (shmem(&place, kReportSize, MMAP_WRITE) != 0) {
        panic("no memory for the report");
    }
    report = reinterpret_cast<char*>(place);
}

void clear_report() { report[0] = '\0'; }

void report_failure(const char* file, int line, const char* reason) {
    if (report[0] == '\0') {
        snprintf(report, kReportSize, "%s:%d: %s", file, line, reason);
    }
}

const char* reported_failure() { return report[0] == '\0' ? nullptr : report; }

Supplies Supplies::now() {
    struct memory_info memory = {};
    struct statfs disk = {};
    get_memory_info(&memory);
    statfs("/", &disk);
    return {memory.free_pages + memory.cache_pages, memory.cache_pages, disk.free_blocks};
}

void remove_all(const char* path) {
    Array<Text> folders;  // a folder stands before what is in it
    folders.push_back(Text(StringView(path)));
    for (usize i = 0; i < folders.size(); i++) {
        Array<Text> names;
        read_folder(folders[i].c_str(), names);
        for (const Text& name : names) {
            Text inner = join_path(folders[i].view(), name.view());
            struct stat info = {};
            if (is_self_or_parent(name.view())) {
                continue;
            }
            if (lstat(inner.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
                folders.push_back(move(inner));
            } else {
                unlink(inner.c_str());
            }
        }
    }
    for (usize i = folders.size(); i > 0; i--) {
        rmdir(folders[i - 1].c_str());
    }
}

}  // namespace usertests
