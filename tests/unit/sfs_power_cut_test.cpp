// Power cuts: several workloads run over a disk that records every write. The disk is then rebuilt
// as of each moment, also with writes missing that were not flushed yet, and repaired: it must be
// consistent, no block may have had two owners, and what was synced and not touched since must be
// there. Reading: Pillai et al., All File Systems Are Not Created Equal, OSDI 2014.
#include "libs/sfs/buffer_cache.h"
#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_image.h"

#include <gtest/gtest.h>
#include <random>

namespace {

using namespace sfs_test;
using sfs::CheckMode;
using Tree = std::map<std::string, std::string>;

struct Step {
    std::set<std::string> touched;  // paths that may be anything until the next sync
    std::function<void(Mounted&)> action;
    bool removes = false;  // they may be as they were, or gone, but nothing else
};
using Workload = std::vector<Step>;

// What must be on the disk after so many events.
struct Promise {
    usize events;
    Tree tree;                      // at the last sync
    std::set<std::string> touched;  // since then
    std::set<std::string> removed;
};

struct Recording {
    Device before;
    std::vector<Device::Event> log;
    std::vector<Promise> promises;
};

Step sync_step() {
    return {{}, [](Mounted& m) { m.fs.sync().take(); }, false};
}

void with_file(Mounted& m, const std::string& path, const std::function<void(sfs::Inode&)>& work) {
    sfs::Inode* file = m.open(path).take();
    work(*file);
    m.fs.close(*file).take();
}

std::shared_ptr<sfs::BlockCache> make_cache(Device& device, sfs::Memory& memory, u32 capacity) {
    if (capacity == 0) {
        return std::make_shared<Cache>(device);
    }
    return std::make_shared<sfs::BufferCache>(device, memory, capacity);
}

// Runs the workload over the kernel's cache of so many blocks, or with 0 over that of the tests.
Recording record(const Device& start, const Workload& workload, u32 capacity) {
    Recording recording{start, {}, {}};
    Device device = start;
    device.records = true;
    HostMemory memory;
    Mounted mounted(make_cache(device, memory, capacity));
    Promise now{0, mounted.tree(), {}, {}};
    recording.promises.push_back(now);
    for (const Step& step : workload) {
        const bool is_sync = step.touched.empty();
        (step.removes ? now.removed : now.touched).insert(step.touched.begin(), step.touched.end());
        now.events = device.log.size();
        recording.promises.push_back(now);
        step.action(mounted);
        if (is_sync) {
            now = {device.log.size(), mounted.tree(), {}, {}};
            recording.promises.push_back(now);
        }
    }
    mounted.fs.sync().take();
    recording.log = device.log;
    return recording;
}

const Promise& promise_at(const Recording& recording, usize events) {
    const Promise* best = &recording.promises.front();
    for (const Promise& promise : recording.promises) {
        if (promise.events <= events) {
            best = &promise;
        }
    }
    return *best;
}

// The power goes in the middle of a block: some of its sectors are new.
void tear(Block& block, const Block& before, std::mt19937& random) {
    const usize sectors = random() % 9;
    std::memcpy(block.data() + sectors * 512, before.data() + sectors * 512,
                sfs::kBlockSize - sectors * 512);
}

// With 0 all that was written is there; else a part of what came after the last flush, chosen by
// the seed: of each block none, or one of its versions, that one perhaps in part.
Device rebuild(const Recording& recording, usize events, u32 seed) {
    Device device = recording.before;
    usize flushed = 0;
    for (usize i = 0; i < events; ++i) {
        if (recording.log[i].block == Device::kFlush) {
            flushed = i;
        }
    }
    std::mt19937 random(seed);
    std::map<u32, std::vector<const Block*>> later;
    for (usize i = 0; i < events; ++i) {
        const auto& event = recording.log[i];
        if (event.block == Device::kFlush) {
            continue;
        }
        if (i < flushed || seed == 0) {
            device[event.block] = event.content;
        } else {
            later[event.block].push_back(&event.content);
        }
    }
    for (const auto& [block, versions] : later) {
        const usize choice = random() % (versions.size() + 1);
        if (choice > 0) {
            const Block before = choice > 1 ? *versions[choice - 2] : device[block];
            device[block] = *versions[choice - 1];
            tear(device[block], before, random);
        }
    }
    return device;
}

bool is_touched(const Promise& promise, const std::string& path) {
    for (const std::string& touched : promise.touched) {
        if (path == touched || path.starts_with(touched + "/")) {
            return true;
        }
    }
    return false;
}

// What a cut may leave behind; all else would be data of somebody's in wrong hands, or lost.
const std::set<std::string> kAllowed = {
    "orphan",         "wrong-link-count",   "lost-blocks",
    "block-past-end", "wrong-unused-count", "directory-linked-twice",
    "wrong-dot-dot",
};

void expect_kept(const Recording& recording, usize events, u32 seed) {
    Device device = rebuild(recording, events, seed);
    Findings findings;
    const auto result = run_check(device, CheckMode::Repair, findings);
    ASSERT_TRUE(result.has_value());
    for (const auto& finding : findings.all) {
        ASSERT_TRUE(kAllowed.contains(sfs::damage_name(finding.damage))) << findings.text();
    }
    ASSERT_EQ(Checker::check(device), "") << findings.text();
    const Tree tree = Mounted(device).tree();
    const Promise& promise = promise_at(recording, events);
    for (const auto& [path, bytes] : promise.tree) {
        if (promise.removed.contains(path) && !tree.contains(path)) {
            continue;
        }
        if (!is_touched(promise, path)) {
            ASSERT_TRUE(tree.contains(path)) << path << "\n" << findings.text();
            ASSERT_TRUE(tree.at(path) == bytes) << path << "\n" << findings.text();
        }
    }
}

// Each moment of `stride`, with all writes there and with `variants` choices of them.
void expect_survives(const Device& start, const Workload& workload, u32 capacity, u32 stride = 1,
                     u32 variants = 3) {
    const Recording recording = record(start, workload, capacity);
    for (usize events = 0; events <= recording.log.size(); events += stride) {
        for (u32 seed = 0; seed <= variants; ++seed) {
            SCOPED_TRACE("after " + std::to_string(events) + " of " +
                         std::to_string(recording.log.size()) + ", seed " + std::to_string(seed));
            expect_kept(recording, events, seed == 0 ? 0 : static_cast<u32>(events * 4 + seed));
            if (::testing::Test::HasFatalFailure()) {
                return;
            }
        }
    }
}

// --- workloads -----------------------------------------------------------------------------------

Step make(const std::string& path, usize size, char byte) {
    return {{path}, [=](Mounted& m) { m.make_file(path, std::string(size, byte)); }};
}
Step remove(const std::string& path) {
    return {{path},
            [=](Mounted& m) {
                m.with_parent(
                    path, [&](sfs::Inode& in, const char* name) { m.fs.unlink(in, name).take(); });
            },
            true};
}
Step truncate(const std::string& path, u32 size) {
    return {{path},
            [=](Mounted& m) { with_file(m, path, [&](auto& f) { f.truncate(size).take(); }); }};
}
Step write(const std::string& path, u32 at, usize size, char byte) {
    return {{path}, [=](Mounted& m) {
                with_file(m, path, [&](auto& f) { m.write(f, at, std::string(size, byte)); });
            }};
}
Step make_directory(const std::string& path) {
    return {{path}, [=](Mounted& m) { m.make_directory(path); }};
}
Step remove_directory(const std::string& path) {
    return {{path}, [=](Mounted& m) {
                m.with_parent(
                    path, [&](sfs::Inode& in, const char* name) { m.fs.rmdir(in, name).take(); });
            }};
}
Step rename(const std::string& from, const std::string& to) {
    return {{from, to}, [=](Mounted& m) {
                m.with_parent(from, [&](sfs::Inode& old, const char* old_name) {
                    m.with_parent(to, [&](sfs::Inode& fresh, const char* new_name) {
                        m.fs.rename(old, old_name, fresh, new_name).take();
                    });
                });
            }};
}
Step link(const std::string& from, const std::string& to) {
    return {{to}, [=](Mounted& m) { m.make_link(to, from); }};
}

// Blocks go from file to file.
Workload reuse_workload() {
    return {make("x", 30000, 'x'),
            make("y", 5000, 'y'),
            sync_step(),
            remove("x"),
            make("z", 30000, 'z'),
            write("y", 3000, 9000, 'Y'),
            sync_step(),
            truncate("z", 100),
            make("w", 70000, 'w'),
            truncate("w", 20000),
            make("v", 60000, 'v'),
            sync_step(),
            remove("w"),
            remove("v"),
            make("u", 100000, 'u'),
            write("u", 0, 100, 'U')};
}

Workload names_workload() {
    return {make_directory("d"),    make_directory("d/e"),
            make("d/f", 100, 'f'),  sync_step(),
            rename("d/f", "d/e/g"), link("d/e/g", "h"),
            make_directory("i"),    sync_step(),
            rename("d/e", "i/e"),   remove("h"),
            make("new", 6000, 'n'), sync_step(),
            rename("new", "a"),     rename("i/e", "dir/sub2"),
            remove_directory("i"),  make_directory("d/i"),
            make("d/i/k", 0, ' '),  remove("dir/other"),
            remove("d/i/k"),        remove_directory("d/i")};
}

// Anything, on a disk with few free blocks.
Workload random_workload(u32 seed) {
    std::mt19937 random(seed);
    std::map<std::string, u32> files;
    Workload steps;
    const auto some_file = [&] {
        auto at = files.begin();
        std::advance(at, random() % files.size());
        return at->first;
    };
    for (int i = 0; i < 60; ++i) {
        const std::string name = "r" + std::to_string(random() % 6);
        const u32 size = random() % 40000;
        if (random() % 8 == 0) {
            steps.push_back(sync_step());
        } else if (files.empty() || (files.size() < 4 && !files.contains(name))) {
            files[name] = size;
            steps.push_back(make(name, size, static_cast<char>('A' + i % 26)));
        } else if (random() % 3 == 0) {
            const std::string file = some_file();
            files.erase(file);
            steps.push_back(remove(file));
        } else if (random() % 2 == 0) {
            steps.push_back(truncate(some_file(), size));
        } else {
            steps.push_back(write(some_file(), size, 5000, static_cast<char>('a' + i % 26)));
        }
    }
    return steps;
}

constexpr u32 kStride = 5;  // of the long workloads

class SfsPowerCut : public ::testing::TestWithParam<u32> {};

TEST_P(SfsPowerCut, BlocksThatGoFromFileToFile) {
    expect_survives(make_sample_image(160), reuse_workload(), GetParam());
}

TEST_P(SfsPowerCut, NamesThatMove) {
    expect_survives(make_sample_image(160), names_workload(), GetParam());
}

TEST_P(SfsPowerCut, AnythingOnAFullDisk) {
    for (u32 seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE(seed);
        expect_survives(make_sample_image(115), random_workload(seed), GetParam(), kStride, 1);
    }
}

// A lost+found that had no name yet is an orphan itself, so what is in it may be further down.
bool has_ending(const Tree& tree, const std::string& ending, const std::string& bytes) {
    for (const auto& [path, found] : tree) {
        if (path.ends_with(ending) && found == bytes) {
            return true;
        }
    }
    return false;
}

// A repair that is interrupted and begun again.
TEST_P(SfsPowerCut, InARepair) {
    Device device = make_sample_image(160);
    Tree before;
    u32 dir = 0;
    {
        Mounted mounted(device);
        before = mounted.tree();
        dir = mounted.number("dir");
        put_word(device, mounted.entry_block("dir"), 0, 0);
        put_word(device, mounted.number("empty"), 0, 4096);
        put_word(device, mounted.number("empty"), 8, 1);
        put_word(device, mounted.number("empty"), 12, word(device, mounted.number("a"), 16));
        put_word(device, mounted.entry_block("dir/sub/.."), 0, 0);
    }
    Recording recording{device, {}, {{0, {}, {}, {}}}};
    {
        Device work = device;
        work.records = true;
        HostMemory memory;
        const auto cache = make_cache(work, memory, GetParam());
        Findings findings;
        EXPECT_EQ(sfs::check(*cache, memory, findings, CheckMode::Repair).take().left, 0U);
        recording.log = work.log;
    }
    for (usize events = 0; events <= recording.log.size(); ++events) {
        for (u32 seed = 0; seed < 4; ++seed) {
            SCOPED_TRACE(events * 10 + seed);
            Device cut = rebuild(recording, events, seed);
            Findings findings;
            ASSERT_EQ(run_check(cut, CheckMode::Repair, findings).take().left, 0U);
            ASSERT_EQ(Checker::check(cut), "") << findings.text();
            const Tree after = Mounted(cut).tree();
            for (const auto& [path, bytes] : before) {
                if (path != "empty") {
                    ASSERT_TRUE(
                        path.starts_with("dir")
                            ? has_ending(after, "/#" + std::to_string(dir) + path.substr(3), bytes)
                            : after.contains(path) && after.at(path) == bytes)
                        << path << "\n"
                        << findings.text();
                }
            }
            ASSERT_EQ(after.at("empty").size(), 4096U);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Caches, SfsPowerCut, ::testing::Values(0, 16, 1000));

}  // namespace
