// I/O errors: the k-th read, write or flush of a workload fails, for every k, once or from then on.
// Every operation gives a result or an error; a sync that says that it is done has done it; and
// what is left can be repaired without a block that had two owners.
#include "libs/sfs/buffer_cache.h"
#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_image.h"

#include <gtest/gtest.h>

namespace {

using namespace sfs_test;
using sfs::CheckMode;
using Tree = std::map<std::string, std::string>;

enum class Kind { Read, Write, Flush };

struct Failure {
    Kind kind;
    int k;
    bool for_ever;
    u32 capacity;  // of the kernel's cache; 0: that of the tests
};

// Does what it is told as far as the disk lets it, and knows what must be there.
class Worker {
  public:
    Worker(sfs::BlockCache& cache, const Tree& start) : fs_(cache, memory_), tree_(start) {
        promised_ = start;
        is_mounted_ = fs_.mount().has_value();
        if (auto root = is_mounted_ ? fs_.open(1) : Result<sfs::Inode*>(Error::Invalid);
            root.has_value()) {
            root_ = root.value();
        }
    }
    ~Worker() {
        if (root_ != nullptr) {
            (void)fs_.close(*root_);
        }
    }

    void create(const std::string& name, const std::string& bytes) {
        note({name}, [&]() -> Result<void> {
            sfs::Inode* file = TRY(fs_.create(*root_, name.c_str()));
            const auto written = put(*file, 0, bytes);
            TRY(fs_.close(*file));
            TRY(move(written));
            tree_[name] = bytes;
            return {};
        });
    }
    void append(const std::string& name, const std::string& bytes) {
        note({name}, [&]() -> Result<void> {
            sfs::Inode* file = TRY(fs_.lookup(*root_, name.c_str()));
            const auto written = put(*file, file->size(), bytes);
            TRY(fs_.close(*file));
            TRY(move(written));
            tree_[name] += bytes;
            return {};
        });
    }
    void truncate(const std::string& name, u32 size) {
        note({name}, [&]() -> Result<void> {
            sfs::Inode* file = TRY(fs_.lookup(*root_, name.c_str()));
            const auto cut = file->truncate(size);
            TRY(fs_.close(*file));
            TRY(cut);
            tree_[name].resize(size);
            return {};
        });
    }
    void remove(const std::string& name) {
        note({name}, [&]() -> Result<void> {
            TRY(fs_.unlink(*root_, name.c_str()));
            tree_.erase(name);
            return {};
        });
    }
    void rename(const std::string& name, const std::string& to) {
        note({name, to}, [&]() -> Result<void> {
            TRY(fs_.rename(*root_, name.c_str(), *root_, to.c_str()));
            tree_[to] = tree_[name];
            tree_.erase(name);
            return {};
        });
    }
    void make_directory(const std::string& name) {
        note({name}, [&]() -> Result<void> {
            sfs::Inode* made = TRY(fs_.mkdir(*root_, name.c_str()));
            TRY(fs_.close(*made));
            tree_[name] = "/";
            return {};
        });
    }
    void remove_directory(const std::string& name) {
        note({name}, [&]() -> Result<void> {
            TRY(fs_.rmdir(*root_, name.c_str()));
            tree_.erase(name);
            return {};
        });
    }
    void sync() {
        if (root_ != nullptr && fs_.sync().has_value()) {
            promised_ = tree_;
            touched_ = unknown_;
        }
    }

    // What the last good sync has put on the medium, but for what has changed since.
    Tree promised() const {
        Tree rest = promised_;
        for (const std::string& name : touched_) {
            rest.erase(name);
        }
        return rest;
    }
    int errors() const { return errors_ + (root_ == nullptr ? 1 : 0); }
    const HostMemory& memory() const { return memory_; }

  private:
    Result<void> put(sfs::Inode& file, u32 at, std::string bytes) {
        const u32 size = static_cast<u32>(bytes.size());
        sfs::MemoryBuf buffer(bytes.data());
        const u32 done = TRY(file.sfs_io_nolock(buffer, at, size, sfs::Direction::Write));
        return done == size ? Result<void>() : Error::DeviceNotAvailable;
    }
    void note(const std::set<std::string>& names, const std::function<Result<void>()>& action) {
        touched_.insert(names.begin(), names.end());
        if (root_ == nullptr) {
            return;
        }
        if (!action().has_value()) {
            unknown_.insert(names.begin(), names.end());
            ++errors_;
        }
    }

