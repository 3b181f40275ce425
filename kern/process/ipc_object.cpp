// What processes talk through: semaphores and mailboxes that programs know by numbers.
//
// Layer: process. uCore counterpart: kern/sync/sem.c, kern/process/mbox.c of its full version.

#include "kern/process/ipc_object.h"

#include "kern/process/event.h"
#include "kern/process/mailbox.h"
#include "kern/process/user_semaphore.h"

namespace process {
namespace {

constexpr u32 kHighestId = 0x7fffffff;  // to a program, what is above is an error

using Table = IntrusiveTree<IpcObject, &IpcObject::node, &IpcObject::id>;

constinit Table table GUARDED_BY(arch::interrupts_off);
constinit u32 last_id GUARDED_BY(arch::interrupts_off) = 0;

u32 count_of(const Process& owner) REQUIRES(arch::interrupts_off) {
    u32 count = 0;
    for (IpcObject* object = table.first(); object; object = table.next(*object))
        count += object->owner == &owner;
    return count;
}

// Whether `process` is `owner` or another thread of it.
bool is_of(const Process& process, const Process* owner) {
    const Process* thread = &process;
    do {
        if (thread == owner)
            return true;
        thread = thread->next_thread;
    } while (thread != &process);
    return false;
}

void refuse_waiters(IpcObject& object) {
    if (object.kind == IpcObject::Kind::Semaphore)
        static_cast<UserSemaphore&>(object).semaphore.refuse_waiters(Error::Invalid);
    else
        static_cast<Mailbox&>(object).refuse_waiters(Error::Invalid);
}

void take_out(IpcObject& object) REQUIRES(arch::interrupts_off) {
    table.remove(object);
    object.owner = nullptr;
    refuse_waiters(object);
    if (object.drop_owner())
        IpcObject::last_owner_gone(&object);
}

}  // namespace

void IpcObject::last_owner_gone(IpcObject* object) {
    if (object->kind == Kind::Semaphore)
        mm::destroy(static_cast<UserSemaphore*>(object));
    else
        mm::destroy(static_cast<Mailbox*>(object));
}

Result<u32> enter_ipc_object(const Ref<IpcObject>& object) {
    arch::IrqGuard irq;
    if (table.size() >= kMaxIpcObjects || count_of(current()) >= kMaxIpcObjectsOfProcess)
        return Error::TooBig;
    do
        last_id = last_id < kHighestId ? last_id + 1 : 1;
    while (table.find(last_id));
    object->id = last_id;
    object->owner = &current();
    object->add_owner();
    table.insert(*object.get());
    return last_id;
}

IpcObject* find_ipc_object(u32 id, IpcObject::Kind kind) {
    IpcObject* object = table.find(id);
    return object && object->kind == kind ? object : nullptr;
}

Result<void> free_ipc_object(u32 id, IpcObject::Kind kind) {
    arch::IrqGuard irq;
    IpcObject* object = find_ipc_object(id, kind);
    if (!object || !is_of(current(), object->owner))
        return Error::Invalid;
    take_out(*object);
    return {};
}

void leave_communication(Process& process) {
    cancel_events_for(process);
    Process* heir = process.next_thread != &process ? process.next_thread : nullptr;
    for (IpcObject *object = table.first(), *next; object; object = next) {
        next = table.next(*object);
        if (object->owner != &process)
            continue;
        object->owner = heir;
        if (!heir)
            take_out(*object);
    }
}

}  // namespace process
