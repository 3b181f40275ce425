// System calls about open files.
//
// Layer: syscall. uCore counterpart: kern/fs/sysfile.c.

#include "arch/interrupts.h"
#include "kern/fs/pipe.h"
#include "kern/fs/vfs/mount.h"
#include "kern/process/process.h"
#include "kern/syscall/syscall.h"
#include "kern/syscall/user_transfer.h"

namespace syscall {
namespace {

using arch::IrqWindow;
using arch::TrapFrame;
using fs::OpenFile;

fs::FilesStruct& files() { return *process::current().files; }

Result<u32> open(uptr path, u32 flags) {
    UserPath own_path = TRY(UserPath::copy(path));
    TRY(files().find_free());  // before a file is made or cut for nothing
    // Another thread may change the directory meanwhile.
    Ref<fs::Inode> current = files().current_directory();
    Ref<OpenFile> file = TRY(fs::vfs_open(*current, own_path.view(), flags));
    return files().install(move(file));
}

Result<u32> read(u32 fd, uptr buffer, u32 length) {
    Ref<OpenFile> file = TRY(files().get(fd));
    return read_file(*file, buffer, length);
}

Result<u32> write(u32 fd, uptr buffer, u32 length) {
    Ref<OpenFile> file = TRY(files().get(fd));
    return write_file(*file, buffer, length);
}

Result<void> seek(u32 fd, i32 offset, u32 whence) {
    Ref<OpenFile> file = TRY(files().get(fd));
    TRY(file->seek(offset, whence));
    return {};
}

Result<void> fstat(u32 fd, vm::UserPtr<struct stat> to) {
    Ref<OpenFile> file = TRY(files().get(fd));
    struct stat status;
    TRY(file->inode().vop_fstat(status));
    return vm::write_user(to, status);
}

Result<void> fsync(u32 fd) {
    Ref<OpenFile> file = TRY(files().get(fd));
    return file->inode().vop_fsync();
}

Result<void> truncate(u32 fd, u32 size) {
    Ref<OpenFile> file = TRY(files().get(fd));
    return file->truncate(size);
}

Result<void> getdirentry(u32 fd, uptr to) {
    Ref<OpenFile> file = TRY(files().get(fd));
    const u32 offset = TRY(vm::read_user(vm::UserPtr<u32>(to)));
    char name[FS_MAX_FNAME_LEN + 1];
    const u32 next = TRY(file->getdirentry(offset, name));
    // The name first: the offset says that it was delivered.
    TRY(vm::copy_to_user(to + offsetof(struct dirent, name), name, sizeof(name)));
    return vm::write_user(vm::UserPtr<u32>(to), next);
}

Result<u32> ioctl(u32 fd, u32 request, u32 argument) {
    Ref<OpenFile> file = TRY(files().get(fd));
    return file->inode().vop_ioctl(request, argument);
}

// A descriptor for one end of `pipe`.
Result<u32> open_end(const Ref<fs::Pipe>& pipe, fs::PipeSide side) {
    Ref<fs::Inode> end = TRY(fs::make_pipe_end(pipe, side));
    Ref<OpenFile> file =
        TRY(OpenFile::create(move(end), side == fs::PipeSide::Read ? O_RDONLY : O_WRONLY));
    return files().install(move(file));
}

Result<void> pipe(uptr to) {
    Ref<fs::Pipe> made = TRY(fs::Pipe::create());
    const u32 read_end = TRY(open_end(made, fs::PipeSide::Read));
    // Another thread may have closed it already.
    ScopeExit undo_read{[&] { (void)files().close(read_end); }};
    const u32 write_end = TRY(open_end(made, fs::PipeSide::Write));
    ScopeExit undo_write{[&] { (void)files().close(write_end); }};
    const u32 ends[2] = {read_end, write_end};
    TRY(vm::copy_to_user(to, ends, sizeof(ends)));
    undo_read.dismiss();
    undo_write.dismiss();
    return {};
}

// The end of the fifo `name` that the flags ask for.
Result<u32> mkfifo(uptr name, u32 flags) {
    UserPath own_name = TRY(UserPath::copy(name));
    if (flags != O_RDONLY && flags != O_WRONLY)
        return Error::Invalid;
    Ref<fs::Pipe> fifo = TRY(fs::Pipe::named(own_name.view()));
    return open_end(fifo, flags == O_RDONLY ? fs::PipeSide::Read : fs::PipeSide::Write);
}

}  // namespace

int sys_open(TrapFrame& frame) {
    IrqWindow window;
    return to_user(open(argument(frame, 0), argument(frame, 1)));
}

int sys_close(TrapFrame& frame) {
    IrqWindow window;
    return to_user(files().close(argument(frame, 0)));
}

int sys_read(TrapFrame& frame) {
    IrqWindow window;
    return to_user(read(argument(frame, 0), argument(frame, 1), argument(frame, 2)));
}

int sys_write(TrapFrame& frame) {
    IrqWindow window;
    return to_user(write(argument(frame, 0), argument(frame, 1), argument(frame, 2)));
}

int sys_seek(TrapFrame& frame) {
    IrqWindow window;
    return to_user(
        seek(argument(frame, 0), static_cast<i32>(argument(frame, 1)), argument(frame, 2)));
}

int sys_fstat(TrapFrame& frame) {
    IrqWindow window;
    return to_user(fstat(argument(frame, 0), vm::UserPtr<struct stat>(argument(frame, 1))));
}

int sys_fsync(TrapFrame& frame) {
    IrqWindow window;
    return to_user(fsync(argument(frame, 0)));
}

int sys_truncate(TrapFrame& frame) {
    IrqWindow window;
    return to_user(truncate(argument(frame, 0), argument(frame, 1)));
}

int sys_getdirentry(TrapFrame& frame) {
    IrqWindow window;
    return to_user(getdirentry(argument(frame, 0), argument(frame, 1)));
}

int sys_dup(TrapFrame& frame) {
    IrqWindow window;
    return to_user(files().dup(argument(frame, 0), argument(frame, 1)));
}

int sys_ioctl(TrapFrame& frame) {
    IrqWindow window;
    return to_user(ioctl(argument(frame, 0), argument(frame, 1), argument(frame, 2)));
}

int sys_pipe(TrapFrame& frame) {
    IrqWindow window;
    return to_user(pipe(argument(frame, 0)));
}

int sys_mkfifo(TrapFrame& frame) {
    IrqWindow window;
    return to_user(mkfifo(argument(frame, 0), argument(frame, 1)));
}

int sys_sync(TrapFrame&) {
    IrqWindow window;
    return to_user(fs::sync_all());
}

}  // namespace syscall
