// fsck.sfs: checks an SFS image, and repairs it.
// Layer: host tools, over libs/sfs/check.h. Model: e2fsck, and the exit codes of fsck(8).
#include <cstdio>
#include <optional>
#include <string>
#include <unistd.h>

#include "libs/sfs/check.h"
#include "sfs-tools/arguments.h"
#include "sfs-tools/image.h"
#include "sfs-tools/json.h"

namespace sfs_tools {
namespace {

constexpr char kTool[] = "fsck.sfs";

// How it ends, as fsck(8) has it.
constexpr int kClean = 0;
constexpr int kRepaired = 1;
constexpr int kLeft = 4;
constexpr int kOperational = 8;
constexpr int kWrongUsage = 16;

struct Options {
    std::string image;
    bool never = false;
    bool always = false;
    bool as_json = false;
};

int fail(const std::string& message) {
    complain(kTool, message);
    return kOperational;
}

// "inode 7", "blocks 5-9", "superblock"
std::string place_of(const sfs::Finding& finding) {
    switch (finding.damage) {
    case sfs::Damage::LostBlocks:
    case sfs::Damage::UsedBlocksFree:
    case sfs::Damage::FreePastEnd:
        return finding.found == 1
                   ? text("block %u", finding.block)
                   : text("blocks %u-%u", finding.block, finding.block + finding.found - 1);
    case sfs::Damage::WrongDot:
    case sfs::Damage::WrongDotDot:
    case sfs::Damage::MissingDot:
    case sfs::Damage::MissingDotDot:
    case sfs::Damage::DirectoryLinkedTwice:
    case sfs::Damage::EntryOutOfRange:
    case sfs::Damage::EntryWithoutInode:
    case sfs::Damage::TooManyLinks:
    case sfs::Damage::NameWithoutEnd:
    case sfs::Damage::BadName:
    case sfs::Damage::NameTwice: return text("folder %u, entry %u", finding.inode, finding.block);
    default: return finding.inode == 0 ? "superblock" : text("inode %u", finding.inode);
    }
}

// The numbers that go with it, where there are some.
std::string numbers_of(const sfs::Finding& finding) {
    switch (finding.damage) {
    case sfs::Damage::BadMagic: return text(": %#x, should be %#x", finding.found, finding.wanted);
    case sfs::Damage::BadBlockCount:
    case sfs::Damage::BadType:
    case sfs::Damage::BadRoot:
    case sfs::Damage::BadFileSize:
    case sfs::Damage::BadDirectorySize:
    case sfs::Damage::BadLinkSize:
    case sfs::Damage::DirectoryHole:
    case sfs::Damage::WrongDot:
    case sfs::Damage::WrongDotDot:
    case sfs::Damage::WrongLinkCount:
    case sfs::Damage::WrongUnusedCount:
        return text(": %u, should be %u", finding.found, finding.wanted);
    case sfs::Damage::PointerOutOfRange:
    case sfs::Damage::BlockPastEnd:
    case sfs::Damage::BlockUsedTwice: return text(": block %u", finding.found);
    case sfs::Damage::EntryOutOfRange:
    case sfs::Damage::EntryWithoutInode:
    case sfs::Damage::DirectoryLinkedTwice:
    case sfs::Damage::TooManyLinks:
    case sfs::Damage::NameWithoutEnd:
    case sfs::Damage::BadName:
    case sfs::Damage::NameTwice: return text(": inode %u", finding.found);
    default: return "";
    }
}

// What has been repaired, a line each; or as JSON.
class Printer final : public sfs::FindingSink {
  public:
    explicit Printer(Json* json) : json_(json) {}

    void report(const sfs::Finding& finding) override {
        if (json_ == nullptr) {
            printf("%s: %s%s%s\n", place_of(finding).c_str(), damage_text(finding.damage),
                   numbers_of(finding).c_str(), finding.repaired ? " (repaired)" : "");
            return;
        }
        json_->open_object();
        json_->field("damage", damage_name(finding.damage));
        json_->field("text", damage_text(finding.damage));
        json_->field("repaired", finding.repaired);
        json_->field("inode", u64{finding.inode});
        json_->field("block", u64{finding.block});
        json_->field("found", u64{finding.found});
        json_->field("wanted", u64{finding.wanted});
        json_->close();
    }

