// Tests of libs/sfs/check.h: each kind of damage alone is found by its name, repaired, and gone;
// nothing else changes. Independent judge: sfs_checker.h.
#include "libs/sfs/check.h"

#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_image.h"

#include <gtest/gtest.h>

namespace {

using namespace sfs_test;
using sfs::CheckMode;
using Tree = std::map<std::string, std::string>;

constexpr u32 kBlocks = 120;

// Where things of the sample image stand.
struct Places {
    explicit Places(Device& device) : mounted(device) {}
    u32 inode(const char* path) { return mounted.number(path); }
    u32 entry(const char* path) { return mounted.entry_block(path); }

    Mounted mounted;
};

struct Case {
    const char* damage;                          // its name in damage.def
    std::function<void(Device&, Places&)> harm;  // what was done to the image
    std::set<std::string> changed;               // paths that repair may change
};

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.damage; }

Tree tree_of(Device& device) { return Mounted(device).tree(); }

void expect_clean(Device& device) {
    Findings findings;
    const auto result = run_check(device, CheckMode::Report, findings);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(findings.text(), "");
    EXPECT_EQ(result.value().left, 0U);
    EXPECT_EQ(Checker::check(device), "");
    device.written.clear();
    EXPECT_EQ(run_check(device, CheckMode::Repair, findings).take().repaired, 0U);
    EXPECT_TRUE(device.written.empty());
}

const Case kCases[] = {
    {"bad-magic", [](Device& d, Places&) { d.super().magic ^= 0x10000; }, {}},
    {"bad-block-count", [](Device& d, Places&) { d.super().blocks = 0; }, {}},
    {"bad-block-count", [](Device& d, Places&) { d.super().blocks = kBlocks + 1; }, {}},
    {"bad-block-count", [](Device& d, Places&) { d.super().blocks = 90; }, {}},
    {"bad-label", [](Device& d, Places&) { std::memset(d.super().info, 'x', 32); }, {}},
    {"bad-root", [](Device& d, Places&) { put_half(d, 1, 4, 7); }, {}},
    {"bad-type", [](Device& d, Places& p) { put_half(d, p.inode("big"), 4, 9); }, {}},
    {"bad-type", [](Device& d, Places& p) { put_half(d, p.inode("dir"), 4, 0); }, {}},
    {"bad-file-size", [](Device& d, Places& p) { put_word(d, p.inode("a"), 8, 7); }, {}},
    {"bad-file-size",
     [](Device& d, Places& p) { put_word(d, p.inode("a"), 0, 0x7FFFFFFF); },
     {"a", "dir/hard"}},
    {"bad-directory-size", [](Device& d, Places& p) { put_word(d, p.inode("dir"), 0, 257); }, {}},
    {"bad-directory-size", [](Device& d, Places& p) { put_word(d, p.inode("dir"), 8, 3); }, {}},
    {"bad-link-size", [](Device& d, Places& p) { put_word(d, p.inode("link"), 0, 9000); }, {}},
    {"bad-link-size", [](Device& d, Places& p) { put_word(d, p.inode("link"), 8, 2); }, {}},
    {"directory-hole",
     [](Device& d, Places& p) {
         const u32 dir = p.inode("dir");
         put_word(d, dir, 0, 6 * 256);
         put_word(d, dir, 8, 6);
         put_word(d, dir, 12 + 5 * 4, word(d, dir, 12 + 3 * 4));
         put_word(d, dir, 12 + 3 * 4, 0);
     },
     {}},
    {"pointer-out-of-range",
     [](Device& d, Places& p) { put_word(d, p.inode("a"), 16, 0xFFFFFFF0); },
     {"a", "dir/hard"}},
    {"pointer-out-of-range",
     [](Device& d, Places& p) { put_word(d, p.inode("a"), 16, 2); },
     {"a", "dir/hard"}},
    {"pointer-out-of-range",
     [](Device& d, Places& p) { put_word(d, p.inode("big"), 60, kBlocks); },
     {"big"}},
    {"block-past-end", [](Device& d, Places& p) { put_word(d, p.inode("a"), 24, 110); }, {}},
    {"block-past-end", [](Device& d, Places& p) { put_word(d, p.inode("a"), 64, 110); }, {}},
    {"block-used-twice",
     [](Device& d, Places& p) { put_word(d, p.inode("dir/other"), 12, word(d, p.inode("a"), 12)); },
     {"dir/other"}},
    {"block-used-twice",
     [](Device& d, Places& p) { put_word(d, p.inode("dir/other"), 12, p.inode("big")); },
     {"dir/other"}},
    {"block-used-twice",
     [](Device& d, Places& p) { put_word(d, p.inode("a"), 16, word(d, p.inode("a"), 12)); },
     {"a", "dir/hard"}},
    {"name-without-end",
     [](Device& d, Places& p) { std::memset(d[p.entry("empty")].data() + 4, 'n', 256); },
     {"empty", std::string(255, 'n')}},
    {"bad-name",
     [](Device& d, Places& p) { put_name(d, p.entry("empty"), "a/b"); },
     {"empty", "a_b"}},
    {"name-twice",
     [](Device& d, Places& p) { put_name(d, p.entry("empty"), "big"); },
     {"empty", "#"}},
    {"entry-out-of-range",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/hard"), 0, 2); },
     {"dir/hard"}},
    {"entry-out-of-range",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/hard"), 0, 0xFFFFFFFF); },
     {"dir/hard"}},
    {"entry-without-inode",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/hard"), 0, 119); },
     {"dir/hard"}},
    {"directory-linked-twice",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/hard"), 0, p.inode("dir")); },
     {"dir/hard"}},
    {"directory-linked-twice",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/hard"), 0, 1); },
     {"dir/hard"}},
    {"wrong-dot", [](Device& d, Places& p) { put_word(d, p.entry("dir/."), 0, 1); }, {}},
    {"wrong-dot-dot",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/sub/.."), 0, p.inode("a")); },
     {}},
    {"wrong-dot-dot", [](Device& d, Places& p) { put_word(d, p.entry(".."), 0, 99); }, {}},
    {"missing-dot", [](Device& d, Places& p) { put_word(d, p.entry("dir/sub/."), 0, 0); }, {}},
    {"missing-dot-dot",
     [](Device& d, Places& p) { put_name(d, p.entry("dir/.."), "...."); },
     {"dir/....", "#"}},
    {"missing-dot-dot", [](Device& d, Places& p) { put_word(d, p.entry(".."), 0, 0); }, {}},
    {"orphan",
     [](Device& d, Places& p) { put_word(d, p.entry("dir/other"), 0, 0); },
     {"dir/other", "#"}},
    {"orphan", [](Device& d, Places& p) { put_word(d, p.entry("dir"), 0, 0); }, {"dir", "#"}},
    {"wrong-link-count", [](Device& d, Places& p) { put_half(d, p.inode("a"), 6, 1); }, {}},
    {"wrong-link-count", [](Device& d, Places& p) { put_half(d, p.inode("a"), 6, 0); }, {}},
    {"wrong-link-count", [](Device& d, Places&) { put_half(d, 1, 6, 50); }, {}},
    {"lost-blocks", [](Device& d, Places&) { set_free(d, 100, false); }, {}},
    {"used-blocks-free", [](Device& d, Places& p) { set_free(d, p.inode("big"), true); }, {}},
    {"used-blocks-free", [](Device& d, Places&) { set_free(d, 1, true); }, {}},
    {"free-past-end", [](Device& d, Places&) { set_free(d, 4096, true); }, {}},
    {"wrong-unused-count", [](Device& d, Places&) { --d.super().unused_blocks; }, {}},
};

