// Fuzzer of the SFS core on damaged images: mount, walk, read, write, remove, rename. Everything
// gives a result or an error, gives back its memory and its blocks, and can be repaired afterwards.
#include "libs/sfs/buffer_cache.h"
#include "tests/fuzz/patches.h"

using namespace sfs_test;

namespace {

constexpr u32 kMostInodes = 40;
constexpr u32 kDeepest = 6;

class User {
  public:
    explicit User(sfs::FileSystem& fs) : fs_(fs) {}

    void visit(u32 number, u32 depth) {
        if (visited_ == kMostInodes) {
            return;
        }
        ++visited_;
        auto opened = fs_.open(number);
        if (!opened.has_value()) {
            return;
        }
        sfs::Inode& inode = *opened.value();
        sfs::MemoryBuf buffer(bytes_);
        (void)inode.sfs_io_nolock(buffer, 3000, 60000, sfs::Direction::Read);
        (void)fs_.readlink(inode, bytes_, 4096);
        list(inode, depth);
        if (inode.is_directory()) {
            change_names(inode);
        } else {
            sfs::MemoryBuf source(bytes_);
            (void)inode.sfs_io_nolock(source, 5000, 50000, sfs::Direction::Write);
            (void)inode.truncate(100);
        }
        (void)fs_.close(inode);
    }

  private:
    void close(Result<sfs::Inode*>& opened) {
        if (opened.has_value()) {
            (void)fs_.close(*opened.value());
        }
    }

    void list(sfs::Inode& inode, u32 depth) {
        sfs::DiskEntry entry;
        for (u32 slot = 0; slot < 20 && fs_.read_entry(inode, slot, entry).has_value(); ++slot) {
            if (depth < kDeepest) {
                visit(entry.ino, depth + 1);
            }
            auto found = fs_.lookup(inode, entry.name);
            close(found);
        }
    }

    void change_names(sfs::Inode& directory) {
        if (auto made = fs_.create(directory, "new"); made.has_value()) {
            sfs::MemoryBuf source(bytes_);
            (void)made.value()->sfs_io_nolock(source, 47000, 9000, sfs::Direction::Write);
            (void)fs_.link(directory, "second", *made.value());
            close(made);
        }
        if (auto made = fs_.mkdir(directory, "folder"); made.has_value()) {
            (void)fs_.rename(directory, "new", *made.value(), "moved");
            close(made);
        }
        auto linked = fs_.symlink(directory, "soft", "a/b");
        close(linked);
        (void)fs_.rename(directory, "second", directory, "soft");
        (void)fs_.rmdir(directory, "folder");
        (void)fs_.unlink(directory, "a");
        (void)fs_.rename(directory, "dir", directory, "other");
    }

    sfs::FileSystem& fs_;
    u32 visited_ = 0;
    char bytes_[70000] = {};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Device device = fuzz::damaged_image(data, size);
    HostMemory memory;
    {
        sfs::BufferCache cache(device, memory, 32);
        auto fs = std::make_unique<sfs::FileSystem>(cache, memory);
        if (fs->mount().has_value()) {
            std::make_unique<User>(*fs)->visit(sfs::kRootInode, 0);
            (void)fs->sync();
        }
    }
    ASSERT(memory.living == 0);
    Findings findings;
    const auto repaired = run_check(device, sfs::CheckMode::Repair, findings);
    ASSERT(repaired.has_value() || repaired.error() == Error::Invalid);
    return 0;
}
