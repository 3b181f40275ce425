// The checker's inside: what it knows of each block, and the steps of a round. Only check*.cpp
// include it; everybody else takes check.h.
// Layer: libs. uCore: none.
//
// A round: the superblock; the root and everything with a name, by way of the directories
// (check_names.cpp); what those inodes point to (check_blocks.cpp); inodes without names
// (check_orphans.cpp); blocks with two owners; link counts; the free map (check.cpp). Each step
// goes by what the steps before have found, and in Repair mode a round ends where names or owners
// have changed, so that the next begins with a fresh look at the disk.
#pragma once

#include "libs/bitmap.h"
#include "libs/sfs/check.h"
#include "libs/sfs/format.h"
#include "libs/sfs/name_index.h"

namespace sfs {

constexpr u32 kMaxIndex = kMaxFileSize / kBlockSize;  // data blocks, or slots, of an inode

// An array over memory that is given back.
template <typename T>
class CheckArray : NonCopyable {
  public:
    ~CheckArray() { release(); }
    // All zero.
    Result<void> create(Memory& memory, usize count);
    T& operator[](usize index) { return span_[index]; }
    Span<T> span() const { return span_; }
    void clear();

  private:
    void release();

    Memory* memory_ = nullptr;
    Span<T> span_;
};

// A set of block numbers.
class BlockSet {
  public:
    Result<void> create(Memory& memory, u32 blocks) {
        blocks_ = blocks;
        return words_.create(memory, Bitmap::words_for(blocks));
    }
    bool test(u32 block) const { return bits().test(block); }
    void set(u32 block) { bits().set(block); }
    void remove(u32 block) { bits().clear(block); }
    void clear() { words_.clear(); }
    // From `from` on; false when there is none.
    bool next(u32& block) const { return take(bits().find_next_set(block), block); }
    bool next_absent(u32& block) const { return take(bits().find_first_clear(block), block); }
    u32 word(u32 index) { return words_[index]; }

  private:
    Bitmap bits() const { return {words_.span(), blocks_}; }
    static bool take(usize found, u32& block) {
        block = static_cast<u32>(found);
        return found != Bitmap::kNone;
    }

    CheckArray<u32> words_;
    u32 blocks_ = 0;
};

// The walk over what an inode points to.
struct BlockWalk {
    enum class Purpose { Claim, Copy, Peek, Collect };

    Purpose purpose;
    u32 inode;
    u32 limit;          // how many data blocks or slots it has
    bool is_directory;  // whose leaves are entries
    u32 leaves = 0;     // that were met
};

class Checker : NonCopyable {
  public:
    Checker(BlockCache& cache, Memory& memory, FindingSink& sink, CheckMode mode)
        : cache_(cache), memory_(memory), sink_(sink), mode_(mode), names_(memory) {}

    Result<CheckResult> run();

  private:
    // Where the pointer of a slot stands; how many pointer blocks are missing on the way.
    struct SlotPlace {
        u32 block;
        u32 word;
        u32 missing;
    };

    // What a directory turned out to have, while its entries are looked at.
    struct Dots {
        bool self = false;
        bool parent = false;
    };

    // check.cpp: the rounds, superblock, link counts and free map.
    Result<void> check_round();
    Result<bool> check_structure();
    Result<void> check_super_block();
    Result<u32> choose_block_count(const SuperBlock& super);
    Result<u32> count_free_bits(u32 blocks);
    Result<void> create_tables();
    Result<bool> has_root_entry();
    Result<bool> check_root();
    Result<void> check_links();
    Result<void> check_free_map();
    void note_map_difference(Damage damage, u32 block);
    void end_map_run();
    bool found(const Finding& finding);
    void leave(const Finding& finding);
    bool repairs() const { return mode_ == CheckMode::Repair; }
    bool is_data(u32 block) const { return block < blocks_ && block >= first_data_; }

    // check_names.cpp: directories and their entries.
    Result<void> walk_directories();
    Result<void> check_directory(u32 number);
    void note_what_is_missing(const BlockWalk& walk);
    Result<void> check_entry(u32 directory, BlockRef& leaf);
    Result<void> check_dot(u32 directory, BlockRef& leaf, bool is_parent);
    Result<bool> repair_name(u32 directory, BlockRef& leaf);
    Result<bool> is_name_twice(const BlockRef& leaf);
    Result<bool> settle_twin(u32 directory, BlockRef& leaf);
    Result<bool> judge_target(u32 number, Damage& damage);
    Result<bool> judge_inode(const BlockRef& block);
    Result<void> add_target(u32 directory, BlockRef& leaf);
    Result<FileType> repair_type(BlockRef& block);
    Result<void> add_inode(u32 number, u32 parent, FileType type);

