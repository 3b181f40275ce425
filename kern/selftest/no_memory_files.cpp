// The self-check of system calls about files for which there is no memory.
//
// Layer: selftest. No uCore counterpart.
// A thread of the kernel plays a process that makes system calls, by the handlers that a program's
// calls come to. Nothing is in the cache when a call begins, so that it needs memory for all that
// it looks at.

#include "kern/selftest/no_memory_files.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/fs/dev/devices.h"
#include "kern/fs/vfs/mount.h"
#include "kern/mm/droppable.h"
#include "kern/process/exec_file.h"
#include "kern/process/process.h"
#include "kern/selftest/digest.h"
#include "kern/selftest/no_memory_scene.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/fault.h"
#include "kern/vm/mapping.h"
#include "kern/vm/uaccess.h"
#include "libs/sfs/format.h"
#include "libs/string.h"

namespace selftest {
namespace {

using fs::Inode;
using mm::kPageSize;
using sfs::kBlockSize;

constexpr const char* kMemoryIsFree = "nothing is planned to fail";
constexpr vm::Permissions kReadWrite = vm::Permissions::Read | vm::Permissions::Write;

// Memory of the process: a page for what calls are given, the others for what is read and written.
constexpr vm::VirtAddr kGiven{0x50000000};
constexpr usize kGivenPages = 4;
constexpr u32 kBuffer = 0x50000000 + kPageSize;
constexpr u32 kBufferSize = (kGivenPages - 1) * kPageSize;

// All files are in here.
constexpr const char* kFolder = "no_memory";
// The descriptors that the process has.
constexpr u32 kFile = 0, kLarge = 1, kDirectory = 2;
// Where a file's second and third kind of pointers begin.
constexpr u32 kIndirect = sfs::kFirstIndirect * kBlockSize;
constexpr u32 kDoubleIndirect = sfs::kFirstDoubleIndirect * kBlockSize;
// Into how many parts the operations are dealt.
constexpr u32 kParts = 8;
// So many names that a directory gets an index.
constexpr u32 kManyNames = 70;

// The program that the boot option `init` names.
StringView program() {
    const StringView line = debug::option("init");
    return line.empty() ? "sh" : line.substr(0, min(line.find(' '), line.size()));
}

// --- calls ---------------------------------------------------------------------------------------

Result<void> call(u32 number, u32 first = 0, u32 second = 0, u32 third = 0) {
    arch::TrapFrame frame{};
    frame.registers.edx = first;
    frame.registers.ecx = second;
    frame.registers.ebx = third;
    arch::IrqGuard irq;
    const int result = syscall::syscall_handlers.handlers[number](frame);
    return result < 0 ? static_cast<Error>(-result) : Result<void>();
}

void call_surely(u32 number, u32 first = 0, u32 second = 0, u32 third = 0) {
    must(call(number, first, second, third), kMemoryIsFree);
}

// Puts a text where a call finds it; there is room for two.
u32 put_text(u32 address, StringView characters) {
    const char nul = 0;
    must(vm::copy_to_user(address, characters.data(), characters.size()), "the page is there");
    must(vm::copy_to_user(address + characters.size(), &nul, 1), "the page is there");
    return address;
}

u32 text(StringView characters) { return put_text(kGiven.raw(), characters); }

u32 second_text(StringView characters) {
    return put_text(kGiven.raw() + kPageSize / 2, characters);
}

void make_file(const char* path, u32 descriptor) {
    call_surely(SYS_open, text(path), O_RDWR | O_CREAT);
    call_surely(SYS_write, descriptor, kBuffer, kBlockSize + 100);
}

void write_at(u32 descriptor, u32 offset) {
    call_surely(SYS_seek, descriptor, offset, LSEEK_SET);
    call_surely(SYS_write, descriptor, kBuffer, kBlockSize + 100);
}

// --- preparations --------------------------------------------------------------------------------

void seek_to_middle(Scene&) { call_surely(SYS_seek, kFile, kBlockSize - 10, LSEEK_SET); }
void seek_to_end(Scene&) { call_surely(SYS_seek, kFile, 0, LSEEK_END); }
void seek_to_indirect(Scene&) { call_surely(SYS_seek, kFile, kIndirect + 10, LSEEK_SET); }
void seek_to_double_indirect(Scene&) { call_surely(SYS_seek, kFile, kDoubleIndirect, LSEEK_SET); }
void enter_folder(Scene&) { call_surely(SYS_chdir, text("/no_memory/folder/below")); }
void remove_large(Scene&) { call_surely(SYS_unlink, text("/no_memory/large")); }
void begin_listing(Scene&) {
    must(vm::write_user(vm::UserPtr<u32>(kBuffer), u32{0}), "the page is there");
}
void change_file(Scene&) { call_surely(SYS_write, kFile, kBuffer, kBufferSize); }

void make_many_names(Scene&) {
    for (u32 i = 0; i < kManyNames; ++i) {
        char path[] = "/no_memory/folder/many00";
        path[sizeof(path) - 3] = static_cast<char>('0' + i / 10);
        path[sizeof(path) - 2] = static_cast<char>('0' + i % 10);
        call_surely(SYS_link, text("/no_memory/file"), second_text(path));
    }
}

void mount_disk(Scene&) {
    if (fs::find_disk("disk1"))
        call_surely(SYS_mount, text("disk1:"), second_text("/no_memory/empty"));
}

// --- the calls -----------------------------------------------------------------------------------

// Of the program and two arguments.
Result<void> exec(Scene& scene) {
    constexpr u32 kArguments = 3;
    const u32 name = text(program());
    const u32 argument = second_text("an argument");
    const u32 arguments[kArguments] = {name, argument, argument};
    must(vm::copy_to_user(kBuffer, arguments, sizeof(arguments)), "the page is there");
    scene.frame.registers.edx = 0;
    scene.frame.registers.ecx = kArguments;
    scene.frame.registers.ebx = kBuffer;
    arch::IrqGuard irq;
    const int result = syscall::sys_exec(scene.frame);
    return result < 0 ? static_cast<Error>(-result) : Result<void>();
}

Result<void> mount(Scene&) {
    if (!fs::find_disk("disk1"))
        return {};
    return call(SYS_mount, text("disk1:"), second_text("/no_memory/empty"));
}

Result<void> unmount(Scene&) {
    if (!fs::find_disk("disk1"))
        return {};
    return call(SYS_umount, text("/no_memory/empty"));
}

constexpr Operation kOperations[] = {
    {"open", [](Scene&) { return call(SYS_open, text("/no_memory/file"), O_RDONLY); }},
    {"open by a link", [](Scene&) { return call(SYS_open, text("/no_memory/link"), O_RDONLY); }},
    {"open of a new file",
     [](Scene&) { return call(SYS_open, text("/no_memory/new"), O_RDWR | O_CREAT); }},
    {"open behind a link to nothing",
     [](Scene&) { return call(SYS_open, text("/no_memory/nothing"), O_RDWR | O_CREAT); }},
    {"open that cuts",
     [](Scene&) { return call(SYS_open, text("/no_memory/large"), O_RDWR | O_TRUNC); }},
    {"open among many names",
     [](Scene&) { return call(SYS_open, text("/no_memory/folder/more"), O_RDWR | O_CREAT); }, false,
     make_many_names},
    {"close of a removed file", [](Scene&) { return call(SYS_close, kLarge); }, false,
     remove_large},
    {"read", [](Scene&) { return call(SYS_read, kFile, kBuffer, kBufferSize); }, false,
     seek_to_middle},
    {"write", [](Scene&) { return call(SYS_write, kFile, kBuffer, kBufferSize); }, false,
     seek_to_middle},
    {"write behind the end", [](Scene&) { return call(SYS_write, kFile, kBuffer, kBufferSize); },
     false, seek_to_end},
    {"write by a pointer block", [](Scene&) { return call(SYS_write, kFile, kBuffer, 100); }, false,
     seek_to_indirect},
    {"write by two of them", [](Scene&) { return call(SYS_write, kFile, kBuffer, 100); }, false,
     seek_to_double_indirect},
    {"fsync", [](Scene&) { return call(SYS_fsync, kFile); }, false, change_file},
    {"truncate", [](Scene&) { return call(SYS_truncate, kLarge, 100); }},
    {"truncate to more", [](Scene&) { return call(SYS_truncate, kFile, kIndirect); }},
    {"fstat", [](Scene&) { return call(SYS_fstat, kLarge, kBuffer); }},
    {"dup", [](Scene&) { return call(SYS_dup, kLarge, static_cast<u32>(NO_FD)); }},
    {"getdirentry", [](Scene&) { return call(SYS_getdirentry, kDirectory, kBuffer); }, false,
     begin_listing},
    {"stat", [](Scene&) { return call(SYS_stat, text("/no_memory/folder/below/"), kBuffer); }},
    {"lstat", [](Scene&) { return call(SYS_lstat, text("/no_memory/link"), kBuffer); }},
    {"statfs", [](Scene&) { return call(SYS_statfs, text("/no_memory"), kBuffer); }},
    {"readlink", [](Scene&) { return call(SYS_readlink, text("/no_memory/link"), kBuffer, 99); }},
    {"chdir", [](Scene&) { return call(SYS_chdir, text("/no_memory/folder/below/..")); }},
    {"getcwd", [](Scene&) { return call(SYS_getcwd, kBuffer, 99); }, false, enter_folder},
    {"mkdir", [](Scene&) { return call(SYS_mkdir, text("/no_memory/folder/new")); }},
    {"rmdir", [](Scene&) { return call(SYS_rmdir, text("/no_memory/empty")); }},
    {"link",
     [](Scene&) {
         return call(SYS_link, text("/no_memory/file"), second_text("/no_memory/folder/file"));
     }},
    {"symlink",
     [](Scene&) { return call(SYS_symlink, text("a/path"), second_text("/no_memory/new")); }},
    {"unlink", [](Scene&) { return call(SYS_unlink, text("/no_memory/file")); }},
    {"unlink of the last name", [](Scene&) { return call(SYS_unlink, text("/no_memory/closed")); }},
    {"rename",
     [](Scene&) {
         return call(SYS_rename, text("/no_memory/file"), second_text("/no_memory/new"));
     }},
    {"rename among many names",
     [](Scene&) {
         return call(SYS_rename, text("/no_memory/folder/many11"),
                     second_text("/no_memory/folder/more"));
     },
     false, make_many_names},
    {"rename over a file",
     [](Scene&) {
         return call(SYS_rename, text("/no_memory/file"), second_text("/no_memory/closed"));
     }},
    {"rename to a folder",
     [](Scene&) {
         return call(SYS_rename, text("/no_memory/file"), second_text("/no_memory/folder/file"));
     }},
    {"rename of a folder",
     [](Scene&) {
         return call(SYS_rename, text("/no_memory/folder/below"), second_text("/no_memory/new"));
     }},
    {"rename over a folder",
     [](Scene&) {
         return call(SYS_rename, text("/no_memory/folder/below"), second_text("/no_memory/empty"));
     }},
    {"sync", [](Scene&) { return call(SYS_sync); }, false, change_file},
    {"pipe", [](Scene&) { return call(SYS_pipe, kBuffer); }},
    {"mkfifo", [](Scene&) { return call(SYS_mkfifo, text("fifo"), O_RDONLY); }},
    {"processes", [](Scene&) { return call(SYS_processes, kBuffer, 10); }},
    {"exec with arguments", exec},
    {"mount", mount},
    {"umount", unmount, false, mount_disk},
};

// --- making, looking at and removing files -------------------------------------------------------

// The first blocks that each kind of pointers leads to: nothing is written elsewhere.
u32 digest_of_contents(u32 digest, Inode& file) {
    struct Block {
        u32 words[kBlockSize / sizeof(u32)];
    };
    auto block = must(mm::Owned<Block>::create(), kMemoryIsFree);
    constexpr u32 kStarts[] = {0, kIndirect, kDoubleIndirect};
    for (const u32 start : kStarts)
        for (u32 offset = start; offset < start + 4 * kBlockSize; offset += kBlockSize) {
            fs::MemoryBuf buffer(block->words);
            const u32 count = must(file.vop_read(buffer, offset, kBlockSize), kMemoryIsFree);
            for (u32 i = 0; i < count / sizeof(u32); ++i)
                digest = digest_step(digest, block->words[i]);
        }
    return digest;
}

// Calls `visit(name, inode)` for each name but `.` and `..` in a folder.
template <typename Visit>
void for_each_name(Inode& folder, Visit visit) {
    char name[FS_MAX_FNAME_LEN + 1];
    for (u32 slot = 0;; ++slot) {
        Result<u32> number = folder.vop_getdirentry(slot, name);
        if (!number.has_value())
            return;
        if (number.value() != 0 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            visit(name, *must(folder.vop_lookup(name), kMemoryIsFree));
    }
}

// The folders are four deep at most.
u32 digest_of_folder(u32 digest, Inode& folder) {
    for_each_name(folder, [&](const char* name, Inode& inode) {
        struct stat status;
        must(inode.vop_fstat(status), kMemoryIsFree);
        for (const char* character = name; *character != 0; ++character)
            digest = digest_step(digest, static_cast<u8>(*character));
        digest = digest_step(digest_step(digest, inode.number()), status.st_mode);
        digest = digest_step(digest_step(digest, status.st_nlinks), status.st_size);
        digest = digest_step(digest, status.st_blocks);
        if (fs::is_directory(inode))
            digest = digest_of_folder(digest, inode);
        else if (inode.vop_gettype() == fs::FileType::File)
            digest = digest_of_contents(digest, inode);
    });
    return digest;
}

void remove_all_in(Inode& folder) {
    for_each_name(folder, [&](const char* name, Inode& inode) {
        if (fs::is_directory(inode))
            remove_all_in(inode);
        must(fs::is_directory(inode) ? folder.vop_rmdir(name) : folder.vop_unlink(name),
             kMemoryIsFree);
    });
}

Ref<Inode> find_folder() {
    Result<Ref<Inode>> found = fs::root_directory()->vop_lookup(kFolder);
    return found.has_value() ? found.take() : Ref<Inode>();
}

int check_all(void*) {
    // What stays after the first time is not lost: a free entry in a directory.
    { Scene first(true); }
    const Span<const Operation> operations = file_operations();
    const u32 part = debug::option_number("part", 0);
    for (usize i = part == 0 ? 0 : part - 1; i < operations.size(); i += part == 0 ? 1 : kParts)
        explore(operations[i]);
    return 0;
}

}  // namespace

Result<void> load_program(arch::TrapFrame& frame) {
    process::Process& self = process::current();
    if (!self.files) {
        Ref<fs::FilesStruct> files = TRY(fs::FilesStruct::create(fs::root_directory()));
        self.files = move(files);
    }
    process::Arguments arguments;
    TRY(arguments.add(program()));
    return process::do_execve(program(), arguments, frame);
}

void add_files() {
    process::Process& self = process::current();
    self.files = must(fs::FilesStruct::create(fs::root_directory()), kMemoryIsFree);
    process::use_address_space(self, must(vm::AddressSpace::create(), kMemoryIsFree));
    must(vm::do_mmap(*self.space, kGiven, kGivenPages * kPageSize, kReadWrite), kMemoryIsFree);
    for (usize page = 0; page < kGivenPages; ++page)
        must(vm::do_pgfault(*self.space, arch::PageFaultCause{2}, kGiven + page * kPageSize),
             kMemoryIsFree);
    call_surely(SYS_mkdir, text("/no_memory"));
    make_file("/no_memory/file", kFile);
    make_file("/no_memory/large", kLarge);
    write_at(kLarge, kIndirect);
    write_at(kLarge, kDoubleIndirect);
    make_file("/no_memory/closed", kDirectory);
    write_at(kDirectory, kIndirect);
    call_surely(SYS_close, kDirectory);
    call_surely(SYS_mkdir, text("/no_memory/folder"));
    call_surely(SYS_mkdir, text("/no_memory/folder/below"));
    call_surely(SYS_mkdir, text("/no_memory/empty"));
    call_surely(SYS_open, text("/no_memory/folder"), O_RDONLY);
    call_surely(SYS_symlink, text("folder/../file"), second_text("/no_memory/link"));
    call_surely(SYS_symlink, text("folder/none"), second_text("/no_memory/nothing"));
}

void remove_files() {
    process::current().files.reset();
    Result<Ref<Inode>> empty = find_folder()->vop_lookup("empty");
    if (empty.has_value() && fs::is_mount_point(*empty.value()))
        must(fs::unmount_from(fs::cross_mount(empty.take())), "nobody uses it");
    remove_all_in(*find_folder());
    must(fs::root_directory()->vop_rmdir(kFolder), kMemoryIsFree);
}

void settle() {
    must(fs::sync_all(), "the disk works");
    while (mm::drop_frames(NumericLimits<u32>::max()) > 0) {}
}

FileState file_state() {
    settle();
    return {digest_of_folder(0, *find_folder()), free_blocks()};
}

u32 free_blocks() {
    return must(fs::root_directory()->file_system()->capacity(), kMemoryIsFree).free_blocks;
}

Span<const Operation> file_operations() { return kOperations; }

void check_no_memory_for_files() {
    check_in_thread(check_all);
    cprintf("check_no_memory_for_files() succeeded!\n");
}

}  // namespace selftest
