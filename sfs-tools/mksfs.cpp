// mksfs: makes an SFS image of a folder.
// Layer: host tools. uCore: tools/mksfs.c. See docs/mksfs.md.
//
// First the whole folder is looked at: what does not fit is known before anything is written. Then
// the image is made in a temporary file beside the old one, and takes its name when it is complete.
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "sfs-tools/arguments.h"
#include "sfs-tools/image.h"
#include "sfs-tools/image_writer.h"
#include "sfs-tools/source_tree.h"

namespace sfs_tools {
namespace {

constexpr char kTool[] = "mksfs";
constexpr u64 kSpare = 256;  // blocks that an image of no given size has left at least
constexpr u64 kOriginalBlocks = 1U << 19;  // what the original makes of a larger image
constexpr usize kMostProblems = 20;        // that are told

struct Options {
    std::string image;
    std::string folder;
    std::string size;
    std::string label = kDefaultLabel;
    bool sparse = false;
    bool original = false;
    bool quiet = false;
};

// What stands where the image is to be.
struct Place {
    std::string path;  // no symbolic link
    struct stat status = {};
    bool exists = false;
    bool is_device = false;
    u64 bytes = 0;
};

int fail(const std::string& problem) {
    complain(kTool, problem);
    return kFailed;
}

// --- the temporary file ---

char temporary[PATH_MAX];

void remove_temporary(int signal_number) {
    unlink(temporary);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void remove_on_signals(const std::string& path) {
    snprintf(temporary, sizeof(temporary), "%s", path.c_str());
    for (int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
        signal(number, remove_temporary);
    }
    signal(SIGXFSZ, SIG_IGN);  // writing fails, then, and says so
}

Problem name_temporary(const Place& place, std::string& path) {
    path = text("%s.new-%d", place.path.c_str(), static_cast<int>(getpid()));
    if (path.size() >= sizeof(temporary)) {
        return text("%s: %s", printable(place.path).c_str(), strerror(ENAMETOOLONG));
    }
    return {};
}

// --- where it goes, and how large it is ---

Problem find_place(const std::string& image, Place& place) {
    place.path = image;
    if (char* resolved = realpath(image.c_str(), nullptr)) {
        place.path = resolved;
        free(resolved);
    } else if (errno != ENOENT || lstat(image.c_str(), &place.status) == 0) {
        return text("%s: %s", printable(image).c_str(), strerror(errno));
    }
    if (stat(place.path.c_str(), &place.status) != 0) {
        return errno == ENOENT ? Problem() : text("%s: %s", image.c_str(), strerror(errno));
    }
    place.exists = true;
    place.is_device = S_ISBLK(place.status.st_mode);
    return {};
}

// In blocks; `needed` counts superblock, root inode and free map as well.
u64 with_metadata(u64 needed) {
    u64 total = needed + sfs::kFirstFreeMapBlock + 1;
    while (total - needed < sfs::first_data_block(static_cast<u32>(total))) {
        total = needed + sfs::first_data_block(static_cast<u32>(total));
    }
    return total;
}

// A tenth more than is needed, whole MiB.
u64 default_blocks(u64 needed) {
    const u64 room = needed + max(needed / 10, kSpare);
    return align_up(with_metadata(room), kSpare);
}

std::string as_size(u64 blocks) {
    const u64 kib = blocks * (sfs::kBlockSize / 1024);
    return kib < 10240 ? text("%llu KiB", kib) : text("%llu MiB", (kib + 1023) / 1024);
}

Problem choose_size(const Options& options, const Place& place, const SourceTree& tree,
                    u64& blocks) {
    const u64 least = max<u64>(with_metadata(tree.blocks), kFewestBlocks);
    if (options.size == "fit") {
        blocks = least;
    } else if (!options.size.empty()) {
        blocks = *parse_size(options.size) / sfs::kBlockSize;
    } else {
        blocks = place.exists ? place.bytes / sfs::kBlockSize : default_blocks(tree.blocks);
    }
    if (options.original && blocks > kOriginalBlocks) {
        if (place.exists || !options.size.empty()) {
            complain(kTool, "warning: only the first 2 GiB are used, as by the original");
        }
        blocks = kOriginalBlocks;
    }
    if (blocks > NumericLimits<u32>::max()) {
        return text("%s: an image has at most 16 TiB", printable(options.image).c_str());
    }
    if (blocks < least) {
        return text("%s does not fit into %s: it needs %llu blocks (%s) and there are %llu; %llu "
                    "blocks (%s) are missing",
                    printable(options.folder).c_str(), printable(options.image).c_str(), least,
                    as_size(least).c_str(), blocks, least - blocks,
                    as_size(least - blocks).c_str());
    }
    return {};
}

// --- making it ---

Problem fill(ImageFile& file, const Options& options, const SourceTree& tree, u64 blocks) {
    ImageCache cache(file, Order::Ignored);
    ImageWriter writer(cache, file, tree, !options.quiet && isatty(STDERR_FILENO) != 0);
    return writer.write(static_cast<u32>(blocks), options.label);
}

// The size of the file is that of the old image to the byte, or whole blocks.
Problem make_beside(const Options& options, const Place& place, const SourceTree& tree,
                    u64 blocks) {
    std::string path;
    if (auto problem = name_temporary(place, path)) {
        return problem;
    }
    remove_on_signals(path);
    ScopeExit removing{[&] { unlink(path.c_str()); }};
    ImageFile file;
    const u64 whole = place.exists && options.size.empty() ? place.bytes / sfs::kBlockSize : blocks;
    if (auto problem = file.create(path, static_cast<u32>(whole), 0666)) {
        return problem;
    }
    if (auto problem = fill(file, options, tree, blocks)) {
        return problem;
    }
    const off_t bytes = static_cast<off_t>(place.bytes);
    if (place.exists) {
        // A different owner may not be ours to give; what everybody may do with it is.
        (void)!fchown(file.descriptor(), place.status.st_uid, place.status.st_gid);
        (void)!fchmod(file.descriptor(), place.status.st_mode & 07777);
        if (options.size.empty() && ftruncate(file.descriptor(), bytes) != 0) {
            return text("%s: %s", printable(path).c_str(), strerror(errno));
        }
    }
    if (rename(path.c_str(), place.path.c_str()) != 0) {
        return text("%s: %s", printable(options.image).c_str(), strerror(errno));
    }
    removing.dismiss();
    return {};
}

void report(const Options& options, const SourceTree& tree, u64 blocks) {
    printf("mksfs: %s: %u %s, %u %s, %s in %llu of %llu blocks\n", printable(options.image).c_str(),
           tree.files, tree.files == 1 ? "file" : "files", tree.folders,
           tree.folders == 1 ? "folder" : "folders",
           as_size((tree.bytes + sfs::kBlockSize - 1) / sfs::kBlockSize).c_str(),
           tree.blocks + sfs::first_data_block(static_cast<u32>(blocks)), blocks);
}

int run(const Options& options) {
    Place place;
    if (auto problem = find_place(options.image, place)) {
        return fail(*problem);
    }
    ImageFile old;  // stays locked until the new one has its name
    if (place.exists) {
        if (auto problem = old.open(place.path, Access::ReadWrite)) {
            return fail(*problem);
        }
        place.bytes = static_cast<u64>(lseek(old.descriptor(), 0, SEEK_END));
    }
    SourceOptions wanted;
    wanted.sparse = options.sparse;
    wanted.original = options.original;
    if (place.exists) {
        wanted.image_device = place.status.st_dev;
        wanted.image_inode = place.status.st_ino;
    }
    const SourceTree tree = scan_tree(options.folder, wanted);
    for (usize i = 0; i < tree.problems.size() && i < kMostProblems; ++i) {
        complain(kTool, tree.problems[i]);
    }
    if (tree.problems.size() > kMostProblems) {
        complain(kTool, text("... and %zu more", tree.problems.size() - kMostProblems));
    }
    if (!tree.problems.empty()) {
        return fail(text("%s is as it was", printable(options.image).c_str()));
    }
    u64 blocks = 0;
    if (auto problem = choose_size(options, place, tree, blocks)) {
        return fail(*problem);
    }
    const auto problem = place.is_device ? fill(old, options, tree, blocks)
                                         : make_beside(options, place, tree, blocks);
    if (problem) {
        return fail(*problem);
    }
    if (!options.quiet) {
        report(options, tree, blocks);
    }
    return kDone;
}

std::optional<int> check(const Options& options) {
    if (!options.size.empty() && options.size != "fit" && !parse_size(options.size)) {
        complain(kTool, "--size: '" + printable(options.size) + "' is no size such as 64M, or fit");
        return kUsage;
    }
    if (options.label.size() >= sfs::kInfoSize) {
        complain(kTool, text("--label: at most %u bytes", sfs::kInfoSize - 1));
        return kUsage;
    }
    if (options.sparse && options.original) {
        complain(kTool, "--sparse: the original kernel panics on holes");
        return kUsage;
    }
    return {};
}

}  // namespace
}  // namespace sfs_tools

int main(int argc, char** argv) {
    using namespace sfs_tools;
    Options options;
    Arguments arguments(kTool, "Makes an SFS image that holds what is in a folder.");
    arguments.positional("IMAGE", options.image, "the image; made when it is not there yet");
    arguments.positional("DIR", options.folder, "the folder");
    arguments.option("-s,--size", options.size, "SIZE",
                     "of the image: bytes, or with K, M, G; 'fit': no spare room");
    arguments.option("-L,--label", options.label, "TEXT", "the name in the superblock");
    arguments.flag("--sparse", options.sparse, "make blocks of zeros holes");
    arguments.flag("--original", options.original,
                   "refuse what the kernel of the original labs cannot use");
    arguments.flag("-q,--quiet", options.quiet, "print nothing but problems");
    arguments.footer("An image that is there keeps its size; a new one gets a tenth to spare.\n"
                     "Exit status: 0 done, 1 not done (the image is as it was), 2 wrong usage.");
    if (const auto status = arguments.parse(argc, argv)) {
        return *status;
    }
    if (const auto status = check(options)) {
        return *status;
    }
    return run(options);
}