class SfsDamage : public ::testing::TestWithParam<Case> {};

// May this path differ? "#" in the case's list stands for all that has a made-up name.
bool may_change(const Case& tested, const std::string& path) {
    for (const std::string& changed : tested.changed) {
        if (path == changed || path.starts_with(changed + "/")) {
            return true;
        }
    }
    const bool is_made_up = path.find('#') != std::string::npos || path.starts_with("lost+found");
    return is_made_up && tested.changed.contains("#");
}

TEST_P(SfsDamage, IsFoundRepairedAndGone) {
    Device device = make_sample_image(kBlocks);
    const Tree before = tree_of(device);
    expect_clean(device);
    Device harmed = device;
    {
        Places places(device);
        GetParam().harm(harmed, places);
    }
    const Device untouched = harmed;
    harmed.written.clear();
    Findings seen;
    EXPECT_GT(run_check(harmed, CheckMode::Report, seen).take().left, 0U);
    EXPECT_TRUE(seen.has(GetParam().damage)) << seen.text();
    EXPECT_TRUE(harmed.written.empty());

    Findings repaired;
    const auto result = run_check(harmed, CheckMode::Repair, repaired);
    ASSERT_TRUE(result.has_value());
    EXPECT_TRUE(repaired.has(GetParam().damage)) << repaired.text();
    EXPECT_EQ(result.value().left, 0U) << repaired.text();
    EXPECT_EQ(result.value().repaired, repaired.all.size());
    expect_clean(harmed);
    const Tree after = tree_of(harmed);
    for (const Tree& all : {before, after}) {
        for (const auto& [path, bytes] : all) {
            if (!may_change(GetParam(), path)) {
                ASSERT_TRUE(before.contains(path) && after.contains(path)) << path;
                EXPECT_EQ(after.at(path), before.at(path)) << path << "\n" << repaired.text();
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Each, SfsDamage, ::testing::ValuesIn(kCases));

TEST(SfsCheck, FindsNothingInSoundImages) {
    for (u32 blocks : {5U, 6U, 64U, 1000U}) {
        Device device = make_empty_image(blocks);
        expect_clean(device);
    }
    Device device = make_sample_image(kBlocks);
    Findings findings;
    const auto result = run_check(device, CheckMode::Report, findings).take();
    EXPECT_EQ(result.files, 6U);
    EXPECT_EQ(result.folders, 3U);
    EXPECT_EQ(result.blocks, kBlocks);
    EXPECT_EQ(result.used, kBlocks - device.super().unused_blocks);
}

TEST(SfsCheck, AcceptsWhatTheFormatLeavesOpen) {
    Device device = make_sample_image(kBlocks);
    Mounted places(device);
    const u32 entry = places.entry_block("a");
    std::memset(device[entry].data() + 4 + 2, 0xEE, 200);   // behind a name's NUL
    std::memset(device.super().info + 20, 0xEE, 12);        // behind the label's
    std::memset(device[0].data() + 44, 0xEE, 100);          // behind the superblock
    put_word(device, places.number("big"), 12 + 3 * 4, 0);  // a hole in a file
    set_free(device, word(device, places.number("big"), 12 + 2 * 4), false);
    Findings findings;
    run_check(device, CheckMode::Report, findings).take();
    EXPECT_TRUE(findings.has("lost-blocks"));  // what was where the hole is
    for (const auto& finding : findings.all) {
        EXPECT_EQ(finding.inode, 0U) << findings.text();
    }
}

TEST(SfsCheck, RefusesWhatWasNeverAnSfs) {
    Findings findings;
    for (u32 blocks : {0U, 1U, 3U, 64U}) {
        Device device(blocks);
        EXPECT_EQ(run_check(device, CheckMode::Repair, findings).error(), Error::Invalid);
        EXPECT_TRUE(device.written.empty());
    }
    Device device = make_sample_image(kBlocks);
    device.super().magic = 0;
    put_word(device, 3, 0, 0);
    EXPECT_EQ(run_check(device, CheckMode::Repair, findings).error(), Error::Invalid);
    EXPECT_TRUE(findings.all.empty());
}

TEST(SfsCheck, ADestroyedRootLosesNoFile) {
    Device device = make_sample_image(kBlocks);
    const Tree before = tree_of(device);
    device[1].fill(0xAB);
    Findings findings;
    EXPECT_EQ(run_check(device, CheckMode::Repair, findings).take().left, 0U);
    expect_clean(device);
    std::multiset<std::string> contents[2];
    for (const auto& [path, bytes] : before) {
        contents[0].insert(bytes);
    }
    for (const auto& [path, bytes] : tree_of(device)) {
        contents[1].insert(bytes);
    }
    contents[0].insert("/");                                      // lost+found itself
    contents[0].erase(contents[0].find(std::string(9000, 'a')));  // had a name in the root, too
    EXPECT_TRUE(contents[1] == contents[0]) << findings.text();
}

TEST(SfsCheck, OrphansInACircleAreFoundAsOne) {
    Device device = make_sample_image(kBlocks);
    u32 dir = 0;
    u32 in_root = 0;
    u32 hard = 0;
    {
        Mounted places(device);
        dir = places.number("dir");
        in_root = places.entry_block("dir");
        hard = places.entry_block("dir/sub/deep");
    }
    put_word(device, in_root, 0, 0);
    put_word(device, hard, 0, dir);  // dir/sub/deep is dir
    Findings findings;
    EXPECT_EQ(run_check(device, CheckMode::Repair, findings).take().left, 0U);
    expect_clean(device);
    const Tree tree = tree_of(device);
    EXPECT_TRUE(tree.contains("lost+found/#" + std::to_string(dir) + "/sub"));
}

TEST(SfsCheck, WithoutRoomItSaysWhatIsLeftAndChangesNothingTheSecondTime) {
    Device device = make_sample_image(kBlocks);
    {
        Mounted mounted(device);
        const u32 free = mounted.fs.volume().unused_blocks();
        mounted.make_file("rest", std::string((free - 3) * 4096, 'r'));
        mounted.fs.sync().take();
        EXPECT_LE(mounted.fs.volume().unused_blocks(), 1U);
        const u32 entry = mounted.entry_block("dir/other");
        put_word(device, entry, 0, 0);
    }
    Findings first;
    const auto result = run_check(device, CheckMode::Repair, first).take();
    EXPECT_EQ(result.left, 1U) << first.text();
    EXPECT_TRUE(first.has("orphan"));
    device.written.clear();
    Findings second;
    EXPECT_EQ(run_check(device, CheckMode::Repair, second).take().left, 1U);
    EXPECT_TRUE(device.written.empty()) << second.text();
}

TEST(SfsCheck, ManyNamesAndManyOrphansTakeNoTimeToSpeakOf) {
    constexpr u32 kNames = 1000;
    Device device = make_empty_image(5000);
    {
        Mounted mounted(device);
        mounted.make_directory("d");
        for (u32 i = 0; i < kNames; ++i) {
            mounted.make_file("d/" + std::to_string(i), "");
        }
        mounted.fs.sync().take();
    }
    expect_clean(device);
    for (u32 block = 0; block < 3 * kNames; ++block) {  // every entry in d is lost
        if (device[block][4] >= '0' && device[block][4] <= '9' && word(device, block, 0) != 0) {
            put_word(device, block, 0, 0);
        }
    }
    Findings findings;
    EXPECT_EQ(run_check(device, CheckMode::Repair, findings).take().left, 0U);
    expect_clean(device);
    EXPECT_GE(tree_of(device).size(), kNames + 3);
}

}  // namespace
