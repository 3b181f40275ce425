// IntrusiveTree: ordered set whose links lie inside the elements: finding, adding and removing take
// logarithmic time and no memory. An AVL tree: the heights of two siblings differ by at most one.
// Layer: libs. uCore: the ordered mmap_list of kern/mm/vmm.c. Manual: Knuth, vol. 3, 6.2.3.
//
//     struct Vma {
//         usize start;
//         TreeNode node;
//         using Tree = IntrusiveTree<Vma, &Vma::node, &Vma::start>;
//     };
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/types.h"

// The links of one element. Unlinked is all zero, as in ListNode, and no destructor either.
class TreeNode : NonCopyable {
  public:
    constexpr TreeNode() = default;

    constexpr bool is_linked() const { return height_ != 0; }

  private:
    friend class TreeShape;

    TreeNode* parent_ = nullptr;
    TreeNode* left_ = nullptr;
    TreeNode* right_ = nullptr;
    i32 height_ = 0;  // of the subtree: 1 for a leaf
};

// The part that knows about balance and nothing about elements. Used through IntrusiveTree.
class TreeShape : NonCopyable {
  public:
    constexpr bool empty() const { return root_ == nullptr; }
    // Number of elements.
    constexpr usize size() const { return size_; }

  protected:
    constexpr TreeShape() = default;

    // Makes `node` the child of `parent` on the given side, which is free. No parent: the root.
    void link(TreeNode* node, TreeNode* parent, bool on_left);
    void unlink(TreeNode* node);

    static TreeNode* leftmost(TreeNode* node);
    static TreeNode* rightmost(TreeNode* node);
    static TreeNode* successor(TreeNode* node);
    static TreeNode* predecessor(TreeNode* node);

    // Asserts that links, heights, balance and size of the whole tree are as they must be.
    void check_shape() const;

    static TreeNode* left_of(const TreeNode* node) { return node->left_; }
    static TreeNode* right_of(const TreeNode* node) { return node->right_; }
    TreeNode* root() const { return root_; }

  private:
    static i32 height_of(const TreeNode* node);
    static void update_height(TreeNode* node);
    void replace_child(TreeNode* parent, TreeNode* old_child, TreeNode* new_child);
    TreeNode* rotate_left(TreeNode* node);
    TreeNode* rotate_right(TreeNode* node);
    TreeNode* balance(TreeNode* node);
    void rebalance_upwards(TreeNode* node);
    void check_node(const TreeNode* node) const;

    TreeNode* root_ = nullptr;
    usize size_ = 0;
};

struct LessThan {
    constexpr bool operator()(const auto& a, const auto& b) const { return a < b; }
};

// `KeyOf` is a pointer to the data member or const member function that gives an element's key, or
// a function of the element. The key must not change while the element is in the tree. Elements
// with equal keys are allowed and stay in the order in which they came. The elements are borrowed.
// A tree may be a constinit global or zeroed memory. It has no lock of its own.
template <typename T, TreeNode T::*Member, auto KeyOf, typename Less = LessThan>
class IntrusiveTree : public TreeShape {
  public:
    constexpr IntrusiveTree() = default;

    // `added` must not be in any tree.
    void insert(T& added) {
        TreeNode* node = &(added.*Member);
        TreeNode* parent = nullptr;
        bool on_left = false;
        for (TreeNode* at = root(); at != nullptr;) {
            parent = at;
            on_left = Less{}(key(added), key(*element(at)));
            at = on_left ? left_of(at) : right_of(at);
        }
        link(node, parent, on_left);
    }

    // `removed` must be in this tree.
    void remove(T& removed) { unlink(&(removed.*Member)); }

    // All of these return nullptr when there is no such element.

    // The first element with this key.
    T* find(const auto& wanted) const {
        T* found = lower_bound(wanted);
        return found != nullptr && !Less{}(wanted, key(*found)) ? found : nullptr;
    }

    // The first element whose key is not less than `wanted`.
    T* lower_bound(const auto& wanted) const {
        TreeNode* best = nullptr;
        for (TreeNode* at = root(); at != nullptr;) {
            if (Less{}(key(*element(at)), wanted)) {
                at = right_of(at);
            } else {
                best = at;
                at = left_of(at);
            }
        }
        return element(best);
    }

    // The last element whose key is not greater than `wanted`.
    T* floor(const auto& wanted) const {
        TreeNode* best = nullptr;
        for (TreeNode* at = root(); at != nullptr;) {
            if (Less{}(wanted, key(*element(at)))) {
                at = left_of(at);
            } else {
                best = at;
                at = right_of(at);
            }
        }
        return element(best);
    }

    T* first() const { return element(leftmost(root())); }
    T* last() const { return element(rightmost(root())); }
    T* next(const T& position) const { return element(successor(node_of(position))); }
    T* prev(const T& position) const { return element(predecessor(node_of(position))); }

    // For `for (Vma& vma : tree)`, in the order of the keys. The body may remove the element it is
    // at, but no other.
    class Iterator {
      public:
        T& operator*() const { return *at_; }
        Iterator& operator++() {
            at_ = next_;
            next_ = at_ != nullptr ? tree_->next(*at_) : nullptr;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return at_ != other.at_; }

      private:
        friend class IntrusiveTree;
        Iterator(const IntrusiveTree* owner, T* at)
            : tree_(owner), at_(at), next_(at != nullptr ? owner->next(*at) : nullptr) {}

        const IntrusiveTree* tree_;
        T* at_;
        T* next_;  // fetched early: at_ may be gone by the time we go on
    };

    Iterator begin() const { return Iterator(this, first()); }
    Iterator end() const { return Iterator(this, nullptr); }

    // Asserts everything that must be true of the tree, also the order. Takes linear time.
    void check_invariants() const {
        check_shape();
        for (T* at = first(); at != nullptr; at = next(*at)) {
            const T* after = next(*at);
            ASSERT(after == nullptr || !Less{}(key(*after), key(*at)));
        }
    }

  private:
    static constexpr decltype(auto) key(const T& element) {
        if constexpr (requires { (element.*KeyOf)(); }) {
            return (element.*KeyOf)();
        } else if constexpr (requires { element.*KeyOf; }) {
            return (element.*KeyOf);
        } else {
            return KeyOf(element);
        }
    }

    static TreeNode* node_of(const T& element) {
        const TreeNode* node = &(element.*Member);
        ASSERT(node->is_linked());
        return const_cast<TreeNode*>(node);
    }

    // As in IntrusiveList: the pointer to member holds the member's offset.
    static T* element(TreeNode* node) {
        if (node == nullptr) {
            return nullptr;
        }
        const ptrdiff_t offset = __builtin_bit_cast(ptrdiff_t, Member);
        return reinterpret_cast<T*>(reinterpret_cast<char*>(node) - offset);
    }
};
