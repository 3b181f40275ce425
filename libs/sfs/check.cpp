// Checking and repairing an SFS: the rounds, the superblock, link counts and the free map.
// Layer: libs. uCore: none.
#include "libs/sfs/check.h"

#include "libs/sfs/checker.h"
#include "libs/string.h"

namespace sfs {
namespace {

constexpr u32 kMaxRounds = 16;
constexpr u32 kSmallest = 4;  // superblock, root, free map, and one for data

struct DamageTexts {
    const char* name;
    const char* text;
};
constexpr DamageTexts kTexts[] = {
#define DAMAGE(name, text, meaning) {text, meaning},
#include "libs/sfs/damage.def"
#undef DAMAGE
};

bool has_end(const char (&label)[kInfoSize]) {
    for (char character : label) {
        if (character == '\0') {
            return true;
        }
    }
    return false;
}

bool is_possible(u32 blocks, u32 device) {
    return blocks >= kSmallest && blocks <= device && blocks > first_data_block(blocks);
}

}  // namespace

const char* damage_name(Damage damage) { return kTexts[static_cast<u8>(damage)].name; }
const char* damage_text(Damage damage) { return kTexts[static_cast<u8>(damage)].text; }

Result<CheckResult> check(BlockCache& cache, Memory& memory, FindingSink& sink, CheckMode mode) {
    void* place = memory.allocate(sizeof(Checker));
    if (place == nullptr) {
        return Error::NoMemory;
    }
    auto* checker = construct_at(static_cast<Checker*>(place), cache, memory, sink, mode);
    ScopeExit end{[&] {
        checker->~Checker();
        memory.release(place);
    }};
    return TRY(checker->run());
}

// --- rounds --------------------------------------------------------------------------------------

// What is left is told of by a last round that only looks, so that it is told once.
Result<CheckResult> Checker::run() {
    TRY(check_round());
    for (u32 round = 1; repairs() && changed_ && round < kMaxRounds; ++round) {
        TRY(check_round());
    }
    if (repairs()) {
        TRY(cache_.sync());
        if (changed_ || result_.left != 0) {
            mode_ = CheckMode::Report;
            TRY(check_round());
        }
    }
    return result_;
}

// True for: go on and repair it.
bool Checker::found(const Finding& finding) {
    Finding reported = finding;
    reported.repaired = repairs();
    sink_.report(reported);
    ++(repairs() ? result_.repaired : result_.left);
    changed_ = changed_ || repairs();
    return repairs();
}

// There is no way to repair it now.
void Checker::leave(const Finding& finding) {
    if (repairs()) {
        ++result_.left;
    } else {
        found(finding);
    }
}

Result<void> Checker::check_round() {
    changed_ = false;
    result_.left = 0;
    result_.files = 0;
    result_.folders = 0;
    const bool is_settled = TRY(check_structure());
    if (is_settled) {
        TRY(check_links());
        TRY(check_free_map());
    }
    return {};
}

// False where it makes no sense to go on in this round.
Result<bool> Checker::check_structure() {
    TRY(check_super_block());
    TRY(create_tables());
    const bool has_root = TRY(check_root());
    if (!has_root) {
        return false;
    }
    TRY(add_inode(kRootInode, kRootInode, FileType::Directory));
    TRY(walk_directories());
    TRY(claim_files());
    TRY(find_orphans());
    room_ = 0;
    for (u32 i = 0; i < Bitmap::words_for(blocks_); ++i) {
        room_ += 32 - count_bits(claimed_.word(i));
    }
    room_ -= static_cast<u32>(align_up(blocks_, 32) - blocks_);
    search_from_ = first_data_;
    if (has_twice_ && repairs()) {
        TRY(copy_blocks_used_twice());
    }
    if (changed_) {
        return false;
    }
    TRY(complete_directories());
    TRY(reconnect_orphans());
    return !changed_;
}

Result<void> Checker::create_tables() {
    BlockSet* const sets[] = {&claimed_,    &inodes_,  &directories_, &incomplete_,
                              &candidates_, &orphans_, &seen_};
    if (result_.blocks != blocks_) {
        result_.blocks = blocks_;
        for (BlockSet* set : sets) {
            TRY(set->create(memory_, blocks_));
        }
        TRY(links_.create(memory_, blocks_));
        TRY(parent_.create(memory_, blocks_));
        TRY(queue_.create(memory_, blocks_));
    }
    for (BlockSet* set : sets) {
        set->clear();
    }
    for (u32 block = 0; block < first_data_; ++block) {
        claimed_.set(block);
    }
    has_twice_ = false;
    adopting_ = false;
    queue_first_ = 0;
    queue_end_ = 0;
    return {};
}

// --- superblock and root -------------------------------------------------------------------------

Result<void> Checker::check_super_block() {
    if (cache_.block_count() < kSmallest) {
        return Error::Invalid;
    }
    auto block = TRY(BlockRef::get(cache_, kSuperBlock));
    auto* super = block.as<SuperBlock>();
    if (super->magic != kMagic) {
        const bool is_sfs = TRY(has_root_entry());
        if (!is_sfs) {
            return Error::Invalid;
        }
        if (found({Damage::BadMagic, false, 0, kSuperBlock, super->magic, kMagic})) {
            super->magic = kMagic;
            block.mark_dirty();
        }
    }
    const u32 blocks = TRY(choose_block_count(*super));
    blocks_ = blocks;
    first_data_ = first_data_block(blocks_);
    if (super->blocks != blocks_ &&
        found({Damage::BadBlockCount, false, 0, kSuperBlock, super->blocks, blocks_})) {
        super->blocks = blocks_;
        block.mark_dirty();
    }
    if (!has_end(super->info) && found({Damage::BadLabel, false, 0, kSuperBlock, 0, 0})) {
        super->info[kInfoSize - 1] = '\0';
        block.mark_dirty();
    }
    return {};
}

// What the superblock says, unless that cannot be, or the count of free blocks shows that the file
// system goes on to the end of the device.
Result<u32> Checker::choose_block_count(const SuperBlock& super) {
    const u32 device = cache_.block_count();
    if (!is_possible(super.blocks, device)) {
        return is_possible(device, device) ? Result<u32>(device) : Error::Invalid;
    }
    if (super.blocks < device && is_possible(device, device)) {
        const u32 here = TRY(count_free_bits(super.blocks));
        const u32 there = TRY(count_free_bits(device));
        if (super.unused_blocks != here && super.unused_blocks == there) {
            return device;
        }
    }
    return super.blocks;
}

// Among the first `blocks` bits of the map of so many blocks.
Result<u32> Checker::count_free_bits(u32 blocks) {
    u32 count = 0;
    for (u32 i = 0; i < free_map_blocks(blocks); ++i) {
        auto map = TRY(BlockRef::get(cache_, kFirstFreeMapBlock + i));
        const u32 bits = min(blocks - i * kBitsPerBlock, kBitsPerBlock);
        for (u32 word = 0; word < bits / 32; ++word) {
            count += count_bits(map.as<u32>()[word]);
        }
        if (bits % 32 != 0) {
            count += count_bits(map.as<u32>()[bits / 32] & ((1U << bits % 32) - 1));
        }
    }
    return count;
}

// Does the root's first slot hold its `.`?
Result<bool> Checker::has_root_entry() {
    auto root = TRY(BlockRef::get(cache_, kRootInode));
    const u32 first = root.as<DiskInode>()->direct[0];
    if (first <= kFirstFreeMapBlock || first >= cache_.block_count()) {
        return false;
    }
    auto leaf = TRY(BlockRef::get(cache_, first));
    const auto* entry = leaf.as<DiskEntry>();
    return entry->ino == kRootInode && name_of(*entry) == ".";
}

// A root that does not even hold its `.` is made anew; what it held are orphans then. False when
// there is none to go on with.
Result<bool> Checker::check_root() {
    const bool has_entry = TRY(has_root_entry());
    auto root = TRY(BlockRef::get(cache_, kRootInode));
    auto* inode = root.as<DiskInode>();
    if (inode->type == static_cast<u16>(FileType::Directory)) {
        return true;
    }
    const u32 wanted = static_cast<u32>(FileType::Directory);
    if (!found({Damage::BadRoot, false, kRootInode, kRootInode, inode->type, wanted})) {
        return has_entry;
    }
    if (!has_entry) {
        memset(inode, 0, sizeof(*inode));
        inode->nlinks = 2;
    }
    inode->type = static_cast<u16>(FileType::Directory);
    root.mark_dirty();
    return true;
}

// --- link counts and free map
// ---------------------------------------------------------------------

Result<void> Checker::check_links() {
    for (u32 number = 0; inodes_.next(number); ++number) {
        auto block = TRY(BlockRef::get(cache_, number));
        auto* inode = block.as<DiskInode>();
        const u16 links = links_[number];
        if (inode->nlinks != links &&
            found({Damage::WrongLinkCount, false, number, number, inode->nlinks, links})) {
            inode->nlinks = links;
            block.mark_dirty();
        }
    }
    return {};
}

void Checker::note_map_difference(Damage damage, u32 block) {
    if (run_count_ == 0 || run_damage_ != damage || run_first_ + run_count_ != block) {
        end_map_run();
        run_damage_ = damage;
        run_first_ = block;
    }
    ++run_count_;
}

void Checker::end_map_run() {
    if (run_count_ != 0) {
        found({run_damage_, false, 0, run_first_, run_count_, 0});
        run_count_ = 0;
    }
}

Result<void> Checker::check_free_map() {
    const u32 words = static_cast<u32>(Bitmap::words_for(blocks_));
    u32 unused = 0;
    for (u32 i = 0; i < free_map_blocks(blocks_) * (kBitsPerBlock / 32); ++i) {
        auto map = TRY(BlockRef::get(cache_, kFirstFreeMapBlock + i / (kBitsPerBlock / 32)));
        u32& have = map.as<u32>()[i % (kBitsPerBlock / 32)];
        const u32 first = i * 32;
        const u32 exist = i >= words ? 0 : blocks_ - first >= 32 ? ~0U : (1U << blocks_ % 32) - 1;
        const u32 want = exist == 0 ? 0 : exist & ~claimed_.word(i);
        unused += count_bits(want);
        if (have == want) {
            continue;
        }
        for (u32 bit = 0; bit < 32; ++bit) {
            if (((have ^ want) >> bit & 1) != 0) {
                note_map_difference((exist >> bit & 1) == 0  ? Damage::FreePastEnd
                                    : (want >> bit & 1) != 0 ? Damage::LostBlocks
                                                             : Damage::UsedBlocksFree,
                                    first + bit);
            }
        }
        if (repairs()) {
            have = want;
            map.mark_dirty();
        }
    }
    end_map_run();
    result_.used = blocks_ - unused;
    auto block = TRY(BlockRef::get(cache_, kSuperBlock));
    auto* super = block.as<SuperBlock>();
    if (super->unused_blocks != unused &&
        found({Damage::WrongUnusedCount, false, 0, kSuperBlock, super->unused_blocks, unused})) {
        super->unused_blocks = unused;
        block.mark_dirty();
    }
    return {};
}

}  // namespace sfs
