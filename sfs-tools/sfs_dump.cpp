// sfs-dump: shows what is in an SFS image: superblock, inodes, tree, use of the blocks.
// Layer: host tools. See docs/sfs-dump.md.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>

#include "sfs-tools/arguments.h"
#include "sfs-tools/block_map.h"
#include "sfs-tools/json.h"
#include "sfs-tools/open_image.h"

namespace sfs_tools {
namespace {

constexpr char kTool[] = "sfs-dump";

int fail(const std::string& problem) {
    complain(kTool, problem);
    return kFailed;
}

// --- superblock ---

int dump_super(OpenImage& image, bool as_json) {
    auto block = sfs::BlockRef::get(image.cache(), sfs::kSuperBlock);
    if (!block.has_value()) {
        return fail(image.describe(block.error()));
    }
    const auto& super = *block.value().as<sfs::SuperBlock>();
    const std::string label(super.info, strnlen(super.info, sizeof(super.info)));
    const u32 blocks = super.blocks;
    const bool is_sfs = super.magic == sfs::kMagic;
    const u32 map_blocks = is_sfs && blocks > 0 ? sfs::free_map_blocks(blocks) : 0;
    const auto mounted = image.fs().mount();
    if (as_json) {
        Json json;
        json.open_object();
        json.field("magic", u64{super.magic});
        json.field("blocks", u64{blocks});
        json.field("unused_blocks", u64{super.unused_blocks});
        json.field("label", label.c_str());
        json.field("image_blocks", u64{image.file().block_count()});
        json.field("free_map_blocks", u64{map_blocks});
        json.field("is_sound", mounted.has_value());
        if (mounted.has_value()) {
            json.field("free_in_map", u64{image.fs().volume().unused_blocks()});
        }
        json.close();
    } else {
        printf("magic          0x%08x%s\n", super.magic, is_sfs ? "" : "  (not SFS)");
        printf("blocks         %u of 4 KiB; the image has %u\n", blocks,
               image.file().block_count());
        printf("unused blocks  %u\n", super.unused_blocks);
        if (mounted.has_value()) {
            printf("free in map    %u\n", image.fs().volume().unused_blocks());
        }
        printf("label          %s\n", printable(label).c_str());
        printf("root inode     %u\n", sfs::kRootInode);
        if (map_blocks > 0) {
            printf("free map       blocks %u to %u\n", sfs::kFirstFreeMapBlock,
                   sfs::kFirstFreeMapBlock + map_blocks - 1);
        }
    }
    return mounted.has_value() ? kDone : fail(image.describe(mounted.error()));
}

// --- one inode, as its block has it ---

std::optional<u32> find_inode(OpenImage& image, const std::string& which) {
    char* end = nullptr;
    const unsigned long long number = strtoull(which.c_str(), &end, 10);
    if (!which.empty() && which[0] != '/' && *end == '\0') {
        return static_cast<u32>(min<unsigned long long>(number, NumericLimits<u32>::max()));
    }
    const auto mounted = image.fs().mount();
    const auto found = mounted.has_value() ? image.find(which) : mounted.error();
    if (!found.has_value()) {
        const Error error = found.error();
        fail(error == Error::NoEntry || error == Error::NotDirectory
                 ? printable(which) + ": " + error_text(error)
                 : image.describe(error));
        return {};
    }
    return found.value();
}

void print_pointers(const sfs::DiskInode& inode) {
    printf("direct         ");
    for (u32 pointer : inode.direct) {
        printf("%u ", pointer);
    }
    printf("\nindirect       %u\ndouble indir.  %u\n", inode.indirect, inode.db_indirect);
}

int dump_inode(OpenImage& image, const std::string& which, bool as_json) {
    const auto number = find_inode(image, which);
    if (!number) {
        return kFailed;
    }
    auto block = sfs::BlockRef::get(image.cache(), *number);
    if (!block.has_value()) {
        return fail(block.error() == Error::Invalid
                        ? text("there is no block %u in the image", *number)
                        : image.describe(block.error()));
    }
    const auto& inode = *block.value().as<sfs::DiskInode>();
    const char* type = type_name(static_cast<sfs::FileType>(inode.type));
    if (!as_json) {
        printf("inode          %u\ntype           %s (%u)\nsize           %u bytes\n"
               "names          %u\nblocks         %u\n",
               *number, type, inode.type, inode.size, inode.nlinks, inode.blocks);
        print_pointers(inode);
        return kDone;
    }
    Json json;
    json.open_object();
    json.field("inode", u64{*number});
    json.field("type", type);
    json.field("type_number", u64{inode.type});
    json.field("size", u64{inode.size});
    json.field("nlinks", u64{inode.nlinks});
    json.field("blocks", u64{inode.blocks});
    json.key("direct");
    json.open_array();
    for (u32 pointer : inode.direct) {
        json.value(u64{pointer});
    }
    json.close();
    json.field("indirect", u64{inode.indirect});
    json.field("double_indirect", u64{inode.db_indirect});
    json.close();
    return kDone;
}

// --- the tree ---

class TreeDump {
  public:
    TreeDump(OpenImage& image, Json* json) : image_(image), json_(json) {}