  private:
    Json* json_;
};

std::string describe_failure(Error error, const ImageFile& file) {
    switch (error) {
    case Error::Invalid: return text("%s is no SFS image", printable(file.path()).c_str());
    case Error::NoMemory: return "not enough memory";
    default: return describe(error, file);
    }
}

void print_totals(Json* json, const sfs::CheckResult& result) {
    if (json == nullptr) {
        const std::string problems =
            result.repaired + result.left == 0 ? "clean"
            : result.left == 0                 ? text("%u repaired", result.repaired)
            : result.repaired == 0             ? text("%u found", result.left)
                                   : text("%u repaired, %u left", result.repaired, result.left);
        printf("%s; %u files, %u folders, %u of %u blocks used\n", problems.c_str(), result.files,
               result.folders, result.used, result.blocks);
        return;
    }
    json->field("clean", result.repaired + result.left == 0);
    json->field("repaired", u64{result.repaired});
    json->field("left", u64{result.left});
    json->field("blocks", u64{result.blocks});
    json->field("used", u64{result.used});
    json->field("files", u64{result.files});
    json->field("folders", u64{result.folders});
}

// One check, and all that is printed of it.
Result<sfs::CheckResult> check_once(ImageFile& file, sfs::CheckMode mode, bool as_json) {
    std::optional<Json> json;
    if (as_json) {
        json.emplace();
        json->open_object();
        json->field("image", std::string_view(file.path()));
        json->key("findings");
        json->open_array();
    }
    ImageCache cache(file, Order::Kept);  // whoever interrupts a repair begins it again
    HeapMemory memory;
    Printer printer(json ? &*json : nullptr);
    const auto result = sfs::check(cache, memory, printer, mode);
    if (json) {
        json->close();
    }
    if (result.has_value()) {
        print_totals(json ? &*json : nullptr, result.value());
    } else if (json) {
        json->field("error", std::string_view(describe_failure(result.error(), file)));
    }
    if (json) {
        json->close();
    }
    if (!result.has_value()) {
        return result.error();
    }
    return result.value();
}

bool ask(const sfs::CheckResult& result) {
    fprintf(stderr, "%s: repair %s? [y/N] ", kTool, result.left == 1 ? "it" : "them");
    fflush(stderr);
    char answer[16] = "";
    const bool is_there = fgets(answer, sizeof answer, stdin) != nullptr;
    if (!is_there || isatty(STDIN_FILENO) == 0) {
        fputc('\n', stderr);
    }
    return is_there && (answer[0] == 'y' || answer[0] == 'Y');
}

int run(const Options& options) {
    ImageFile file;
    const Access access = options.never ? Access::Read : Access::ReadWrite;
    if (auto problem = file.open(options.image, access)) {
        return fail(*problem);
    }
    if (!options.always) {
        const auto seen = check_once(file, sfs::CheckMode::Report, options.as_json);
        if (!seen.has_value()) {
            return fail(describe_failure(seen.error(), file));
        }
        if (seen.value().left == 0) {
            return kClean;
        }
        fflush(stdout);
        if (options.never || !ask(seen.value())) {
            return kLeft;
        }
    }
    const auto done = check_once(file, sfs::CheckMode::Repair, options.as_json);
    if (!done.has_value()) {
        return fail(describe_failure(done.error(), file));
    }
    if (done.value().left != 0) {
        complain(kTool, text("%s has no free blocks for the rest: remove something from it",
                             printable(options.image).c_str()));
        return kLeft;
    }
    return done.value().repaired != 0 ? kRepaired : kClean;
}

}  // namespace
}  // namespace sfs_tools

int main(int argc, char** argv) {
    using namespace sfs_tools;
    Options options;
    Arguments arguments(kTool, "Checks an SFS image, and repairs it.");
    arguments.positional("IMAGE", options.image, "the image; nobody else may use it");
    arguments.flag("-n,--no", options.never, "change nothing, only say what is wrong");
    arguments.flag("-y,--yes", options.always, "repair without asking");
    arguments.flag("--json", options.as_json, "print JSON, an object for each check");
    arguments.footer("Exit status: 0 clean, 1 all repaired, 4 something is left, 8 could not check "
                     "(no image, no SFS, an I/O error), 16 wrong usage.");
    if (const auto status = arguments.parse(argc, argv)) {
        return *status == kDone ? kClean : kWrongUsage;
    }
    if (options.never && options.always) {
        complain(kTool, "-n and -y do not go together");
        return kWrongUsage;
    }
    const int status = run(options);
    if (fflush(stdout) != 0) {
        return fail("cannot write to the standard output");
    }
    return status;
}
