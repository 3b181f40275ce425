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

    constexpr bool is_linked() const { return linked_; }

  private:
    template <typename T, SkewHeapNode T::*Member, auto Before>
    friend class SkewHeap;

    SkewHeapNode* parent_ = nullptr;
    SkewHeapNode* left_ = nullptr;
    SkewHeapNode* right_ = nullptr;
    bool linked_ = false;
};

// `Before(a, b)` tells whether a must come out before b. It needs to be an order only among the
// elements that are in the heap together, and that order must not change meanwhile. The elements
// are borrowed. A heap may be a constinit global or zeroed memory. It has no lock of its own.
template <typename T, SkewHeapNode T::*Member, auto Before>
class SkewHeap : NonCopyable {
  public:
    constexpr SkewHeap() = default;

    bool empty() const { return root_ == nullptr; }
    // Number of elements.
    usize size() const { return size_; }

    // An element before which no other must come out; nullptr when the heap is empty.
    T* top() const { return root_ != nullptr ? element(root_) : nullptr; }

    // `added` must not be in any heap.
    void insert(T& added) {
        SkewHeapNode* node = &(added.*Member);
        ASSERT(!node->linked_);
        node->linked_ = true;
        ++size_;
        if (root_ == nullptr)
            root_ = node;  // nothing to merge with: the common case of a short queue
        else
            set_root(merge(root_, node));
    }

    // `removed` must be in this heap; it may be anywhere in it.
    void remove(T& removed) {
        SkewHeapNode* node = &(removed.*Member);
        ASSERT(node->linked_ && size_ != 0);
        SkewHeapNode* parent = node->parent_;
        SkewHeapNode* rest = merge(node->left_, node->right_);
        if (parent == nullptr)
            set_root(rest);
        else
            attach(rest, parent, parent->left_ == node);
        node->parent_ = node->left_ = node->right_ = nullptr;
        node->linked_ = false;
        --size_;
    }

    // Removes and returns top(); nullptr when the heap is empty.
    T* pop() {
        T* first = top();
        if (first == nullptr)
            return nullptr;
        SkewHeapNode* node = root_;
        set_root(merge(node->left_, node->right_));
        node->left_ = node->right_ = nullptr;
        node->linked_ = false;
        --size_;
        return first;
    }

    // Asserts everything that must be true of the heap. Takes linear time.
    void check_invariants() const {
        usize count = 0;
        ASSERT(root_ == nullptr || root_->parent_ == nullptr);
        for (const SkewHeapNode* at = root_; at != nullptr; at = after(at)) {
            ASSERT(at->linked_);
            check_child(at->left_, at);
            check_child(at->right_, at);
            ++count;
        }
        ASSERT(count == size_);
    }

  private:
    static void check_child(const SkewHeapNode* child, const SkewHeapNode* parent) {
        ASSERT(child == nullptr || child->parent_ == parent);
        ASSERT(child == nullptr || !Before(*element(child), *element(parent)));
    }

    // Makes `child`, which may be nullptr, a child of `parent`.
    static void attach(SkewHeapNode* child, SkewHeapNode* parent, bool on_left) {
        (on_left ? parent->left_ : parent->right_) = child;
        if (child != nullptr)
            child->parent_ = parent;
    }

    void set_root(SkewHeapNode* root) {
        root_ = root;
        if (root != nullptr)
            root->parent_ = nullptr;
    }

    // Makes one heap out of two, either of which may be empty, and returns its root, whose parent
    // is for the caller to set.
    static SkewHeapNode* merge(SkewHeapNode* a, SkewHeapNode* b) {
        SkewHeapNode* root = nullptr;
        SkewHeapNode* above = nullptr;  // what is left of a and b will be its left child
        while (a != nullptr && b != nullptr) {
            if (Before(*element(b), *element(a)))
                swap(a, b);
            SkewHeapNode* rest = a->right_;
            a->right_ = a->left_;
            if (above != nullptr)
                attach(a, above, true);
            else
                root = a;
            above = a;
            a = rest;
        }
        SkewHeapNode* left_over = a != nullptr ? a : b;
        if (above == nullptr)
            return left_over;
        attach(left_over, above, true);
        return root;
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

    SkewHeapNode* root_ = nullptr;
    usize size_ = 0;
};
