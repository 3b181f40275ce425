// Mailboxes: messages between processes, in the order in which they were sent.
//
// Layer: process. uCore counterpart: kern/process/mbox.c of its full version.
#pragma once

#include "kern/process/ipc_object.h"
#include "kern/sync/semaphore.h"
#include "libs/abi.h"

namespace process {

inline constexpr u32 kMaxMailboxSlots = 128;
inline constexpr usize kMaxMessageSize = 4096;  // bytes

// A message on the kernel's heap, its bytes behind it.
struct Message : NonCopyable {
    u8* data() { return reinterpret_cast<u8*>(this + 1); }

    u32 sender = 0;  // number of a process
    usize size = 0;
    ListNode link;
    using List = IntrusiveList<Message, &Message::link>;
};

// A bounded buffer, as the textbooks have it: two semaphores count free slots and messages.
class Mailbox final : public IpcObject {
  public:
    static constexpr Kind kKind = Kind::Mailbox;

    explicit Mailbox(u32 slots) : IpcObject(kKind), slots_(slots), free_slots_(slots) {}
    ~Mailbox();

    // Puts `message` in, which it owns from then on, as soon as there is a free slot. Timeout,
    // Killed, Invalid: there was none in time, or the mailbox was freed. Context: thread,
    // interrupts off.
    Result<void> put(Message& message, sync::Patience patience);

    // Takes the oldest message out, as soon as there is one; its slot stays taken until
    // free_slot(), or put_back() with which it is the oldest again. Errors and context as put().
    Result<Message*> take(sync::Patience patience);
    void free_slot() { free_slots_.up(); }
    void put_back(Message& message);

    void refuse_waiters(Error refusal);
    mboxinfo info() const;

  private:
    u32 slots_;
    sync::Semaphore free_slots_;
    sync::Semaphore filled_{0};
    Message::List messages_;
    u32 senders_ = 0, receivers_ = 0;  // how many wait
};

// Makes a mailbox for `slots` messages; returns its number. Invalid: 0 slots or more than
// kMaxMailboxSlots. NoMemory, TooBig as enter_ipc_object. Context: thread.
Result<u32> mbox_init(u32 slots);

// Sends the message that the program describes at `buffer`, with the caller's number as its `from`.
// Invalid: no such mailbox, or it was freed meanwhile. TooBig: more than kMaxMessageSize. Fault,
// NoMemory, Timeout, Killed. Context: thread, interrupts on; may wait.
Result<void> mbox_send(u32 id, uptr buffer, sync::Patience patience);

// Receives the oldest message into the memory that the program describes at `buffer`, and tells its
// length and sender there. TooBig: there is less room than the message needs, whose length is told;
// Fault: not even that can be written. In both cases it stays in the mailbox. Other errors as
// mbox_send. Context: thread, interrupts on; may wait.
Result<void> mbox_recv(u32 id, uptr buffer, sync::Patience patience);

// What a program may know about a mailbox. Invalid: there is no such one. Context: any.
Result<mboxinfo> mbox_info(u32 id);

}  // namespace process
