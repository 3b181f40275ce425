// An image file as a device, the memory of the core, and an SFS without files.
// Layer: host tools. uCore: tools/mksfs.c.
#include "sfs-tools/image.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace sfs_tools {

std::string text(const char* format, ...) {
    va_list args;
    va_start(args, format);
    char* line = nullptr;
    const int size = vasprintf(&line, format, args);
    va_end(args);
    std::string result = size < 0 ? format : line;
    free(size < 0 ? nullptr : line);
    return result;
}

std::string printable(std::string_view name) {
    std::string result;
    for (char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            result += text("\\%03o", byte);
        } else {
            result += c;
        }
    }
    return result;
}

Result<void> RunDevice::write_run(u32 first, const u8* const* blocks, u32 count) {
    for (u32 i = 0; i < count; ++i) {
        TRY(write(first + i, blocks[i]));
    }
    return {};
}

// --- opening ---

// Only a lock that somebody else holds is a reason to refuse: not every file system has locks.
Problem ImageFile::lock(Access access) {
    const bool alone = access == Access::ReadWrite;
    if (flock(descriptor_, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return text("%s is in use by another program", printable(path_).c_str());
    }
    struct flock whole = {};
    whole.l_type = alone ? F_WRLCK : F_RDLCK;
    whole.l_whence = SEEK_SET;
    if (fcntl(descriptor_, F_OFD_SETLK, &whole) != 0 && (errno == EAGAIN || errno == EACCES)) {
        return text("%s is in use by another program (QEMU?)", printable(path_).c_str());
    }
    return {};
}

Problem ImageFile::find_size() {
    struct stat status;
    if (fstat(descriptor_, &status) != 0) {
        return text("%s: %s", printable(path_).c_str(), strerror(errno));
    }
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) {
        return text("%s is neither a file nor a disk", printable(path_).c_str());
    }
    const off_t bytes = lseek(descriptor_, 0, SEEK_END);
    if (bytes < 0) {
        return text("%s: %s", printable(path_).c_str(), strerror(errno));
    }
    blocks_ = static_cast<u32>(
        min<u64>(static_cast<u64>(bytes) / sfs::kBlockSize, NumericLimits<u32>::max()));
    return {};
}

// Not blocking: a FIFO without a writer must not stop us.
Problem ImageFile::open(const std::string& path, Access access) {
    ASSERT(descriptor_ < 0);
    path_ = path;
    writable_ = access == Access::ReadWrite;
    const int flags = (writable_ ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    descriptor_ = ::open(path.c_str(), flags);
    if (descriptor_ < 0) {
        return text("%s: %s", printable(path).c_str(), strerror(errno));
    }
    Problem problem = find_size();
    if (!problem) {
        problem = lock(access);
    }
    if (problem) {
        close();
    }
    return problem;
}

Problem ImageFile::create(const std::string& path, u32 blocks, u32 mode) {
    ASSERT(descriptor_ < 0);
    path_ = path;
    writable_ = true;
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor_ < 0 || ftruncate(descriptor_, off_t{blocks} * sfs::kBlockSize) != 0) {
        return text("%s: %s", printable(path).c_str(), strerror(errno));
    }
    blocks_ = blocks;
    return lock(Access::ReadWrite);
}

void ImageFile::close() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
        descriptor_ = -1;
    }
}

// --- blocks ---

Result<void> ImageFile::failed() {
    host_error_ = errno != 0 ? strerror(errno) : "the image ends too early";
    return Error::DeviceNotAvailable;
}

Result<void> ImageFile::read(u32 block, u8* data) {
    if (block >= blocks_) {
        return Error::Invalid;
    }
    for (u32 done = 0; done < sfs::kBlockSize;) {
        errno = 0;
        const ssize_t count = pread(descriptor_, data + done, sfs::kBlockSize - done,
                                    off_t{block} * sfs::kBlockSize + done);
        if (count <= 0 && errno != EINTR) {
            return failed();
        }
        done += static_cast<u32>(max<ssize_t>(count, 0));
    }
    return {};
}

Result<void> ImageFile::write(u32 block, const u8* data) { return write_run(block, &data, 1); }

