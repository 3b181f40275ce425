// The tree of an image in a folder of the host.
// Layer: host tools.
#include "sfs-tools/to_folder.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sfs_tools {
namespace {

Problem host_problem() { return std::string(strerror(errno)); }

}  // namespace

ToFolder::~ToFolder() {
    for (int fd : folders_) {
        close(fd);
    }
}

// A deep tree needs a descriptor for each step.
Problem ToFolder::open(const std::string& folder) {
    rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
        return printable(folder) + ": " + strerror(errno);
    }
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return printable(folder) + ": " + strerror(errno);
    }
    folders_.push_back(fd);
    return {};
}

Problem ToFolder::enter_folder(const std::string&, const std::string& name) {
    if (mkdirat(here(), name.c_str(), 0777) != 0 && errno != EEXIST) {
        return host_problem();
    }
    const int fd = openat(here(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOTDIR || errno == ELOOP ? Problem("there is something else already")
                                                  : host_problem();
    }
    folders_.push_back(fd);
    return {};
}

Problem ToFolder::leave_folder() {
    close(folders_.back());
    folders_.pop_back();
    return {};
}

Problem ToFolder::make_room(const std::string& name) {
    if (force_ && unlinkat(here(), name.c_str(), 0) != 0 && errno != ENOENT) {
        return host_problem();
    }
    return {};
}

Problem ToFolder::copy(sfs::Inode& file, int fd) {
    FileReader reader(file);
    for (;;) {
        std::string_view part;
        const auto read = reader.next(part);
        if (!read.has_value()) {
            return image_.describe(read.error());
        }
        if (part.empty()) {
            break;
        }
        if (reader.is_hole()) {
            lseek(fd, static_cast<off_t>(part.size()), SEEK_CUR);
            continue;
        }
        while (!part.empty()) {
            const ssize_t count = write(fd, part.data(), part.size());
            if (count < 0) {
                return host_problem();
            }
            part.remove_prefix(static_cast<usize>(count));
        }
    }
    return ftruncate(fd, file.size()) == 0 ? Problem() : host_problem();
}

Problem ToFolder::take_file(const std::string&, const std::string& name, sfs::Inode& file) {
    if (auto problem = make_room(name)) {
        return problem;
    }
    const int fd =
        openat(here(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) {
        return host_problem();
    }
    Problem problem = copy(file, fd);
    if (close(fd) != 0 && !problem) {
        problem = host_problem();
    }
    if (problem) {
        unlinkat(here(), name.c_str(), 0);
    }
    return problem;
}

Problem ToFolder::take_link(const std::string&, const std::string& name,
                            const std::string& target) {
    if (auto problem = make_room(name)) {
        return problem;
    }
    return symlinkat(target.c_str(), here(), name.c_str()) == 0 ? Problem() : host_problem();
}

Problem ToFolder::take_name(const std::string&, const std::string& name,
                            const std::string& earlier) {
    if (auto problem = make_room(name)) {
        return problem;
    }
    return linkat(folders_.front(), earlier.c_str(), here(), name.c_str(), 0) == 0 ? Problem()
                                                                                   : host_problem();
}

}  // namespace sfs_tools
