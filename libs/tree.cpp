// The balance of IntrusiveTree. Layer: libs. Manual: Knuth, vol. 3, 6.2.3 (AVL trees).
#include "libs/tree.h"

i32 TreeShape::height_of(const TreeNode* node) { return node != nullptr ? node->height_ : 0; }

void TreeShape::update_height(TreeNode* node) {
    node->height_ = max(height_of(node->left_), height_of(node->right_)) + 1;
}

// Puts `new_child` (or nullptr) where `old_child` hangs; no parent means the root.
void TreeShape::replace_child(TreeNode* parent, TreeNode* old_child, TreeNode* new_child) {
    if (parent == nullptr) {
        root_ = new_child;
    } else if (parent->left_ == old_child) {
        parent->left_ = new_child;
    } else {
        parent->right_ = new_child;
    }
    if (new_child != nullptr) {
        new_child->parent_ = parent;
    }
}

//   node              pivot
//   /  \              /   \      returns the pivot, which is now at the top; the order of the
//  a   pivot   ->   node   c     elements is the same
//      /  \         /  \         .
//     b    c       a    b        .
TreeNode* TreeShape::rotate_left(TreeNode* node) {
    TreeNode* pivot = node->right_;
    replace_child(node->parent_, node, pivot);
    node->right_ = pivot->left_;
    if (node->right_ != nullptr) {
        node->right_->parent_ = node;
    }
    pivot->left_ = node;
    node->parent_ = pivot;
    update_height(node);
    update_height(pivot);
    return pivot;
}

// The mirror image.
TreeNode* TreeShape::rotate_right(TreeNode* node) {
    TreeNode* pivot = node->left_;
    replace_child(node->parent_, node, pivot);
    node->left_ = pivot->right_;
    if (node->left_ != nullptr) {
        node->left_->parent_ = node;
    }
    pivot->right_ = node;
    node->parent_ = pivot;
    update_height(node);
    update_height(pivot);
    return pivot;
}

// Children balanced, heights differing by two at most: makes `node`'s place balanced. Returns what
// is at the top of it now. When the inner grandchild is the tall one, one rotation would only move
// the height to the other side, so the child is rotated first.
TreeNode* TreeShape::balance(TreeNode* node) {
    const i32 lean = height_of(node->left_) - height_of(node->right_);
    if (lean > 1) {
        if (height_of(node->left_->left_) < height_of(node->left_->right_)) {
            rotate_left(node->left_);
        }
        return rotate_right(node);
    }
    if (lean < -1) {
        if (height_of(node->right_->right_) < height_of(node->right_->left_)) {
            rotate_right(node->right_);
        }
        return rotate_left(node);
    }
    return node;
}

// `node` got or lost a child: mends heights and balance from there up, until nothing changes.
void TreeShape::rebalance_upwards(TreeNode* node) {
    while (node != nullptr) {
        const i32 before = node->height_;
        update_height(node);
        node = balance(node);
        if (node->height_ == before) {
            return;
        }
        node = node->parent_;
    }
}

void TreeShape::link(TreeNode* node, TreeNode* parent, bool on_left) {
    ASSERT(!node->is_linked());
    node->parent_ = parent;
    node->height_ = 1;
    if (parent == nullptr) {
        root_ = node;
    } else {
        (on_left ? parent->left_ : parent->right_) = node;
    }
    size_++;
    rebalance_upwards(parent);
}

void TreeShape::unlink(TreeNode* node) {
    ASSERT(node->is_linked() && size_ > 0);
    TreeNode* lowest_changed = node->parent_;
    if (node->left_ == nullptr || node->right_ == nullptr) {
        replace_child(node->parent_, node, node->left_ != nullptr ? node->left_ : node->right_);
    } else {
        // Two children: the successor, which has no left child, takes over the node's place.
        TreeNode* heir = leftmost(node->right_);
        lowest_changed = heir->parent_ == node ? heir : heir->parent_;
        replace_child(heir->parent_, heir, heir->right_);
        heir->left_ = node->left_;
        heir->left_->parent_ = heir;
        heir->right_ = node->right_;
        if (heir->right_ != nullptr) {
            heir->right_->parent_ = heir;
        }
        heir->height_ = node->height_;
        replace_child(node->parent_, node, heir);
    }
    node->parent_ = node->left_ = node->right_ = nullptr;
    node->height_ = 0;
    size_--;
    rebalance_upwards(lowest_changed);
}

TreeNode* TreeShape::leftmost(TreeNode* node) {
    while (node != nullptr && node->left_ != nullptr) {
        node = node->left_;
    }
    return node;
}

TreeNode* TreeShape::rightmost(TreeNode* node) {
    while (node != nullptr && node->right_ != nullptr) {
        node = node->right_;
    }
    return node;
}

TreeNode* TreeShape::successor(TreeNode* node) {
    if (node->right_ != nullptr) {
        return leftmost(node->right_);
    }
    while (node->parent_ != nullptr && node == node->parent_->right_) {
        node = node->parent_;
    }
    return node->parent_;
}

TreeNode* TreeShape::predecessor(TreeNode* node) {
    if (node->left_ != nullptr) {
        return rightmost(node->left_);
    }
    while (node->parent_ != nullptr && node == node->parent_->left_) {
        node = node->parent_;
    }
    return node->parent_;
}

void TreeShape::check_node(const TreeNode* node) const {
    const TreeNode* left = node->left_;
    const TreeNode* right = node->right_;
    ASSERT(left == nullptr || left->parent_ == node);
    ASSERT(right == nullptr || right->parent_ == node);
    ASSERT(node->height_ == max(height_of(left), height_of(right)) + 1);
    ASSERT(height_of(left) - height_of(right) <= 1);
    ASSERT(height_of(right) - height_of(left) <= 1);
}

void TreeShape::check_shape() const {
    ASSERT(root_ == nullptr || root_->parent_ == nullptr);
    usize count = 0;
    for (TreeNode* at = leftmost(root_); at != nullptr; at = successor(at)) {
        check_node(at);
        count++;
        ASSERT(count <= size_);
    }
    ASSERT(count == size_);
}
