// Images for tests of the SFS core, and what they hold, path by path.
#pragma once

#include "libs/sfs/check.h"
#include "libs/sfs/file_system.h"
#include "tests/unit/sfs_device.h"
#include "tests/unit/sfs_memory.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sfs_test {

inline u32 word(Device& device, u32 block, u32 offset) {
    u32 value = 0;
    std::memcpy(&value, device[block].data() + offset, 4);
    return value;
}

inline void put_word(Device& device, u32 block, u32 offset, u32 value) {
    std::memcpy(device[block].data() + offset, &value, 4);
}

inline void put_half(Device& device, u32 block, u32 offset, u16 value) {
    std::memcpy(device[block].data() + offset, &value, 2);
}

inline void put_name(Device& device, u32 block, const std::string& name) {
    std::memset(device[block].data() + 4, 0, 256);
    std::memcpy(device[block].data() + 4, name.data(), name.size());
}

inline void set_free(Device& device, u32 block, bool free) {
    u8& byte = device[2 + block / 32768][block % 32768 / 8];
    const u8 bit = static_cast<u8>(1U << (block % 8));
    byte = static_cast<u8>(free ? byte | bit : byte & ~bit);
}

// An image with an empty root, of less than 32768 blocks.
inline Device make_empty_image(u32 blocks) {
    Device device(blocks);
    device.super() = {0x2F8DBE2A, blocks, blocks - 5, "simple file system"};
    for (u32 block = 5; block < blocks; ++block) {
        set_free(device, block, true);
    }
    put_word(device, 1, 0, 512);
    put_word(device, 1, 4, 2 | 2 << 16);
    put_word(device, 1, 8, 2);
    put_word(device, 1, 12, 3);
    put_word(device, 1, 16, 4);
    put_word(device, 3, 0, 1);
    put_name(device, 3, ".");
    put_word(device, 4, 0, 1);
    put_name(device, 4, "..");
    return device;
}

// A file system that is mounted on a device for a while. What fails throws.
class Mounted {
  public:
    explicit Mounted(Device& device) : Mounted(std::make_shared<Cache>(device)) {}
    explicit Mounted(std::shared_ptr<sfs::BlockCache> given)
        : owned(given), cache(*given), fs(cache, memory) {
        fs.mount().take();
        root = fs.open(1).take();
    }
    ~Mounted() { (void)fs.close(*root); }

    // Opens a path; "" is the root. Somebody has to close it.
    Result<sfs::Inode*> open(const std::string& path) {
        sfs::Inode* here = TRY(fs.open(1));
        for (usize at = 0; at < path.size();) {
            const usize end = std::min(path.find('/', at), path.size());
            auto next = fs.lookup(*here, StringView(path.data() + at, end - at));
            (void)fs.close(*here);
            here = TRY(move(next));
            at = end + 1;
        }
        return here;
    }
    void make_file(const std::string& path, const std::string& bytes) {
        with_parent(path, [&](sfs::Inode& parent, const char* name) {
            sfs::Inode* file = fs.create(parent, name).take();
            write(*file, 0, bytes);
            fs.close(*file).take();
        });
    }
    void make_directory(const std::string& path) {
        with_parent(path, [&](sfs::Inode& parent, const char* name) {
            fs.close(*fs.mkdir(parent, name).take()).take();
        });
    }
    void make_symlink(const std::string& path, const std::string& target) {
        with_parent(path, [&](sfs::Inode& parent, const char* name) {
            fs.close(*fs.symlink(parent, name, target.c_str()).take()).take();
        });
    }
    void make_link(const std::string& path, const std::string& old_path) {
        sfs::Inode* target = open(old_path).take();
        with_parent(path, [&](sfs::Inode& parent, const char* name) {
            fs.link(parent, name, *target).take();
        });
        fs.close(*target).take();
    }
    void write(sfs::Inode& file, u32 at, std::string bytes) {
        sfs::MemoryBuf buffer(bytes.data());
        const u32 size = static_cast<u32>(bytes.size());
        ASSERT(file.sfs_io_nolock(buffer, at, size, sfs::Direction::Write).take() == size);
    }
    std::string read(sfs::Inode& file) {
        std::string bytes(file.size(), '?');
        sfs::MemoryBuf buffer(bytes.data());
        bytes.resize(file.sfs_io_nolock(buffer, 0, file.size(), sfs::Direction::Read).take());
        return bytes;
    }
    u32 number(const std::string& path) {
        sfs::Inode* inode = open(path).take();
        const u32 found = inode->number();
        fs.close(*inode).take();
        return found;
    }
    // The block of an entry.
    u32 entry_block(const std::string& path) {
        u32 block = 0;
        with_parent(path, [&](sfs::Inode& parent, const char* name) {
            sfs::Directory entries(cache, parent);
            block = entries.block_of(name).take().buffer().block;
        });
        return block;
    }
    // All that is below the root: contents of files, targets, "/" for directories.
    std::map<std::string, std::string> tree() {
        std::map<std::string, std::string> found;
        list(1, "", found);
        return found;
    }

