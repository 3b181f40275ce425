// Boot options from QEMU's firmware configuration device.
//
// Layer: arch. No uCore counterpart. [QEMU docs/specs/fw_cfg]
// An item is selected by a 16-bit key and then read byte by byte. Item 0 is a signature, item 0x19
// the directory of named files; its numbers are big-endian.

#include "arch/cpu.h"
#include "arch/ports.h"
#include "libs/string.h"

namespace arch {
namespace {

constexpr u16 kSelectorPort = 0x510;
constexpr u16 kDataPort = 0x511;
constexpr u16 kSignatureItem = 0x0000;
constexpr u16 kDirectoryItem = 0x0019;
constexpr u32 kMaxFiles = 256;  // more than that is not a directory

struct DirectoryEntry {
    u32 size;
    u16 item;
    u16 reserved;
    char name[56];
};
static_assert(sizeof(DirectoryEntry) == 64);

void select(u16 item) { outw(kSelectorPort, item); }

void read(void* target, usize size) { insb(kDataPort, target, size); }

bool is_present() {
    char signature[4];
    select(kSignatureItem);
    read(signature, sizeof(signature));
    return memcmp(signature, "QEMU", sizeof(signature)) == 0;
}

// Looks for file `prefix` + `name`. Returns false when there is none.
bool find_file(const char* prefix, const char* name, DirectoryEntry& entry) {
    u32 count;
    select(kDirectoryItem);
    read(&count, sizeof(count));
    count = __builtin_bswap32(count);
    usize prefix_length = strlen(prefix);
    for (u32 i = 0; i < count && i < kMaxFiles; ++i) {
        read(&entry, sizeof(entry));
        entry.name[sizeof(entry.name) - 1] = 0;
        if (strncmp(entry.name, prefix, prefix_length) == 0 &&
            strcmp(entry.name + prefix_length, name) == 0)
            return true;
    }
    return false;
}

}  // namespace

int read_boot_option(const char* name, char* value, usize size) {
    DirectoryEntry entry;
    if (size == 0 || !is_present() || !find_file("opt/ucore/", name, entry))
        return -1;
    usize length = __builtin_bswap32(entry.size);
    if (length > size - 1)
        length = size - 1;
    select(__builtin_bswap16(entry.item));
    read(value, length);
    value[length] = 0;
    return static_cast<int>(length);
}

}  // namespace arch
