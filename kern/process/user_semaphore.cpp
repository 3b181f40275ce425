// Semaphores of programs.
//
// Layer: process. uCore counterpart: ipc_sem_* in kern/sync/sem.c of its full version.

#include "kern/process/user_semaphore.h"

namespace process {

Result<u32> sem_init(u32 value) {
    if (value > UserSemaphore::kMaxValue)
        return Error::Invalid;
    UserSemaphore* made = TRY(mm::make<UserSemaphore>(value));
    return enter_ipc_object(Ref<IpcObject>(made));
}

Result<void> sem_post(u32 id) {
    arch::IrqGuard irq;
    Ref<UserSemaphore> found = TRY(find_ipc<UserSemaphore>(id));
    if (found->semaphore.value() == UserSemaphore::kMaxValue)
        return Error::TooBig;
    found->semaphore.up();
    return {};
}

Result<void> sem_wait(u32 id, sync::Patience patience) {
    arch::IrqGuard irq;
    Ref<UserSemaphore> found = TRY(find_ipc<UserSemaphore>(id));
    return found->semaphore.down(patience);
}

Result<u32> sem_get_value(u32 id) {
    arch::IrqGuard irq;
    Ref<UserSemaphore> found = TRY(find_ipc<UserSemaphore>(id));
    return found->semaphore.value();
}

}  // namespace process
