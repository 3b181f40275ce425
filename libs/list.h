// IntrusiveList: doubly linked list whose links lie inside the elements, so that adding and
// removing never needs memory. Layer: libs. uCore: libs/list.h, and le2page() and its like, which
// this replaces.
//
//     struct Page {
//         ListNode link;
//         using FreeList = IntrusiveList<Page, &Page::link>;
//     };
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/types.h"

// The links of one element. Unlinked is all zero, so an element may be made by zeroing memory. It
// has no destructor, since a global with one would need start-up code: who frees an element asserts
// !is_linked() itself.
class ListNode : NonCopyable {
  public:
    constexpr ListNode() = default;

    constexpr bool is_linked() const { return next_ != nullptr; }

  private:
    template <typename T, ListNode T::*Member>
    friend class IntrusiveList;

    ListNode* prev_ = nullptr;
    ListNode* next_ = nullptr;
};

// The elements are borrowed: whoever owns them keeps them alive while they are linked. A list head
// may be a constinit global or zeroed memory. It must not move while it has elements, and has no
// lock of its own.
template <typename T, ListNode T::*Member>
class IntrusiveList : NonCopyable {
  public:
    constexpr IntrusiveList() = default;

    bool empty() const { return first() == &head_; }

    // All of these return nullptr when there is no such element.
    T* front() const { return element(first()); }
    T* back() const { return element(last()); }
    T* next(const T& position) const { return element(linked_node(position)->next_); }
    T* prev(const T& position) const { return element(linked_node(position)->prev_); }

    // Adding: the new element must not be in any list; `position` must be in this one.
    void push_front(T& added) { link_between(&head_, first(), added); }
    void push_back(T& added) { link_between(last(), &head_, added); }
    void insert_before(T& position, T& added) {
        ListNode* node = linked_node(position);
        link_between(node->prev_, node, added);
    }
    void insert_after(T& position, T& added) {
        ListNode* node = linked_node(position);
        link_between(node, node->next_, added);
    }

    // `removed` must be in this list.
    void remove(T& removed) {
        ListNode* node = linked_node(removed);
        ASSERT(node->prev_->next_ == node && node->next_->prev_ == node);
        unlink(node);
    }

    // Removes and returns; nullptr when the list is empty.
    T* pop_front() { return pop(first()); }
    T* pop_back() { return pop(last()); }

    // For `for (Page& page : list)`. The body may remove the element it is at, but no other.
    class Iterator {
      public:
        T& operator*() const { return *element_of(node_); }
        Iterator& operator++() {
            node_ = next_;
            next_ = node_->next_;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return node_ != other.node_; }

      private:
        friend class IntrusiveList;
        explicit Iterator(ListNode* node) : node_(node), next_(node->next_) {}

        ListNode* node_;
        ListNode* next_;  // fetched early: node_ may be unlinked by the time we go on
    };

    Iterator begin() const { return Iterator(first()); }
    Iterator end() const { return Iterator(&head_); }

  private:
    // Invariant: the nodes form a ring through head_; or head_ is all zero, which is an empty list
    // that was never used.
    ListNode* first() const { return head_.next_ != nullptr ? head_.next_ : &head_; }
    ListNode* last() const { return head_.prev_ != nullptr ? head_.prev_ : &head_; }

    static void link_between(ListNode* before, ListNode* after, T& added) {
        ListNode* node = &(added.*Member);
        ASSERT(!node->is_linked());
        node->prev_ = before;
        node->next_ = after;
        before->next_ = node;
        after->prev_ = node;
    }

    static ListNode* linked_node(const T& element) {
        const ListNode* node = &(element.*Member);
        ASSERT(node->is_linked());
        return const_cast<ListNode*>(node);
    }

    static void unlink(ListNode* node) {
        node->prev_->next_ = node->next_;
        node->next_->prev_ = node->prev_;
        node->prev_ = nullptr;
        node->next_ = nullptr;
    }

    // What was found by way of the ring needs no check that it is in there.
    T* pop(ListNode* node) {
        if (node == &head_)
            return nullptr;
        unlink(node);
        return element_of(node);
    }

    T* element(ListNode* node) const { return node == &head_ ? nullptr : element_of(node); }

    // The element around a node. The value of a pointer to member is the member's offset
    // [Itanium C++ ABI 2.3.1].
    static T* element_of(ListNode* node) {
        const ptrdiff_t offset = __builtin_bit_cast(ptrdiff_t, Member);
        return reinterpret_cast<T*>(reinterpret_cast<char*>(node) - offset);
    }

    mutable ListNode head_;  // mutable: a const list hands out its elements, not its shape
};
