// Mailboxes: messages between processes, in the order in which they were sent.
//
// Layer: process. uCore counterpart: kern/process/mbox.c of its full version.

#include "kern/process/mailbox.h"

#include "kern/vm/uaccess.h"
#include "libs/new.h"

namespace process {
namespace {

using Buffer = vm::UserPtr<mboxbuf>;

Result<Message*> copy_message(const mboxbuf& described) {
    if (described.len > kMaxMessageSize)
        return Error::TooBig;
    void* block = mm::kmalloc(sizeof(Message) + described.len);
    if (!block)
        return Error::NoMemory;
    Message* message = new (block) Message;
    ScopeExit undo{[&] { mm::destroy(message); }};
    message->sender = current().pid;
    message->size = described.len;
    if (message->size > 0)
        TRY(vm::copy_from_user(message->data(), reinterpret_cast<uptr>(described.data),
                               message->size));
    undo.dismiss();
    return message;
}

// Its bytes first: what `described` says afterwards is true.
Result<void> deliver(Message& message, mboxbuf described, Buffer buffer) {
    const bool fits = message.size <= described.size;
    if (fits && message.size > 0)
        TRY(vm::copy_to_user(reinterpret_cast<uptr>(described.data), message.data(), message.size));
    described.len = message.size;
    described.from = static_cast<int>(message.sender);
    TRY(vm::write_user(buffer, described));
    if (!fits)
        return Error::TooBig;
    return {};
}

Result<Ref<Mailbox>> find(u32 id) {
    arch::IrqGuard irq;
    return find_ipc<Mailbox>(id);
}

Result<Message*> take_from(Mailbox& mailbox, sync::Patience patience) {
    arch::IrqGuard irq;
    if (!mailbox.owner)
        return Error::Invalid;  // freed just now
    return mailbox.take(patience);
}

}  // namespace

Mailbox::~Mailbox() {
    while (Message* message = messages_.pop_front())
        mm::destroy(message);
}

Result<void> Mailbox::put(Message& message, sync::Patience patience) {
    ++senders_;
    const Result<void> result = free_slots_.down(patience);
    --senders_;
    if (!result.has_value())
        return result;
    messages_.push_back(message);
    filled_.up();
    return {};
}

Result<Message*> Mailbox::take(sync::Patience patience) {
    ++receivers_;
    const Result<void> result = filled_.down(patience);
    --receivers_;
    if (!result.has_value())
        return result.error();
    return messages_.pop_front();
}

void Mailbox::put_back(Message& message) {
    arch::IrqGuard irq;
    messages_.push_front(message);
    filled_.up();
}

void Mailbox::refuse_waiters(Error refusal) {
    free_slots_.refuse_waiters(refusal);
    filled_.refuse_waiters(refusal);
}

mboxinfo Mailbox::info() const {
    mboxinfo told{};
    told.slots = slots_ - free_slots_.value();
    told.max_slots = slots_;
    told.senders = senders_;
    told.receivers = receivers_;
    return told;
}

Result<u32> mbox_init(u32 slots) {
    if (slots == 0 || slots > kMaxMailboxSlots)
        return Error::Invalid;
    Mailbox* made = TRY(mm::make<Mailbox>(slots));
    return enter_ipc_object(Ref<IpcObject>(made));
}

Result<void> mbox_send(u32 id, uptr buffer, sync::Patience patience) {
    Ref<Mailbox> mailbox = TRY(find(id));
    const mboxbuf described = TRY(vm::read_user(Buffer(buffer)));
    Message* message = TRY(copy_message(described));
    ScopeExit undo{[&] { mm::destroy(message); }};
    arch::IrqGuard irq;
    if (!mailbox->owner)
        return Error::Invalid;  // freed while the message was copied
    TRY(mailbox->put(*message, patience));
    undo.dismiss();
    return {};
}

Result<void> mbox_recv(u32 id, uptr buffer, sync::Patience patience) {
    const mboxbuf described = TRY(vm::read_user(Buffer(buffer)));
    Ref<Mailbox> mailbox = TRY(find(id));
    Message* message = TRY(take_from(*mailbox, patience));
    const Result<void> result = deliver(*message, described, Buffer(buffer));
    if (!result.has_value()) {
        mailbox->put_back(*message);
        return result;
    }
    mm::destroy(message);
    mailbox->free_slot();
    return {};
}

Result<mboxinfo> mbox_info(u32 id) {
    Ref<Mailbox> mailbox = TRY(find(id));
    return mailbox->info();
}

}  // namespace process