    HostMemory memory_;
    sfs::FileSystem fs_;
    bool is_mounted_ = false;
    sfs::Inode* root_ = nullptr;
    Tree tree_;
    Tree promised_;
    std::set<std::string> touched_;  // since that sync
    std::set<std::string> unknown_;  // after an error
    int errors_ = 0;
};

void work(Worker& worker) {
    worker.create("f", std::string(60000, 'f'));
    worker.sync();
    worker.append("empty", std::string(5000, 'e'));
    worker.make_directory("g");
    worker.rename("f", "h");
    worker.sync();
    worker.truncate("h", 7000);
    worker.create("i", std::string(70000, 'i'));
    worker.remove("big");
    worker.sync();
    worker.create("j", std::string(30000, 'j'));
    worker.rename("j", "i");
    worker.remove_directory("g");
    worker.sync();
    worker.remove("h");
}

const std::set<std::string> kAllowed = {
    "orphan",         "wrong-link-count",   "lost-blocks",
    "block-past-end", "wrong-unused-count", "directory-linked-twice",
};

const Device& start_image() {
    static const Device device = make_sample_image(160);
    return device;
}

// How often the workload reads, writes and flushes, as Kind counts.
struct Counts {
    int of[3];
};

// Returns how many errors the operations gave.
int run(Device& device, const Failure& failure, Counts& counts) {
    static const Tree before = [] {
        Device copy = start_image();
        return Mounted(copy).tree();
    }();
    device = start_image();
    device.reads = device.flushes = device.failures = 0;
    device.written.clear();
    device.fails_for_ever = failure.for_ever;
    (failure.kind == Kind::Read    ? device.reads_left
     : failure.kind == Kind::Write ? device.writes_left
                                   : device.flushes_left) = failure.k;
    HostMemory memory;
    int errors = 0;
    Tree promised;
    {
        std::shared_ptr<sfs::BlockCache> cache;
        if (failure.capacity == 0) {
            cache = std::make_shared<Cache>(device);
        } else {
            cache = std::make_shared<sfs::BufferCache>(device, memory, failure.capacity);
        }
        Worker worker(*cache, before);
        work(worker);
        errors = worker.errors();
        promised = worker.promised();
    }
    counts = {{device.reads, static_cast<int>(device.written.size()), device.flushes}};
    EXPECT_EQ(memory.living, 0);
    device.cut_power();
    device.reads_left = device.writes_left = device.flushes_left = -1;
    Findings findings;
    const auto result = run_check(device, CheckMode::Repair, findings);
    EXPECT_TRUE(result.has_value());
    for (const auto& finding : findings.all) {
        EXPECT_TRUE(kAllowed.contains(sfs::damage_name(finding.damage))) << findings.text();
    }
    EXPECT_EQ(Checker::check(device), "") << findings.text();
    const Tree after = Mounted(device).tree();
    for (const auto& [path, bytes] : promised) {
        EXPECT_TRUE(after.contains(path) && after.at(path) == bytes) << path << "\n"
                                                                     << findings.text();
    }
    return errors;
}

class SfsFailure : public ::testing::TestWithParam<u32> {};

TEST_P(SfsFailure, OfAnyReadWriteOrFlush) {
    Device device(1);
    Counts counts;
    Counts ignored;
    ASSERT_EQ(run(device, {Kind::Read, -1, false, GetParam()}, counts), 0);
    int reported = 0;
    for (const Kind kind : {Kind::Read, Kind::Write, Kind::Flush}) {
        ASSERT_GT(counts.of[static_cast<int>(kind)], 3);
        for (int k = 0; k < counts.of[static_cast<int>(kind)]; ++k) {
            for (const bool for_ever : {false, true}) {
                SCOPED_TRACE(std::string(kind == Kind::Read    ? "read "
                                         : kind == Kind::Write ? "write "
                                                               : "flush ") +
                             std::to_string(k) + (for_ever ? " and all after" : ""));
                reported += run(device, {kind, k, for_ever, GetParam()}, ignored) != 0 ? 1 : 0;
                EXPECT_GT(device.failures, 0);
                if (HasFailure()) {
                    return;
                }
            }
        }
    }
    EXPECT_GT(reported, 0);
}

INSTANTIATE_TEST_SUITE_P(Caches, SfsFailure, ::testing::Values(0, 16));

// Without memory, an error; with it again, all goes on.
TEST(SfsFailureOfMemory, IsAnError) {
    Device device = start_image();
    Cache cache(device);
    HostMemory memory;
    Findings findings;
    int k = 0;
    for (; k < 100; ++k) {
        memory.allocations_left = k;
        const auto result = sfs::check(cache, memory, findings, CheckMode::Report);
        EXPECT_EQ(memory.living, 0);
        if (result.has_value()) {
            break;
        }
        EXPECT_EQ(result.error(), Error::NoMemory);
    }
    EXPECT_GT(k, 5);
    EXPECT_LT(k, 100);
    EXPECT_TRUE(cache.all_unpinned());
}

// A check or repair that cannot read or write says so, and can be begun again.
TEST(SfsFailureOfRepair, IsAnErrorAndCanBeBegunAgain) {
    for (const Kind kind : {Kind::Read, Kind::Write, Kind::Flush}) {
        for (int k = 0;; ++k) {
            SCOPED_TRACE(k);
            Device device = start_image();
            {
                Mounted mounted(device);
                put_word(device, mounted.entry_block("dir"), 0, 0);
                put_word(device, mounted.number("a"), 16, mounted.number("big"));
            }
            (kind == Kind::Read    ? device.reads_left
             : kind == Kind::Write ? device.writes_left
                                   : device.flushes_left) = k;
            Findings findings;
            const auto result = run_check(device, CheckMode::Repair, findings);
            if (device.failures == 0) {
                ASSERT_GT(k, 0);
                break;
            }
            EXPECT_FALSE(result.has_value());
            device.cut_power();
            EXPECT_EQ(run_check(device, CheckMode::Repair, findings).take().left, 0U);
            EXPECT_EQ(Checker::check(device), "");
        }
    }
}

}  // namespace