    // Everything from the path on; false when there was something that could not be shown.
    bool dump(const std::string& path, u32 number) {
        waiting_.push_back({path, number});
        while (!waiting_.empty()) {
            const ImageEntry entry = std::move(waiting_.back());
            waiting_.pop_back();
            show(entry);
        }
        return good_;
    }

  private:
    void problem(const std::string& path, const std::string& what) {
        fail(printable(path) + ": " + what);
        good_ = false;
    }

    void show(const ImageEntry& entry) {
        auto opened = InodeRef::open(image_.fs(), entry.number);
        if (!opened.has_value()) {
            problem(entry.name, text("inode %u is damaged", entry.number));
            return;
        }
        const sfs::Inode& inode = *opened.value();
        std::string target;
        if (inode.type() == sfs::FileType::SymbolicLink) {
            const auto read = image_.read_link(entry.number, target);
            if (!read.has_value()) {
                problem(entry.name, image_.describe(read.error()));
                target.clear();
            }
        }
        print(entry, inode, target);
        if (inode.is_directory() && !seen_.insert(entry.number).second) {
            problem(entry.name, text("inode %u is a folder with a second name", entry.number));
        } else if (inode.is_directory()) {
            list(entry);
        }
    }

    void print(const ImageEntry& entry, const sfs::Inode& inode, const std::string& target) {
        if (json_ == nullptr) {
            printf("%8u %-6s %10u %5u  %s%s%s\n", entry.number, type_name(inode.type()),
                   inode.size(), inode.nlinks(), printable(entry.name).c_str(),
                   target.empty() ? "" : " -> ", printable(target).c_str());
            return;
        }
        json_->open_object();
        json_->field("path", entry.name.c_str());
        json_->field("inode", u64{entry.number});
        json_->field("type", type_name(inode.type()));
        json_->field("size", u64{inode.size()});
        json_->field("nlinks", u64{inode.nlinks()});
        json_->field("blocks", u64{inode.blocks()});
        if (!target.empty()) {
            json_->field("target", std::string_view(target));
        }
        json_->close();
    }

    void list(const ImageEntry& folder) {
        std::vector<ImageEntry> names;
        const auto listed = image_.list(folder.number, names);
        if (!listed.has_value()) {
            problem(folder.name, image_.describe(listed.error()));
            return;
        }
        std::sort(names.begin(), names.end(),
                  [](const ImageEntry& a, const ImageEntry& b) { return a.name > b.name; });
        for (const ImageEntry& entry : names) {
            if (entry.name != "." && entry.name != "..") {
                const char* slash = folder.name.ends_with('/') ? "" : "/";
                waiting_.push_back({folder.name + slash + entry.name, entry.number});
            }
        }
    }

