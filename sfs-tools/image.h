// An image file under the SFS core: device, cache and memory for programs of the host.
// Layer: host tools, over libs/sfs. uCore: tools/mksfs.c.
//
//     ImageFile file;
//     if (auto problem = file.open("sfs.img", Access::ReadWrite)) { fail(*problem); }
//     ImageCache cache(file);
//     HeapMemory memory;
//     sfs::FileSystem fs(cache, memory);
//     auto mounted = fs.mount();   // on an error: describe(mounted.error(), file)
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/sfs/file_system.h"

namespace sfs_tools {

// What went wrong, to be shown to the user after the tool's name; nothing when all went well.
using Problem = std::optional<std::string>;

// As printf, to a string.
std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));
// A name or path from a disk, fit for a terminal: control characters as \ooo.
std::string printable(std::string_view name);

// A device that writes neighbouring blocks in one go where it can.
class RunDevice : public sfs::BlockDevice {
  public:
    // `count` blocks of kBlockSize bytes at blocks[0], blocks[1], ... to `first` and what follows.
    virtual Result<void> write_run(u32 first, const u8* const* blocks, u32 count);

  protected:
    ~RunDevice() = default;
};

enum class Access { Read, ReadWrite };

// An image in a file or on a block device. While it is open it is locked, shared for reading and
// alone for writing: against our tools (flock) and against QEMU (OFD locks).
class ImageFile final : public RunDevice, NonCopyable {
  public:
    ImageFile() = default;
    ~ImageFile() { close(); }

    // Once; the problem names the path.
    Problem open(const std::string& path, Access access);
    // A new file, which must not be there yet, of `blocks` blocks without contents.
    Problem create(const std::string& path, u32 blocks, u32 mode);
    void close();

    u32 block_count() const override { return blocks_; }
    Result<void> read(u32 block, u8* data) override;
    Result<void> write(u32 block, const u8* data) override;
    Result<void> write_run(u32 first, const u8* const* blocks, u32 count) override;
    // What was written may be lost once this failed: it then fails for ever.
    Result<void> flush() override;

    int descriptor() const { return descriptor_; }
    const std::string& path() const { return path_; }
    // The last error of the host's, "Input/output error"; empty when there was none.
    const std::string& host_error() const { return host_error_; }

  private:
    Problem lock(Access access);
    Problem find_size();
    Result<void> failed();

    std::string path_;
    std::string host_error_;
    int descriptor_ = -1;
    u32 blocks_ = 0;
    bool writable_ = false;
    bool flush_failed_ = false;
};

// What the user is told of an error of the core, about this image.
std::string describe(Error error, const ImageFile& image);

// Kept: as BlockCache::order says, with a flush where order matters; for images that live on.
// Ignored: for an image that nobody uses before the last sync.
enum class Order { Kept, Ignored };

// Blocks in the host's memory, written back when it fills up, and at sync.
class ImageCache final : public sfs::BlockCache, NonCopyable {
  public:
    static constexpr u32 kDefaultLimit = 16384;  // blocks: 64 MiB

    // Holds at most `limit` blocks, unless more are pinned.
    explicit ImageCache(RunDevice& device, Order order = Order::Kept, u32 limit = kDefaultLimit);

    u32 block_count() const override { return device_.block_count(); }
    Result<sfs::Buffer*> get(u32 block) override;
    Result<sfs::Buffer*> get_zeroed(u32 block) override;
    void put(sfs::Buffer& buffer) override;
    void mark_dirty(sfs::Buffer& buffer) override;
    Result<void> order(sfs::Buffer& earlier, sfs::Buffer& later) override;
    Result<void> sync() override;

    u32 held_blocks() const { return held_; }
    bool all_unpinned() const;

  private:
    // A block's place in memory. Entries of a higher level are written after those of lower ones.
    struct Entry : sfs::Buffer {
        bool held;
        bool dirty;
        bool referenced;  // since the hand came by
        u32 level;
        std::vector<Entry*> later;  // what must be written after it; all of a higher level

        bool is_ordered() const { return level != 0 || !later.empty(); }
    };
    static constexpr u32 kGroup = 1024;  // entries of the second step of the index
    static constexpr u32 kSlab = 256;    // blocks of memory that are allocated at once
    // Not a power of two, so that the beginnings of blocks share no lines of the processor's cache.
    static constexpr u32 kStride = sfs::kBlockSize + 64;

    Entry*& slot(u32 block);
    Result<Entry*> find_room(u32 block);
    Entry* evict();
    Entry& grow();
    bool raise(Entry& later, u32 level, const Entry& earlier);
    Result<void> write_out();
    Result<void> write_level(Entry** first, usize count);
    void forget_order();

    RunDevice& device_;
    const bool ordered_;
    const u32 limit_;
    std::vector<std::unique_ptr<Entry*[]>> index_;  // by block / kGroup, then block % kGroup
    std::deque<Entry> entries_;
    std::vector<std::unique_ptr<u8[]>> slabs_;
    std::vector<Entry*> free_;
    std::vector<Entry*> dirty_;
    std::vector<Entry*> ordered_entries_;  // all that have an order to keep
    usize hand_ = 0;
    u32 held_ = 0;
};

class HeapMemory final : public sfs::Memory {
  public:
    void* allocate(usize size) override;
    void release(void* memory) override;
};

// Writes an SFS without any files over `cache`: superblock, free map, root directory. The label
// takes at most kInfoSize - 1 bytes. Errors: Invalid for too few or too many blocks, the device's.
Result<void> make_empty(sfs::BlockCache& cache, u32 blocks, std::string_view label);
// The fewest blocks that an SFS has: an empty tree's.
constexpr u32 kFewestBlocks = 5;
constexpr char kDefaultLabel[] = "simple file system";

}  // namespace sfs_tools
