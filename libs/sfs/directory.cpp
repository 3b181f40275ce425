// SFS directories: find, add, replace and remove names.
// Layer: libs. uCore: sfs_inode.c.
#include "libs/sfs/directory.h"

#include "libs/string.h"

namespace sfs {
namespace {

// What is in a slot may have no NUL on a damaged disk.
StringView name_of(const DiskEntry& entry) {
    usize size = 0;
    while (size < kMaxName && entry.name[size] != '\0') {
        ++size;
    }
    return {entry.name, size};
}

void fill(BlockRef& block, StringView name, u32 number) {
    auto* entry = block.as<DiskEntry>();
    memset(block.data(), 0, kBlockSize);
    memcpy(entry->name, name.data(), name.size());
    entry->ino = number;
    block.mark_dirty();
}

// FNV-1a.
u32 hash_of(u32 directory, StringView name) {
    u32 hash = 2166136261U ^ directory;
    for (char c : name) {
        hash = (hash ^ static_cast<u8>(c)) * 16777619U;
    }
    return hash;
}

bool is_dot(StringView name) { return name == "." || name == ".."; }

// From so many slots on, an index pays.
constexpr u32 kIndexedSlots = 64;

}  // namespace

Result<void> check_name(StringView name) {
    if (name.size() > kMaxName) {
        return Error::TooBig;
    }
    if (name.empty() || name.find('/') != StringView::kNotFound ||
        name.find('\0') != StringView::kNotFound) {
        return Error::Invalid;
    }
    return {};
}

// Error NoEntry for a hole, which is an empty slot.
Result<BlockRef> Directory::entry_block(u32 slot, Missing missing) {
    const u32 number = TRY(inode_.sfs_bmap_load_nolock(slot, missing));
    if (number == kNoBlock) {
        return Error::NoEntry;
    }
    return BlockRef::get(cache_, number);
}

Result<void> Directory::read(u32 slot, DiskEntry& entry) {
    if (slot >= slots()) {
        return Error::NoEntry;
    }
    const u32 number = TRY(inode_.sfs_bmap_load_nolock(slot, Missing::Report));
    entry.ino = 0;
    if (number != kNoBlock) {
        auto block = TRY(BlockRef::get(cache_, number));
        memcpy(&entry, block.data(), sizeof(entry));
        entry.name[kMaxName] = '\0';
    }
    return {};
}

// Whether the entry in this slot has that name.
Result<bool> Directory::has_name(u32 slot, StringView name) {
    const u32 number = TRY(inode_.sfs_bmap_load_nolock(slot, Missing::Report));
    if (number == kNoBlock) {
        return false;
    }
    auto block = TRY(BlockRef::get(cache_, number));
    const auto& entry = *block.as<DiskEntry>();
    return entry.ino != 0 && name_of(entry) == name;
}

Result<u32> Directory::slot_of(StringView name) {
    u32& hint = inode_.volume().slot_hint(hash_of(inode_.number(), name));
    const u32 likely = hint;
    if (likely < slots()) {
        const bool is_there = TRY(has_name(likely, name));
        if (is_there) {
            return likely;
        }
    }
    if (slots() >= kIndexedSlots && !inode_.has_index && !make_index().has_value()) {
        forget_index();
    }
    if (inode_.has_index) {
        const u32 slot = TRY(find_in_index(name));
        hint = slot;
        return slot;
    }
    for (u32 slot = 0; slot < slots(); ++slot) {
        const bool is_there = TRY(has_name(slot, name));
        if (is_there) {
            hint = slot;
            return slot;
        }
    }
    return Error::NoEntry;
}

// Calls `visit(slot, entry)` for each entry with a name, as long as it says that it wants more.
template <typename Visit>
Result<void> Directory::visit_entries(Visit visit) {
    for (u32 slot = 0; slot < slots(); ++slot) {
        const u32 number = TRY(inode_.sfs_bmap_load_nolock(slot, Missing::Report));
        if (number == kNoBlock) {
            continue;
        }
        auto block = TRY(BlockRef::get(cache_, number));
        const auto& entry = *block.as<DiskEntry>();
        if (entry.ino != 0 && !visit(slot, entry)) {
            break;
        }
    }
    return {};
}

Result<void> Directory::make_index() {
    bool fits = true;
    TRY(visit_entries([&](u32 slot, const DiskEntry& entry) {
        fits = inode_.names.add(NameIndex::hash(name_of(entry)), slot).has_value();
        return fits;
    }));
    inode_.has_index = fits;
    return fits ? Result<void>() : Error::NoMemory;
}

void Directory::forget_index() {
    inode_.names.clear();
    inode_.has_index = false;
}

// The first slot of the name, should a damaged disk have it twice.
Result<u32> Directory::find_in_index(StringView name) {
    u32 first = slots();
    u32 position = 0;
    u32 slot = 0;
    while (inode_.names.next(NameIndex::hash(name), position, slot)) {
        const bool is_there = TRY(has_name(slot, name));
        if (is_there) {
            first = min(first, slot);
        }
    }
    return first < slots() ? Result<u32>(first) : Error::NoEntry;
}

Result<BlockRef> Directory::block_of(StringView name) {
    const u32 slot = TRY(slot_of(name));
    return entry_block(slot, Missing::Report);
}

Result<u32> Directory::find(StringView name) {
    auto block = TRY(block_of(name));
    return block.as<DiskEntry>()->ino;
}

// The first empty slot, or the one after the last.
Result<u32> Directory::free_slot() {
    u32& slot = inode_.first_empty_slot;
    for (; slot < slots(); ++slot) {
        const u32 number = TRY(inode_.sfs_bmap_load_nolock(slot, Missing::Report));
        if (number == kNoBlock) {
            return slot;
        }
        auto block = TRY(BlockRef::get(cache_, number));
        if (block.as<DiskEntry>()->ino == 0) {
            return slot;
        }
    }
    return slots();
}

Result<void> Directory::add(StringView name, Inode& target) {
    const u32 slot = TRY(free_slot());
    auto block = TRY(entry_block(slot, Missing::Allocate));
    if (!is_dot(name)) {
        TRY(cache_.order(target.block().buffer(), block.buffer()));
    }
    fill(block, name, target.number());
    if (slot == slots()) {
        TRY(cache_.order(block.buffer(), inode_.block().buffer()));
        inode_.set_size(inode_.size() + kEntrySize, inode_.blocks() + 1);
    }
    if (inode_.has_index && !inode_.names.add(NameIndex::hash(name), slot).has_value()) {
        forget_index();
    }
    return {};
}

Result<void> Directory::replace(StringView name, Inode& target) {
    auto block = TRY(block_of(name));
    TRY(cache_.order(target.block().buffer(), block.buffer()));
    fill(block, name, target.number());
    return {};
}

Result<void> Directory::rename(StringView name, StringView new_name) {
    const u32 slot = TRY(slot_of(name));
    auto block = TRY(entry_block(slot, Missing::Report));
    fill(block, new_name, block.as<DiskEntry>()->ino);
    if (inode_.has_index) {
        inode_.names.remove(NameIndex::hash(name), slot);
        if (!inode_.names.add(NameIndex::hash(new_name), slot).has_value()) {
            forget_index();
        }
    }
    return {};
}

Result<void> Directory::remove(StringView name, Inode& target) {
    const u32 slot = TRY(slot_of(name));
    auto block = TRY(entry_block(slot, Missing::Report));
    memset(block.data(), 0, kBlockSize);
    block.mark_dirty();
    inode_.first_empty_slot = min(inode_.first_empty_slot, slot);
    if (inode_.has_index) {
        inode_.names.remove(NameIndex::hash(name), slot);
    }
    return cache_.order(block.buffer(), target.block().buffer());
}

Result<bool> Directory::is_empty() {
    bool empty = true;
    TRY(visit_entries([&](u32, const DiskEntry& entry) {
        empty = is_dot(name_of(entry));
        return empty;
    }));
    return empty;
}

}  // namespace sfs