    // check_blocks.cpp: sizes, pointers and their owners.
    Result<u32> check_directory_size(u32 number);
    Result<u32> check_file_size(u32 number);
    Result<u32> check_link_size(u32 number);
    Result<u32> target_length(const DiskInode& link);
    Result<u32> last_mapped(const DiskInode& inode);
    Result<u32> last_in(u32 pointer, u32 depth);
    Result<void> claim_file(u32 number);
    Result<void> claim_files();
    Result<void> walk(BlockWalk& walk);
    Result<void> visit(BlockWalk& walk, BlockRef& holder, u32* pointer, u32 depth, u32 index);
    Result<bool> claim(BlockWalk& walk, BlockRef& holder, u32* pointer, u32 index);
    Result<bool> follow(BlockWalk& walk, BlockRef& holder, u32* pointer, u32 index);
    Result<void> visit_leaf(BlockWalk& walk, u32 number);
    bool see(u32 block);
    Result<bool> copy(BlockWalk& walk, BlockRef& holder, u32* pointer);
    Result<void> copy_blocks_used_twice();
    Result<void> copy_blocks_of(bool directories);

    // check_orphans.cpp: inodes without names, and directories that lack something.
    Result<void> find_orphans();
    Result<bool> is_used_in_map(u32 block);
    Result<bool> looks_like_inode(u32 number);
    Result<bool> are_pointers_free(const DiskInode& inode);
    Result<void> note_orphan_names();
    Result<void> peek(u32 leaf);
    Result<void> adopt_orphans(bool with_names);
    Result<void> reconnect_orphans();
    Result<bool> has_room_for_name(u32 directory);
    Result<void> reconnect(u32 number, u32 home);
    Result<void> move_below(u32 directory, u32 home);
    Result<void> add_link(u32 number);
    Result<u32> lost_and_found();
    Result<u32> make_lost_and_found(StringView name);

    // check_slots.cpp: directories that lack something, and free blocks to add it.
    Result<void> complete_directories();
    Result<void> complete_directory(u32 number);
    Result<void> fill_holes(u32 directory, u32 leaves);
    Result<void> add_dot(u32 directory, bool is_parent);
    Result<void> place_dot(u32 directory, StringView name, u32 slot);
    Result<u32> collect_entries(u32 directory);
    Result<u32> find_entry(u32 leaves, StringView name);
    Result<u32> find_empty_entry(u32 leaves);
    Result<SlotPlace> find_slot(u32 directory, u32 slot, bool creates);
    Result<void> set_slot(u32 directory, u32 slot, u32 block);
    Result<void> set_slot_count(u32 directory, u32 slots);
    Result<bool> has_room_for_slot(u32 directory, u32 slot);
    Result<void> append_name(u32 directory, StringView name, u32 number);
    Result<u32> allocate();

    BlockCache& cache_;
    Memory& memory_;
    FindingSink& sink_;
    CheckMode mode_;
    CheckResult result_ = {};
    bool changed_ = false;  // the disk, in this round

    u32 blocks_ = 0;
    u32 first_data_ = 0;
    BlockSet claimed_;        // belongs to something
    BlockSet inodes_;         // holds an inode that has a name, or will have one
    BlockSet directories_;    // of those
    BlockSet incomplete_;     // directories with holes, or without `.` or `..`
    BlockSet candidates_;     // might be inodes without names
    BlockSet orphans_;        // of those, what is to be put into lost+found
    BlockSet seen_;           // for the walk at hand
    CheckArray<u16> links_;   // names of each inode
    CheckArray<u32> parent_;  // of each directory; 0: unknown, as for an orphan
    CheckArray<u32> queue_;   // directories to look at; later the entries of one
    u32 queue_first_ = 0;
    u32 queue_end_ = 0;
    u32 room_ = 0;         // blocks that nothing has claimed
    u32 search_from_ = 0;  // none below
    bool has_twice_ = false;
    bool adopting_ = false;  // on the way through inodes without names

    NameIndex names_;  // of the directory at hand: the block of each entry
    u32 comparisons_ = 0;
    Dots dots_;

    Damage run_damage_ = {};  // a run of blocks that the free map has wrong in the same way
    u32 run_first_ = 0;
    u32 run_count_ = 0;
};

// The name in an entry; at most kMaxName bytes where it has no NUL.
StringView name_of(const DiskEntry& entry);
// Makes the block an entry, the rest zeros.
void fill_entry(BlockRef& block, StringView name, u32 number);
// Writes "#NUMBER" or "#NUMBER.SECOND" and a NUL; at most 24 bytes.
void write_number_name(char* to, u32 number, u32 second);

template <typename T>
Result<void> CheckArray<T>::create(Memory& memory, usize count) {
    release();
    auto* place = static_cast<T*>(memory.allocate(count * sizeof(T)));
    if (place == nullptr) {
        return Error::NoMemory;
    }
    memory_ = &memory;
    span_ = {place, count};
    clear();
    return {};
}

template <typename T>
void CheckArray<T>::clear() {
    for (T& element : span_) {
        element = 0;
    }
}

template <typename T>
void CheckArray<T>::release() {
    if (memory_ != nullptr) {
        memory_->release(span_.data());
        memory_ = nullptr;
    }
}

}  // namespace sfs
