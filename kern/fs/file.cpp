// Open files, and a process's table of them.
//
// Layer: fs. uCore counterpart: kern/fs/file.c, kern/fs/vfs/vfsfile.c.

#include "kern/fs/file.h"

#include "kern/fs/vfs/lookup.h"
#include "kern/mm/heap.h"

namespace fs {
namespace {

using sync::SleepLockGuard;

constexpr u32 kSlotSize = sfs::kEntrySize;  // what an entry counts in a directory's offset

constexpr u32 kOpenFlags = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND;

bool is_written(u32 flags) { return (flags & O_ACCMODE) != O_RDONLY; }

struct LinkTarget {
    char text[FS_MAX_FPATH_LEN];
};

Result<Ref<Inode>> create(Inode& current, StringView path, u32 flags, unsigned links = 0);

// The name at `place` is taken by a link to nothing: makes what it names.
Result<Ref<Inode>> create_behind_link(const Place& place, u32 flags, unsigned links) {
    if (links > kMaxLinks)
        return Error::TooBig;
    Ref<Inode> link = TRY(place.directory->vop_lookup(place.last()));
    if (link->vop_gettype() != FileType::SymbolicLink)
        return Error::NoEntry;
    auto target = TRY(mm::Owned<LinkTarget>::create());
    const u32 length = TRY(link->vop_readlink(target->text, sizeof(target->text)));
    return create(*place.directory, {target->text, length}, flags, links);
}

// The inode at `path`, which is made unless it is there; `links` to nothing led to this path.
Result<Ref<Inode>> create(Inode& current, StringView path, u32 flags, unsigned links) {
    Result<Ref<Inode>> there = vfs_lookup(current, path);
    if (there.has_value()) {
        if (flags & O_EXCL)
            return Error::Exists;
        return there;
    }
    if (there.error() != Error::NoEntry)
        return there;
    Place place = TRY(vfs_lookup_parent(current, path));
    if (place.must_be_directory)
        return Error::IsDirectory;
    Result<Ref<Inode>> made = place.directory->vop_create(place.last());
    if (made.has_value() || made.error() != Error::Exists || flags & O_EXCL)
        return made;
    Result<Ref<Inode>> again = vfs_lookup(current, path);
    if (again.has_value() || again.error() != Error::NoEntry)
        return again;  // another process was quicker
    return create_behind_link(place, flags, links + 1);
}

}  // namespace

// --- open files ----------------------------------------------------------------------------------

Result<Ref<OpenFile>> OpenFile::create(Ref<Inode> inode, u32 flags) {
    OpenFile* file = TRY(mm::make<OpenFile>(move(inode), flags));
    return Ref(file);
}

void OpenFile::last_owner_gone(OpenFile* file) { mm::destroy(file); }

Result<u32> OpenFile::end() {
    struct stat status;
    TRY(inode_->vop_fstat(status));
    return status.st_size;
}

Result<u32> OpenFile::read(IoBuf& buffer, u32 length) {
    if (!may_read())
        return Error::Invalid;
    if (!inode_->vop_tryseek())
        return inode_->vop_read(buffer, 0, length);
    SleepLockGuard guard(lock_);
    const u32 done = TRY(inode_->vop_read(buffer, position_, length));
    position_ += done;
    return done;
}

Result<u32> OpenFile::write(IoBuf& buffer, u32 length) {
    if (!may_write())
        return Error::Invalid;
    if (!inode_->vop_tryseek())
        return inode_->vop_write(buffer, 0, length);
    SleepLockGuard guard(lock_);
    u32 start = position_;
    if (flags_ & O_APPEND) {
        const u32 size = TRY(end());
        start = size;
    }
    const u32 done = TRY(inode_->vop_write(buffer, start, length));
    position_ = start + done;
    return done;
}

Result<u32> OpenFile::seek(i32 offset, u32 whence) {
    if (!inode_->vop_tryseek())
        return Error::IllegalSeek;
    SleepLockGuard guard(lock_);
    i64 position = offset;
    switch (whence) {
    case LSEEK_SET: break;
    case LSEEK_CUR: position += position_; break;
    case LSEEK_END: {
        const u32 size = TRY(end());
        position += size;
        break;
    }
    default: return Error::Invalid;
    }
    if (position < 0 || position > NumericLimits<i32>::max())
        return Error::Invalid;
    position_ = static_cast<u32>(position);
    return position_;
}

Result<u32> OpenFile::getdirentry(u32 offset, char (&name)[FS_MAX_FNAME_LEN + 1]) {
    if (!is_directory(*inode_))
        return Error::NotDirectory;
    if (offset % kSlotSize != 0)
        return Error::Invalid;
    for (u32 slot = offset / kSlotSize;; ++slot) {
        const u32 number = TRY(inode_->vop_getdirentry(slot, name));
        if (number != 0)
            return (slot + 1) * kSlotSize;
    }
}

Result<void> OpenFile::truncate(u32 size) {
    if (!may_write())
        return Error::Invalid;
    return inode_->vop_truncate(size);
}

// --- the files of a process ----------------------------------------------------------------------

Result<Ref<FilesStruct>> FilesStruct::create(Ref<Inode> current) {
    FilesStruct* files = TRY(mm::make<FilesStruct>(move(current)));
    return Ref(files);
}

Result<Ref<FilesStruct>> FilesStruct::copy() const {
    Ref<FilesStruct> copy = TRY(create(current_));
    for (u32 fd = 0; fd < end_; ++fd)
        copy->files_[fd] = files_[fd];
    copy->end_ = end_;
    return copy;
}

void FilesStruct::last_owner_gone(FilesStruct* files) { mm::destroy(files); }

Result<Ref<OpenFile>> FilesStruct::get(u32 fd) const {
    if (fd >= kMaxFiles || !files_[fd])
        return Error::Invalid;
    return files_[fd];
}

Result<u32> FilesStruct::find_free() const {
    for (u32 fd = 0; fd < kMaxFiles; ++fd)
        if (!files_[fd])
            return fd;
    return Error::TooManyOpen;
}

void FilesStruct::put(u32 fd, Ref<OpenFile> file) {
    end_ = max(end_, fd + 1);
    files_[fd] = move(file);
}

Result<u32> FilesStruct::install(Ref<OpenFile> file) {
    const u32 fd = TRY(find_free());
    put(fd, move(file));
    return fd;
}

Result<void> FilesStruct::close(u32 fd) {
    Ref<OpenFile> file = TRY(get(fd));
    files_[fd].reset();
    return {};
}

Result<u32> FilesStruct::dup(u32 fd, u32 wanted) {
    Ref<OpenFile> file = TRY(get(fd));
    if (wanted == static_cast<u32>(NO_FD))
        return install(move(file));
    if (wanted >= kMaxFiles)
        return Error::Invalid;
    put(wanted, move(file));
    return wanted;
}

void FilesStruct::close_from(u32 first) {
    for (u32 fd = first; fd < end_; ++fd)
        files_[fd].reset();
    end_ = min(end_, first);
}

// --- opening -------------------------------------------------------------------------------------

Result<Ref<OpenFile>> vfs_open(Inode& current, StringView path, u32 flags) {
    if ((flags & O_ACCMODE) == O_ACCMODE || (flags & ~kOpenFlags) != 0)
        return Error::Invalid;
    if ((flags & O_TRUNC) && !is_written(flags))
        return Error::Invalid;
    // First of all, so that no file is made or cut in vain.
    Ref<OpenFile> file = TRY(OpenFile::create({}, flags));
    Result<Ref<Inode>> found =
        flags & O_CREAT ? create(current, path, flags) : vfs_lookup(current, path);
    Ref<Inode> inode = TRY(move(found));
    if (is_directory(*inode) && is_written(flags))
        return Error::IsDirectory;
    TRY(inode->vop_open(flags));
    file->set_inode(move(inode));
    if ((flags & O_TRUNC) && file->inode().vop_gettype() == FileType::File)
        TRY(file->truncate(0));
    return file;
}

}  // namespace fs
