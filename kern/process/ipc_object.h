// What processes talk through: semaphores and mailboxes that programs know by numbers.
//
// Layer: process. uCore counterpart: kern/sync/sem.c, kern/process/mbox.c of its full version.
//
// A number is valid in every process, so that a child, or a process that was told, can use what
// another one has made. What it stands for belongs to the process that made it, and its threads:
// only they may free it, and when the last of them ends it is freed. Who waits then gets Invalid.
// Numbers are not used again soon.
#pragma once

#include "arch/interrupts.h"
#include "kern/process/process.h"
#include "libs/ref.h"
#include "libs/result.h"
#include "libs/tree.h"

namespace process {

// How many there may be at once: of one process, and of all.
inline constexpr u32 kMaxIpcObjectsOfProcess = 128;
inline constexpr u32 kMaxIpcObjects = 4096;

// What is common to both kinds. Owned by the table, and by those who wait in it.
class IpcObject : public RefCounted {
  public:
    enum class Kind : u8 { Semaphore, Mailbox };

    static void last_owner_gone(IpcObject* object);

    const Kind kind;
    u32 id = 0;
    Process* owner = nullptr;
    TreeNode node;

  protected:
    explicit IpcObject(Kind its_kind) : kind(its_kind) {}
};

// Gives `object` a number and to the current process. TooBig: there are too many. Context: any.
Result<u32> enter_ipc_object(const Ref<IpcObject>& object);

// The object of `kind` with number `id`, or nullptr. Context: interrupts off.
IpcObject* find_ipc_object(u32 id, IpcObject::Kind kind) REQUIRES(arch::interrupts_off);

// The same as a T. Invalid: there is none.
template <typename T>
Result<Ref<T>> find_ipc(u32 id) REQUIRES(arch::interrupts_off) {
    IpcObject* object = find_ipc_object(id, T::kKind);
    if (!object)
        return Error::Invalid;
    return Ref<T>(static_cast<T*>(object));
}

// Takes back the number `id`; who waits gets Invalid. Invalid: there is no such object of `kind`
// that belongs to the current process. Context: thread.
Result<void> free_ipc_object(u32 id, IpcObject::Kind kind);

// What others wait for from `process`, which ends, they will not get. What belongs to it belongs to
// another of its threads from now on; without one it is freed. Context: interrupts off.
void leave_communication(Process& process) REQUIRES(arch::interrupts_off);

}  // namespace process
