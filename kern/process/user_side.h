// What a process has for its program: memory, floating-point registers, files.
//
// Layer: process. uCore counterpart: parts of struct proc_struct in kern/process/proc.h.
#pragma once

#include "arch/fpu.h"
#include "kern/mm/heap.h"
#include "kern/process/output_line.h"
#include "kern/vm/address_space.h"
#if LAB >= 8
#include "kern/fs/file.h"
#endif

namespace process {

struct Process;
enum class CloneFlags : u32;

struct UserSide {
    Ref<vm::AddressSpace> space;    // its user memory; none for a thread of the kernel
    mm::Owned<arch::FpuState> fpu;  // its floating-point registers, once it has used them
    bool is_thread = false;         // made with CloneFlags::Thread: can be killed alone
    OutputLine output_line = OutputLine::Ended;
#if LAB >= 8
    Ref<fs::FilesStruct> files;  // its open files; none for a thread of the kernel
#endif
};

// `process` lives in `space` from now on, or in none; what it had before may end with that. When it
// is the current process the CPU changes over at once. Context: thread.
void use_address_space(Process& process, Ref<vm::AddressSpace> space);

// `child`, which is being made, shares memory and files with the current process or has copies of
// them, as `flags` say. Its floating-point registers are a copy. A thread of the kernel has nothing
// of that to give. NoMemory, SwapFault. Context: thread.
Result<void> copy_user_side(Process& child, CloneFlags flags);

// With CloneFlags::Thread, `child` ends when the threads of the current process do. Context:
// interrupts off.
void join_user_threads(Process& child, CloneFlags flags);

// `process`, which ends, has none of it any more. Context: thread.
void drop_user_side(Process& process);

// A process that ends gives all of it up, and leaves the threads that end together. For do_exit.
// Context: thread.
void leave_user_side(Process& process);

}  // namespace process
