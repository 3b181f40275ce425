// Open files, and a process's table of them.
//
// Layer: fs. uCore counterpart: kern/fs/file.h, kern/fs/fs.h.
#pragma once

#include "kern/fs/vfs/inode.h"
#include "kern/sync/sleep_lock.h"

namespace fs {

// A file that was opened: shared by all descriptors that come from one `open`, in one process or,
// after a fork, several. On the heap, owned by them. Context of all functions: thread.
class OpenFile final : public RefCounted {
  public:
    // Of `inode` as the O_ flags say. NoMemory. Without one it is of use after set_inode() only.
    static Result<Ref<OpenFile>> create(Ref<Inode> inode, u32 flags);
    void set_inode(Ref<Inode> inode) { inode_ = move(inode); }
    static void last_owner_gone(OpenFile* file);

    // For create().
    OpenFile(Ref<Inode> inode, u32 flags) : inode_(move(inode)), flags_(flags) {}

    Inode& inode() { return *inode_; }

    // Up to `length` bytes from, or to, the file's position, which moves by the result. Invalid
    // when it was not opened for that; else as vop_read and vop_write.
    Result<u32> read(IoBuf& buffer, u32 length);
    Result<u32> write(IoBuf& buffer, u32 length);

    // Moves the position, by `whence` (LSEEK_) and `offset`. It may lie behind the end. Invalid for
    // one that would be negative or too large; IllegalSeek when the file has none.
    Result<u32> seek(i32 offset, u32 whence);

    // The next entry of a directory from `offset` (a multiple of 256) on. Returns the offset behind
    // it. Invalid, NoEntry, NotDirectory.
    Result<u32> getdirentry(u32 offset, char (&name)[FS_MAX_FNAME_LEN + 1]);

    // Cuts or extends. Invalid when it was not opened for writing.
    Result<void> truncate(u32 size);

  private:
    bool may_read() const { return (flags_ & O_ACCMODE) != O_WRONLY; }
    bool may_write() const { return (flags_ & O_ACCMODE) != O_RDONLY; }
    Result<u32> end();

    Ref<Inode> inode_;
    const u32 flags_;
    u32 position_ = 0;
    sync::SleepLock lock_;  // of the position
};

// The files of a process, by their descriptors, and its current directory. Shared by threads and
// those who were cloned so; copied by fork. Context of all functions: thread.
class FilesStruct final : public RefCounted {
  public:
    static constexpr u32 kMaxFiles = 256;

    // With no files; its current directory is `current`. NoMemory.
    static Result<Ref<FilesStruct>> create(Ref<Inode> current);
    // With the same files and directory. NoMemory.
    Result<Ref<FilesStruct>> copy() const;
    static void last_owner_gone(FilesStruct* files);

    // For create().
    explicit FilesStruct(Ref<Inode> current) : current_(move(current)) {}

    // The file with descriptor `fd`. Invalid: there is none.
    Result<Ref<OpenFile>> get(u32 fd) const;
    // The lowest descriptor that is free. TooManyOpen.
    Result<u32> find_free() const;
    // That descriptor for `file`. TooManyOpen.
    Result<u32> install(Ref<OpenFile> file);
    Result<void> close(u32 fd);
    // A second descriptor for file `fd`: `wanted`, whose file is closed, or the lowest free one for
    // NO_FD. Invalid, TooManyOpen.
    Result<u32> dup(u32 fd, u32 wanted);
    // Closes all descriptors from `first` on.
    void close_from(u32 first);

    const Ref<Inode>& current_directory() const { return current_; }
    void set_current_directory(Ref<Inode> directory) { current_ = move(directory); }

  private:
    void put(u32 fd, Ref<OpenFile> file);

    Ref<OpenFile> files_[kMaxFiles];
    u32 end_ = 0;  // all descriptors from here on are free
    Ref<Inode> current_;
};

// Opens what `path` names, seen from directory `current`, as the O_ flags say; makes it with
// O_CREAT. Errors of paths; Exists (O_EXCL), IsDirectory for a directory that is to be written,
// Invalid for flags that make no sense.
Result<Ref<OpenFile>> vfs_open(Inode& current, StringView path, u32 flags);

}  // namespace fs
