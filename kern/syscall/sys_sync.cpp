// System calls by which processes wait for each other: semaphores, events, mailboxes.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c of uCore's full version.

#include "kern/process/event.h"
#include "kern/process/mailbox.h"
#include "kern/process/user_semaphore.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/uaccess.h"

namespace syscall {
namespace {

using process::IpcObject;

// What a program says: ticks, or 0 for as long as it takes. It can be killed in any case.
sync::Patience patience_from(u32 timeout) { return {timeout, true}; }

Result<void> get_value(u32 id, vm::UserPtr<u32> store) {
    const u32 value = TRY(process::sem_get_value(id));
    return vm::write_user(store, value);
}

// A pointer that is no good is refused before the event is received, which would be lost.
Result<void> receive_event(vm::UserPtr<int> sender, vm::UserPtr<int> number, u32 timeout) {
    TRY(vm::write_user(number, 0));
    if (!sender.is_null())
        TRY(vm::write_user(sender, 0));
    const process::Event event = TRY(process::event_receive(patience_from(timeout)));
    if (!sender.is_null())
        TRY(vm::write_user(sender, static_cast<int>(event.sender)));
    return vm::write_user(number, event.number);
}

Result<void> tell_info(u32 id, vm::UserPtr<mboxinfo> store) {
    const mboxinfo info = TRY(process::mbox_info(id));
    return vm::write_user(store, info);
}

}  // namespace

int sys_sem_init(arch::TrapFrame& frame) { return to_user(process::sem_init(argument(frame, 0))); }

int sys_sem_post(arch::TrapFrame& frame) { return to_user(process::sem_post(argument(frame, 0))); }

int sys_sem_wait(arch::TrapFrame& frame) {
    return to_user(process::sem_wait(argument(frame, 0), patience_from(argument(frame, 1))));
}

int sys_sem_free(arch::TrapFrame& frame) {
    return to_user(process::free_ipc_object(argument(frame, 0), IpcObject::Kind::Semaphore));
}

int sys_sem_get_value(arch::TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(get_value(argument(frame, 0), vm::UserPtr<u32>(argument(frame, 1))));
}

int sys_event_send(arch::TrapFrame& frame) {
    return to_user(process::event_send(argument(frame, 0), static_cast<int>(argument(frame, 1)),
                                       patience_from(argument(frame, 2))));
}

int sys_event_recv(arch::TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(receive_event(vm::UserPtr<int>(argument(frame, 0)),
                                 vm::UserPtr<int>(argument(frame, 1)), argument(frame, 2)));
}

int sys_mbox_init(arch::TrapFrame& frame) {
    return to_user(process::mbox_init(argument(frame, 0)));
}

int sys_mbox_send(arch::TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(process::mbox_send(argument(frame, 0), argument(frame, 1),
                                      patience_from(argument(frame, 2))));
}

int sys_mbox_recv(arch::TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(process::mbox_recv(argument(frame, 0), argument(frame, 1),
                                      patience_from(argument(frame, 2))));
}

int sys_mbox_free(arch::TrapFrame& frame) {
    return to_user(process::free_ipc_object(argument(frame, 0), IpcObject::Kind::Mailbox));
}

int sys_mbox_info(arch::TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(tell_info(argument(frame, 0), vm::UserPtr<mboxinfo>(argument(frame, 1))));
}

}  // namespace syscall
