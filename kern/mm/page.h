// Page: what the kernel remembers about one physical page frame.
//
// Layer: mm. uCore counterpart: struct Page in kern/mm/memlayout.h.
//
// One array holds a Page for every frame of memory, in order, so that neighbours in the array are
// neighbours in memory. All bits zero is a valid Page: in use, referenced by nobody.
#pragma once

#include "libs/list.h"
#include "libs/types.h"

#if LAB >= 3
namespace vm {
class AddressSpace;
}
#endif

namespace mm {

// Facts about a frame that are true or false; a Page holds any set of them.
enum class PageFlag : u16 {
    Reserved = 1u << 0,   // Belongs to the kernel image, the firmware, a hole: never allocated.
    Free = 1u << 1,       // Inside a free block of the frame allocator (every frame of it).
    BlockHead = 1u << 2,  // The first frame of a free block; block_frames() is its size.
    Slab = 1u << 3,       // Holds small blocks of the heap.
    HeapBlock = 1u << 4,  // The first frame of a heap block of block_frames() whole frames.
    Modified = 1u << 5,   // Has contents that no swap slot has, even if its mapping is not dirty.
    Unused = 1u << 6,     // Came back from the swap disk, and was not used since, as far as known.
};

// One physical page frame. Not copyable: lists link Pages by address.
class Page {
    ListNode link_;

  public:
    constexpr Page() = default;
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    // A list of frames: free blocks (by their first frame), or what a swap policy queues.
    using List = IntrusiveList<Page, &Page::link_>;

    // How many users (page table entries, mostly) the frame has.
    u32 references() const { return references_; }
    void set_references(u32 count) { references_ = count; }
    // One user more or fewer; the new count is the result.
    u32 add_reference() { return ++references_; }
    u32 drop_reference() { return --references_; }

    bool has(PageFlag flag) const { return (flags_ & static_cast<u16>(flag)) != 0; }
    void set(PageFlag flag) { flags_ |= static_cast<u16>(flag); }
    void clear(PageFlag flag) { flags_ &= ~static_cast<u16>(flag); }
    // Removes every flag.
    void clear_all_flags() { flags_ = 0; }

    // Size in frames of the block that starts here; what it says for other frames is up to the
    // owner of the block.
    usize block_frames() const { return block_frames_; }
    void set_block_frames(usize count) { block_frames_ = count; }

    // Whether the page is in some List.
    bool is_linked() const { return link_.is_linked(); }

#if LAB >= 3
    // When the frame was used, for a swap policy: what the bits mean is up to the policy, and it
    // sets them when it is given the frame.
    u8 age() const { return age_; }
    void set_age(u8 history) { age_ = history; }

    // Where a swappable page is mapped: the address is the same in all address spaces that share
    // it; the address space is one of them, or nullptr when it is not known. Kept by vm's swap.
    vm::AddressSpace* user() const { return user_; }
    uptr user_address() const { return user_address_; }
    void set_user(vm::AddressSpace* user, uptr address) {
        user_ = user;
        user_address_ = address;
    }

    // The slot of the swap disk that holds a copy of the page; 0 when there is none. Kept by vm's
    // swap.
    u32 swap_slot() const { return swap_slot_; }
    void set_swap_slot(u32 slot) { swap_slot_ = slot; }
#endif

  private:
    u32 references_ = 0;
    u16 flags_ = 0;
#if LAB >= 3
    u8 age_ = 0;
    vm::AddressSpace* user_ = nullptr;
    uptr user_address_ = 0;
    u32 swap_slot_ = 0;
#endif
    usize block_frames_ = 0;
};

// At most 32 bytes on i386; a 64-bit machine rounds up to its alignment.
static_assert(sizeof(Page) <=
              align_up(4 * sizeof(void*) + 3 * sizeof(u32) + sizeof(usize), alignof(Page)));

}  // namespace mm