Result<void> ImageFile::write_run(u32 first, const u8* const* blocks, u32 count) {
    constexpr u32 kMost = 256;
    if (first >= blocks_ || count > blocks_ - first || !writable_) {
        return Error::Invalid;
    }
    for (u64 done = 0, bytes = u64{count} * sfs::kBlockSize; done < bytes;) {
        iovec parts[kMost];
        const u64 begin = done / sfs::kBlockSize;
        const u64 used = min<u64>(count - begin, kMost);
        const u64 skipped = done % sfs::kBlockSize;
        for (u64 i = 0; i < used; ++i) {
            const u64 skip = i == 0 ? skipped : 0;
            parts[i] = {const_cast<u8*>(blocks[begin + i]) + skip, sfs::kBlockSize - skip};
        }
        errno = 0;
        const ssize_t written = pwritev(descriptor_, parts, static_cast<int>(used),
                                        off_t{first} * sfs::kBlockSize + static_cast<off_t>(done));
        if (written <= 0 && errno != EINTR) {
            return failed();
        }
        done += static_cast<u64>(max<ssize_t>(written, 0));
    }
    return {};
}

Result<void> ImageFile::flush() {
    errno = 0;
    if (!writable_) {
        return {};
    }
    if (flush_failed_ || fdatasync(descriptor_) != 0) {
        flush_failed_ = true;
        return failed();
    }
    return {};
}

std::string describe(Error error, const ImageFile& image) {
    const std::string name = printable(image.path());
    switch (error) {
    case Error::Invalid: return text("%s is damaged, or no SFS image", name.c_str());
    case Error::NoMemory: return text("%s is full", name.c_str());
    case Error::DeviceNotAvailable:
        return text("%s: %s", name.c_str(),
                    image.host_error().empty() ? "read or write failed"
                                               : image.host_error().c_str());
    default: return text("%s: %s", name.c_str(), error_text(error));
    }
}

// --- memory ---

void* HeapMemory::allocate(usize size) { return malloc(size); }

void HeapMemory::release(void* memory) { free(memory); }

// --- an SFS without files ---

namespace {

Result<void> write_free_map(sfs::BlockCache& cache, u32 blocks) {
    for (u32 i = 0; i < sfs::free_map_blocks(blocks); ++i) {
        auto map = TRY(sfs::BlockRef::get_zeroed(cache, sfs::kFirstFreeMapBlock + i));
        for (u32 bit = 0; bit < sfs::kBitsPerBlock; ++bit) {
            const u64 block = u64{i} * sfs::kBitsPerBlock + bit;
            if (block >= sfs::first_data_block(blocks) && block < blocks) {
                map.data()[bit / 8] |= static_cast<u8>(1U << bit % 8);
            }
        }
    }
    return {};
}

}  // namespace

Result<void> make_empty(sfs::BlockCache& cache, u32 blocks, std::string_view label) {
    if (blocks > cache.block_count() || blocks < kFewestBlocks ||
        blocks - sfs::first_data_block(blocks) < 2 || label.size() >= sfs::kInfoSize) {
        return Error::Invalid;
    }
    auto block = TRY(sfs::BlockRef::get_zeroed(cache, sfs::kSuperBlock));
    auto* super = block.as<sfs::SuperBlock>();
    super->magic = sfs::kMagic;
    super->blocks = blocks;
    super->unused_blocks = blocks - sfs::first_data_block(blocks);
    memcpy(super->info, label.data(), label.size());
    TRY(write_free_map(cache, blocks));
    auto root_block = TRY(sfs::BlockRef::get_zeroed(cache, sfs::kRootInode));
    auto* disk = root_block.as<sfs::DiskInode>();
    disk->type = static_cast<u16>(sfs::FileType::Directory);
    disk->nlinks = 2;
    sfs::Volume volume(cache);
    TRY(volume.mount());
    HeapMemory memory;
    sfs::Inode root(volume, cache, memory, sfs::kRootInode, move(root_block));
    sfs::Directory entries(cache, root);
    TRY(entries.add(".", root));
    return entries.add("..", root);
}

}  // namespace sfs_tools
