// stdout, null, zero, random and the disks.
//
// Layer: fs. uCore counterpart: kern/fs/devs/dev_stdout.c, dev_disk0.c.

#include "kern/fs/dev/devices.h"

#include "kern/driver/console.h"
#include "kern/fs/vfs/mount.h"
#include "kern/mm/heap.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace fs {
namespace {

constexpr u32 kPiece = 256;  // bytes on the stack at a time

// Hands out `length` bytes that `fill` writes, a piece at a time.
template <typename Fill>
Result<u32> give_out(IoBuf& buffer, u32 length, Fill fill) {
    u8 piece[kPiece];
    for (u32 done = 0; done < length;) {
        const u32 count = min(length - done, kPiece);
        fill(piece, count);
        Result<void> taken = buffer.take(piece, count);
        if (!taken.has_value()) {
            if (done == 0)
                return taken.error();
            return done;
        }
        done += count;
    }
    return length;
}

// Takes `length` bytes in, a piece at a time, and gives each to `use`.
template <typename Use>
Result<u32> take_in(IoBuf& buffer, u32 length, Use use) {
    u8 piece[kPiece];
    for (u32 done = 0; done < length;) {
        const u32 count = min(length - done, kPiece);
        Result<void> given = buffer.give(piece, count);
        if (!given.has_value()) {
            if (done == 0)
                return given.error();
            return done;
        }
        use(piece, count);
        done += count;
    }
    return length;
}

constinit OutputAction output_action = [](char) {};

class Stdout final : public Device {
    Result<void> vop_open(u32 flags) override {
        return (flags & O_ACCMODE) == O_WRONLY ? Result<void>() : Error::Invalid;
    }
    Result<u32> vop_write(IoBuf& buffer, u32, u32 length) override {
        return take_in(buffer, length, [](const u8* piece, u32 count) {
            driver::console_write({reinterpret_cast<const char*>(piece), count});
            output_action(static_cast<char>(piece[count - 1]));
        });
    }
};

// Has nothing, and takes everything.
class Null final : public Device {
    Result<u32> vop_read(IoBuf&, u32, u32) override { return 0; }
    Result<u32> vop_write(IoBuf&, u32, u32 length) override { return length; }
};

class Zero final : public Device {
    Result<u32> vop_read(IoBuf& buffer, u32, u32 length) override {
        return give_out(buffer, length, [](u8* piece, u32 count) { memset(piece, 0, count); });
    }
    Result<u32> vop_write(IoBuf&, u32, u32 length) override { return length; }
};

// Numbers that look random; the same ones after each boot with the same seed.
class Random final : public Device {
  public:
    void set_seed(u32 seed) { prng_ = Prng(seed); }

  private:
    Result<u32> vop_read(IoBuf& buffer, u32, u32 length) override {
        return give_out(buffer, length, [this](u8* piece, u32 count) {
            for (u32 i = 0; i < count; ++i)
                piece[i] = static_cast<u8>(prng_.next() >> 24);
        });
    }
    Prng prng_{0};
};

// A disk, to be looked at; a file system on it is changed by files only.
class Disk final : public Inode {
  public:
    explicit Disk(driver::BlockDevice& disk) : disk_(disk) {}
    FileType vop_gettype() const override { return FileType::BlockDevice; }
    bool vop_tryseek() const override { return true; }
    Result<void> vop_open(u32 flags) override {
        return (flags & O_ACCMODE) == O_RDONLY ? Result<void>() : Error::Invalid;
    }
    Result<void> vop_fstat(struct stat& status) override {
        TRY(Inode::vop_fstat(status));
        status.st_size = size();
        status.st_blocks = size() / sfs::kBlockSize;
        return {};
    }
    Result<u32> vop_read(IoBuf& buffer, u32 offset, u32 length) override;

  private:
    void vop_reclaim() override { UNREACHABLE(); }
    u32 size() const {
        return static_cast<u32>(min<u64>(disk_.sector_count() * driver::kSectorSize,
                                         static_cast<u64>(NumericLimits<i32>::max())));
    }

    driver::BlockDevice& disk_;
};

Result<u32> Disk::vop_read(IoBuf& buffer, u32 offset, u32 length) {
    alignas(16) u8 sector[driver::kSectorSize];
    length = offset < size() ? min(length, size() - offset) : 0;
    for (u32 done = 0; done < length;) {
        const u32 at = (offset + done) % sizeof(sector);
        const u32 count = min<u32>(length - done, sizeof(sector) - at);
        Result<void> moved = disk_.read((offset + done) / sizeof(sector), sector);
        if (moved.has_value())
            moved = buffer.take(sector + at, count);
        if (!moved.has_value()) {
            if (done == 0)
                return moved.error();
            return done;
        }
        done += count;
    }
    return length;
}

struct NamedDisk {
    const char* name;
    driver::BlockDevice* disk;
};
constinit NamedDisk named_disks[] = {
    {"disk0", nullptr}, {"disk1", nullptr}, {"disk2", nullptr}, {"disk3", nullptr}};

constinit Stdout the_stdout;
constinit Null the_null;
constinit Zero the_zero;
constinit Random the_random;

}  // namespace

void set_output_action(OutputAction action) { output_action = action; }

Device& stdout_device() { return the_stdout; }

Result<void> devices_init(Span<driver::BlockDevice* const> disks, u32 seed) {
    add_device("stdin", stdin_device());
    add_device("stdout", the_stdout);
    add_device("null", the_null);
    add_device("zero", the_zero);
    the_random.set_seed(seed);
    add_device("random", the_random);
    for (usize i = 0; i < disks.size(); ++i) {
        Disk* disk = TRY(mm::make<Disk>(*disks[i]));
        add_device(named_disks[i].name, *disk);
        named_disks[i].disk = disks[i];
    }
    return {};
}

driver::BlockDevice* find_disk(StringView name) {
    for (const NamedDisk& named : named_disks)
        if (name == named.name)
            return named.disk;
    return nullptr;
}

}  // namespace fs
