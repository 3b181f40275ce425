// A hash table of names.
// Layer: libs. uCore: none.
#include "libs/sfs/name_index.h"

#include "libs/string.h"

namespace sfs {

// FNV-1a, and a last step that mixes the high bits into the low ones.
u32 NameIndex::hash(StringView name) {
    u32 value = 0x811C9DC5;
    for (char character : name) {
        value = (value ^ static_cast<u8>(character)) * 0x01000193;
    }
    value = (value ^ value >> 16) * 0x85EBCA6B;
    return value ^ value >> 13;
}

void NameIndex::put(u32 hash, u32 state) {
    u32 place = hash & (size_ - 1);
    while (places_[place].state != kEmpty) {
        place = (place + 1) & (size_ - 1);
    }
    places_[place] = {hash, state};
    ++filled_;
}

// To a table at most a third full, without what was removed.
Result<void> NameIndex::grow() {
    u32 used = 0;
    for (u32 i = 0; i < size_; ++i) {
        used += places_[i].state >= kFirst ? 1 : 0;
    }
    u32 size = 32;
    while (size < used * 3) {
        size *= 2;
    }
    auto* fresh = static_cast<Place*>(memory_.allocate(size * sizeof(Place)));
    if (fresh == nullptr) {
        return Error::NoMemory;
    }
    memset(fresh, 0, size * sizeof(Place));
    Place* old = places_;
    const u32 old_size = size_;
    places_ = fresh;
    size_ = size;
    filled_ = 0;
    for (u32 i = 0; i < old_size; ++i) {
        if (old[i].state >= kFirst) {
            put(old[i].hash, old[i].state);
        }
    }
    if (old != nullptr) {
        memory_.release(old);
    }
    return {};
}

Result<void> NameIndex::add(u32 hash, u32 number) {
    ASSERT(number <= NumericLimits<u32>::max() - kFirst);
    if (filled_ >= size_ / 2) {
        TRY(grow());
    }
    put(hash, number + kFirst);
    return {};
}

void NameIndex::remove(u32 hash, u32 number) {
    u32 position = 0;
    u32 found = 0;
    while (next(hash, position, found)) {
        if (found == number) {
            places_[(hash + position - 1) & (size_ - 1)].state = kRemoved;
            return;
        }
    }
}

void NameIndex::clear() {
    if (places_ != nullptr) {
        memory_.release(places_);
    }
    places_ = nullptr;
    size_ = 0;
    filled_ = 0;
}

bool NameIndex::next(u32 hash, u32& position, u32& number) const {
    while (position < size_) {
        const Place& place = places_[(hash + position) & (size_ - 1)];
        ++position;
        if (place.state == kEmpty) {
            position = size_;
        } else if (place.state >= kFirst && place.hash == hash) {
            number = place.state - kFirst;
            return true;
        }
    }
    return false;
}

}  // namespace sfs