    HostMemory memory;
    std::shared_ptr<sfs::BlockCache> owned;
    sfs::BlockCache& cache;
    sfs::FileSystem fs;
    sfs::Inode* root = nullptr;

    // What is above the path, and the path's last name.
    void with_parent(const std::string& path,
                     const std::function<void(sfs::Inode&, const char*)>& action) {
        const usize slash = path.rfind('/');
        sfs::Inode* parent = open(slash == std::string::npos ? "" : path.substr(0, slash)).take();
        action(*parent, path.c_str() + (slash == std::string::npos ? 0 : slash + 1));
        fs.close(*parent).take();
    }

  private:
    void list(u32 number, const std::string& path, std::map<std::string, std::string>& found) {
        sfs::Inode* inode = fs.open(number).take();
        if (!inode->is_directory()) {
            const bool is_link = inode->type() == sfs::FileType::SymbolicLink;
            found[path] = (is_link ? "-> " : "") + read(*inode);
        } else {
            found[path] = "/";
            sfs::DiskEntry entry;
            for (u32 slot = 0; slot * 256 < inode->size(); ++slot) {
                fs.read_entry(*inode, slot, entry).take();
                const std::string name = entry.name;
                if (entry.ino != 0 && name != "." && name != "..") {
                    list(entry.ino, path.empty() ? name : path + "/" + name, found);
                }
            }
        }
        fs.close(*inode).take();
    }
};

// Some of everything.
inline Device make_sample_image(u32 blocks) {
    Device device = make_empty_image(blocks);
    Mounted mounted(device);
    mounted.make_file("a", std::string(9000, 'a'));
    mounted.make_file("big", std::string(20 * 4096 + 5, 'b'));
    mounted.make_file("empty", "");
    mounted.make_directory("dir");
    mounted.make_directory("dir/sub");
    mounted.make_file("dir/sub/deep", "deep text");
    mounted.make_file("dir/other", std::string(4096, 'o'));
    mounted.make_link("dir/hard", "a");
    mounted.make_symlink("link", "dir/sub/deep");
    mounted.fs.sync().take();
    return device;
}

struct Findings final : sfs::FindingSink {
    void report(const sfs::Finding& finding) override { all.push_back(finding); }
    bool has(const std::string& name) const {
        for (const auto& finding : all) {
            if (name == sfs::damage_name(finding.damage)) {
                return true;
            }
        }
        return false;
    }
    // For messages.
    std::string text() const {
        std::string lines;
        for (const auto& finding : all) {
            lines += std::string(sfs::damage_name(finding.damage)) + " inode " +
                     std::to_string(finding.inode) + " block " + std::to_string(finding.block) +
                     ": " + std::to_string(finding.found) + ", wanted " +
                     std::to_string(finding.wanted) + (finding.repaired ? " (repaired)\n" : "\n");
        }
        return lines;
    }
    std::vector<sfs::Finding> all;
};

inline Result<sfs::CheckResult> run_check(Device& device, sfs::CheckMode mode, Findings& findings) {
    Cache cache(device);
    HostMemory memory;
    auto result = sfs::check(cache, memory, findings, mode);
    ASSERT(memory.living == 0 && cache.all_unpinned());
    return result;
}

}  // namespace sfs_test
