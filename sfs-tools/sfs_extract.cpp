// sfs-extract: unpacks an SFS image into a folder, or into a tar archive.
// Layer: host tools. See docs/sfs-extract.md.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

#include "sfs-tools/arguments.h"
#include "sfs-tools/extractor.h"
#include "sfs-tools/open_image.h"
#include "sfs-tools/to_folder.h"
#include "sfs-tools/to_tar.h"

namespace sfs_tools {
namespace {

constexpr char kTool[] = "sfs-extract";

struct Options {
    std::string image;
    std::string folder;
    std::string path;
    std::string tar;
    bool force = false;
    bool quiet = false;
};

int fail(const std::string& problem) {
    complain(kTool, problem);
    return kFailed;
}

// What the thing at the end of a path is called; empty for the root.
std::string last_name(std::string path) {
    while (path.ends_with('/')) {
        path.pop_back();
    }
    return path.substr(path.rfind('/') + 1);
}

bool extract_to_folder(const Options& options, Extractor& extractor, OpenImage& image, u32 inode) {
    ToFolder folder(image, options.force);
    if (auto problem = folder.open(options.folder)) {
        fail(*problem);
        return false;
    }
    return extractor.extract(inode, last_name(options.path), folder);
}

// An archive that is not whole is removed.
bool extract_to_tar(const Options& options, Extractor& extractor, OpenImage& image, u32 inode) {
    const bool is_pipe = options.tar == "-";
    FILE* stream = is_pipe ? stdout : fopen(options.tar.c_str(), options.force ? "we" : "wxe");
    if (stream == nullptr) {
        fail(printable(options.tar) + ": " + strerror(errno));
        return false;
    }
    ToTar tar(image, stream);
    const bool good = extractor.extract(inode, last_name(options.path), tar);
    Problem problem = tar.finish();
    if (!is_pipe && fclose(stream) != 0 && !problem) {
        problem = std::string("writing the archive: ") + strerror(errno);
    }
    if (problem) {
        fail(*problem);
        if (!is_pipe) {
            unlink(options.tar.c_str());
        }
    }
    return good && !problem;
}

int run(const Options& options) {
    OpenImage image;
    if (auto problem = image.open(options.image, Access::Read)) {
        return fail(*problem);
    }
    const auto found = image.find(options.path);
    if (!found.has_value()) {
        const bool is_path =
            found.error() == Error::NoEntry || found.error() == Error::NotDirectory;
        return fail(is_path ? printable(options.path) + ": " + error_text(found.error())
                            : image.describe(found.error()));
    }
    Extractor extractor(image, kTool);
    const bool good = options.tar.empty()
                          ? extract_to_folder(options, extractor, image, found.value())
                          : extract_to_tar(options, extractor, image, found.value());
    if (!options.quiet && options.tar != "-") {
        printf("%s: %u %s\n", kTool, extractor.taken(), extractor.taken() == 1 ? "name" : "names");
    }
    return good ? kDone : kFailed;
}

std::optional<int> check(const Options& options) {
    const std::string name = last_name(options.path);
    const char* problem = nullptr;
    if (options.folder.empty() == options.tar.empty()) {
        problem = "give a folder, or --tar FILE, and not both";
    } else if (!name.empty() && !is_safe_name(name)) {
        problem = "--path: its last part is no name that a file can have";
    } else if (options.tar == "-" && isatty(STDOUT_FILENO) != 0) {
        problem = "--tar -: the archive is nothing for a terminal";
    }
    if (problem != nullptr) {
        complain(kTool, problem);
        return kUsage;
    }
    return {};
}

}  // namespace
}  // namespace sfs_tools

int main(int argc, char** argv) {
    using namespace sfs_tools;
    Options options;
    Arguments arguments(kTool, "Unpacks an SFS image.");
    arguments.positional("IMAGE", options.image, "the image");
    arguments.optional_positional("DIR", options.folder, "the folder; made when it is not there");
    arguments.option("-t,--tar", options.tar, "FILE",
                     "write a tar archive instead; '-': as output");
    arguments.option("-p,--path", options.path, "PATH", "only this file or folder of the image");
    arguments.flag("-f,--force", options.force, "replace files that are there already");
    arguments.flag("-q,--quiet", options.quiet, "print nothing but problems");
    arguments.footer("Names that would leave the folder are left out.\n"
                     "Exit status: 0 done, 1 something is missing, 2 wrong usage.");
    if (const auto status = arguments.parse(argc, argv)) {
        return *status;
    }
    if (const auto status = check(options)) {
        return *status;
    }
    return run(options);
}