    OpenImage& image_;
    Json* json_;
    std::vector<ImageEntry> waiting_;  // a stack; the names are whole paths
    std::set<u32> seen_;
    bool good_ = true;
};

int dump_tree(OpenImage& image, const std::string& which, bool as_json) {
    const std::string path = which.empty() ? "/" : which;
    const auto number = find_inode(image, path);
    if (!number) {
        return kFailed;
    }
    if (!as_json) {
        printf("   inode type         size names  path\n");
        return TreeDump(image, nullptr).dump(path, *number) ? kDone : kFailed;
    }
    Json json;
    json.open_array();
    const bool good = TreeDump(image, &json).dump(path, *number);
    json.close();
    return good ? kDone : kFailed;
}

// --- the use of the blocks ---

int dump_map(OpenImage& image, bool as_json) {
    std::vector<BlockUse> map;
    const auto read = read_block_map(image, map);
    if (!read.has_value()) {
        return fail(image.describe(read.error()));
    }
    std::optional<Json> json;
    if (as_json) {
        json.emplace();
        json->open_array();
    }
    for (const BlockRun& run : runs_of(map)) {
        const char* use = use_name(run.use.kind);
        if (json) {
            json->open_object();
            json->field("first", u64{run.first});
            json->field("count", u64{run.count});
            json->field("use", use);
            json->field("inode", u64{run.use.inode});
            json->close();
            continue;
        }
        const std::string range = run.count == 1
                                      ? text("%u", run.first)
                                      : text("%u-%u", run.first, run.first + run.count - 1);
        const char* link = run.use.kind == BlockKind::Inode ? " " : " of inode ";
        const std::string owner = run.use.inode != 0 ? link + std::to_string(run.use.inode) : "";
        printf("%-17s %s%s\n", range.c_str(), use, owner.c_str());
    }
    if (json) {
        json->close();
    }
    return kDone;
}

int run(const std::string& path, const std::string& what, const std::string& which, bool as_json) {
    OpenImage image;
    const bool mounts = what == "tree" || what == "map";
    if (auto problem = image.open(path, Access::Read, mounts)) {
        return fail(*problem);
    }
    if (what == "inode") {
        return dump_inode(image, which, as_json);
    }
    if (what == "tree") {
        return dump_tree(image, which, as_json);
    }
    return what == "map" ? dump_map(image, as_json) : dump_super(image, as_json);
}

}  // namespace
}  // namespace sfs_tools

int main(int argc, char** argv) {
    using namespace sfs_tools;
    std::string image;
    std::string what = "super";
    std::string which;
    bool as_json = false;
    Arguments arguments(kTool, "Shows what is in an SFS image.");
    arguments.positional("IMAGE", image, "the image");
    arguments.optional_positional(
        "WHAT", what, "'super' (the default), 'inode', 'tree' or 'map' (of the blocks)");
    arguments.optional_positional("WHICH", which,
                                  "of inode: a number or a path; of tree: a path, not '/'");
    arguments.flag("--json", as_json, "as JSON");
    arguments.footer("Exit status: 0 shown, 1 something could not be shown, 2 wrong usage.");
    if (const auto status = arguments.parse(argc, argv)) {
        return *status;
    }
    if (what != "super" && what != "inode" && what != "tree" && what != "map") {
        complain(kTool, "'" + printable(what) + "' is none of super, inode, tree, map");
        return kUsage;
    }
    const bool takes_which = what == "inode" || what == "tree";
    if ((what == "inode" && which.empty()) || (!takes_which && !which.empty())) {
        complain(kTool, what == "inode" ? "which inode? Give its number or a path"
                                        : "'" + printable(which) + "' is too much");
        return kUsage;
    }
    return run(image, what, which, as_json);
}
