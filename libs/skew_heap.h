// SkewHeap: priority queue whose links lie inside the elements: the first element at once, adding
// and removing any element in logarithmic time on average over many calls, and no memory.
// Layer: libs. uCore: libs/skew_heap.h, which recurses as deep as the heap is.
// Manual: Sleator, Tarjan, Self-adjusting heaps, SIAM Journal on Computing 15 (1986).
//
//     bool earlier(const Job& a, const Job& b) { return a.due < b.due; }
//     struct Job {
//         u32 due;
//         SkewHeapNode node;
//         using Queue = SkewHeap<Job, &Job::node, earlier>;
//     };
//
// A skew heap is a binary tree in which no child comes before its parent; it keeps no balance on
// purpose. Everything is a merge: of two heaps along their right edges, where each node on the way
// swaps its two children. So a long right edge becomes a long left one, which the next merge does
// not walk. A single merge may take as many steps as there are elements, and takes them in a loop.
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/types.h"

// The links of one element. Unlinked is all zero, as in ListNode, and no destructor either.
class SkewHeapNode : NonCopyable {
  public:
    constexpr SkewHeapNode() = default;

    constexpr bool is_linked() const { return parent_ != nullptr; }

  private:
    template <typename T, SkewHeapNode T::*Member, auto Before>
    friend class SkewHeap;

    SkewHeapNode* parent_ = nullptr;
    SkewHeapNode* left_ = nullptr;
    SkewHeapNode* right_ = nullptr;
};

// `Before(a, b)` tells whether a must come out before b. It needs to be an order only among the
// elements that are in the heap together, and that order must not change meanwhile. The elements
// are borrowed. A heap may be a constinit global or zeroed memory. It has no lock of its own.
//
// One element may stand beside the tree; it is merged when another one needs its place. In a short
// queue, where one leaves for each that comes, most have left by then and were never merged.
template <typename T, SkewHeapNode T::*Member, auto Before>
class SkewHeap : NonCopyable {
  public:
    constexpr SkewHeap() = default;

    bool empty() const { return head_.left_ == nullptr && head_.right_ == nullptr; }

    // An element before which no other must come out; nullptr when the heap is empty.
    T* top() const {
        SkewHeapNode* first = beside_is_first() ? head_.right_ : head_.left_;
        return first != nullptr ? element(first) : nullptr;
    }

    // `added` must not be in any heap.
    void insert(T& added) {
        SkewHeapNode* node = &(added.*Member);
        ASSERT(!node->is_linked());
        node->parent_ = &head_;
        if (head_.left_ == nullptr) {
            head_.left_ = node;
            return;
        }
        if (head_.right_ != nullptr)
            merge_beside();
        head_.right_ = node;
    }

    // `removed` must be in this heap; it may be anywhere in it.
    void remove(T& removed) {
        SkewHeapNode* node = &(removed.*Member);
        ASSERT(node->is_linked());
        SkewHeapNode* parent = node->parent_;
        merge(node->left_, node->right_, parent,
              parent->left_ == node ? &parent->left_ : &parent->right_);
        node->parent_ = node->left_ = node->right_ = nullptr;
    }

    // Removes and returns top(); nullptr when the heap is empty.
    T* pop() {
        SkewHeapNode* first = head_.left_;
        if (beside_is_first()) {
            first = head_.right_;
            head_.right_ = nullptr;
        } else if (first == nullptr) {
            return nullptr;
        } else if (first->left_ == nullptr && first->right_ == nullptr) {
            head_.left_ = nullptr;
        } else {
            merge_children_of_root();
        }
        first->parent_ = nullptr;
        return element(first);
    }

    // Asserts everything that must be true of the heap. Takes linear time.
    void check_invariants() const {
        ASSERT(head_.parent_ == nullptr);
        const SkewHeapNode* beside = head_.right_;
        ASSERT(beside == nullptr || (beside->left_ == nullptr && beside->right_ == nullptr));
        for (const SkewHeapNode* at = &head_; at != nullptr; at = after(at)) {
            check_child(at->left_, at);
            check_child(at->right_, at);
        }
    }

  private:
    void check_child(const SkewHeapNode* child, const SkewHeapNode* parent) const {
        ASSERT(child == nullptr || child->parent_ == parent);
        ASSERT(child == nullptr || parent == &head_ || !Before(*element(child), *element(parent)));
    }

    // Whether there is an element beside the tree, and it must come out before the tree's.
    bool beside_is_first() const {
        SkewHeapNode* root = head_.left_;
        SkewHeapNode* beside = head_.right_;
        return beside != nullptr && (root == nullptr || Before(*element(beside), *element(root)));
    }

    // These two stay functions: who calls them can do without, most often, and is short so.
    [[gnu::noinline]] void merge_beside() {
        merge(head_.left_, head_.right_, &head_, &head_.left_);
    }
    [[gnu::noinline]] void merge_children_of_root() {
        SkewHeapNode* root = head_.left_;
        merge(root->left_, root->right_, &head_, &head_.left_);
        root->left_ = root->right_ = nullptr;
    }

    // Makes one tree out of two, either of which may be empty; `link`, which belongs to `parent`,
    // leads to it.
    static void merge(SkewHeapNode* a, SkewHeapNode* b, SkewHeapNode* parent, SkewHeapNode** link) {
        if (b == nullptr)
            swap(a, b);
        while (a != nullptr) {
            if (Before(*element(b), *element(a)))
                swap(a, b);
            *link = a;
            a->parent_ = parent;
            parent = a;
            link = &a->left_;
            SkewHeapNode* rest = a->right_;
            a->right_ = a->left_;
            a = rest;
        }
        *link = b;
        if (b != nullptr)
            b->parent_ = parent;
    }

    // The node behind `at` in a walk that sees parents before their children.
    static const SkewHeapNode* after(const SkewHeapNode* at) {
        if (at->left_ != nullptr)
            return at->left_;
        if (at->right_ != nullptr)
            return at->right_;
        for (; at->parent_ != nullptr; at = at->parent_) {
            SkewHeapNode* right = at->parent_->right_;
            if (right != nullptr && right != at)
                return right;
        }
        return nullptr;
    }

    // As in IntrusiveList: the pointer to member holds the member's offset.
    static T* element(const SkewHeapNode* node) {
        const ptrdiff_t offset = __builtin_bit_cast(ptrdiff_t, Member);
        return reinterpret_cast<T*>(reinterpret_cast<char*>(const_cast<SkewHeapNode*>(node)) -
                                    offset);
    }

    // Above everything. Its left child is the tree, its right one the element beside it.
    SkewHeapNode head_;
};
