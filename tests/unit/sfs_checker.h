// Checks an SFS image from its bytes, by the format's description and not by the code under test.
#pragma once

#include "tests/unit/sfs_device.h"

#include <string>

namespace sfs_test {

class Checker {
  public:
    // Empty when the image has no mistake.
    static std::string check(Device& device) { return Checker(device).run(); }

  private:
    explicit Checker(Device& device) : device_(device) {}

    u32 word(u32 block, u32 offset) const {
        u32 value;
        std::memcpy(&value, device_[block].data() + offset, 4);
        return value;
    }
    bool is_free(u32 block) const {
        return (device_[2 + block / 32768][block % 32768 / 8] >> (block % 8) & 1) != 0;
    }
    void fail(const std::string& what) { problems_ += what + "\n"; }

    void use(u32 block) {
        if (block >= word(0, 4) || block < 1 || is_free(block)) {
            fail("block " + std::to_string(block) + " is used and out of range or free");
        } else if (!used_.insert(block).second) {
            fail("block " + std::to_string(block) + " is used twice");
        }
    }
    void collect(u32 pointer, int depth, std::vector<u32>& data) {
        if (pointer == 0) {
            data.resize(data.size() + (depth == 0 ? 1 : depth == 1 ? 1024 : 0));
            return;
        }
        use(pointer);
        if (depth == 0) {
            data.push_back(pointer);
            return;
        }
        for (u32 i = 0; i < 1024; ++i) {
            collect(word(pointer, i * 4), depth - 1, data);
        }
    }
    void visit(u32 ino, u32 parent) {
        const u32 type = word(ino, 4) & 0xFFFF;
        ++names_[ino];
        if (names_[ino] > 1) {
            return;
        }
        use(ino);
        std::vector<u32> data;
        for (u32 i = 0; i < 12; ++i) {
            collect(word(ino, 12 + i * 4), 0, data);
        }
        collect(word(ino, 60), 1, data);
        collect(word(ino, 64), 2, data);
        const u32 unit = type == 2 ? 256 : 4096;
        const u32 blocks = (word(ino, 0) + unit - 1) / unit;
        if (blocks != word(ino, 8)) {
            fail("size and blocks of inode " + std::to_string(ino) + " differ");
        }
        for (usize i = blocks; i < data.size(); ++i) {
            if (data[i] != 0) {
                fail("inode " + std::to_string(ino) + " has a block past its end");
            }
        }
        if (type == 2) {
            data.resize(blocks);
            list(ino, parent, data);
        }
    }
    void list(u32 ino, u32 parent, const std::vector<u32>& slots) {
        std::set<std::string> names;
        for (u32 slot : slots) {
            const u32 target = slot == 0 ? 0 : word(slot, 0);
            if (target == 0) {
                continue;
            }
            const std::string name(reinterpret_cast<const char*>(device_[slot].data()) + 4);
            if (!names.insert(name).second) {
                fail("the name " + name + " stands twice");
            }
            if (name == "." || name == "..") {
                ++names_[target];
                if (target != (name == "." ? ino : parent)) {
                    fail("wrong " + name + " in " + std::to_string(ino));
                }
            } else {
                visit(target, ino);
            }
        }
        if (!names.contains(".") || !names.contains("..")) {
            fail("no . or .. in " + std::to_string(ino));
        }
    }
    std::string run() {
        visit(1, 1);
        --names_[1];  // nothing names the root but its `.` and `..`
        for (const auto& [ino, count] : names_) {
            if (count != (word(ino, 4) >> 16)) {
                fail("inode " + std::to_string(ino) + ": " + std::to_string(count) + " names");
            }
        }
        u32 free = 0;
        for (u32 block = 3; block < word(0, 4); ++block) {
            free += is_free(block) ? 1 : 0;
            if (!is_free(block) && !used_.contains(block)) {
                fail("block " + std::to_string(block) + " is lost");
            }
        }
        if (word(0, 8) != free) {
            fail("wrong number of unused blocks");
        }
        return problems_;
    }

    Device& device_;
    std::set<u32> used_;
    std::map<u32, u32> names_;
    std::string problems_;
};

}  // namespace sfs_test
