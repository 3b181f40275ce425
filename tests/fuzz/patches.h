// Damaged images for the fuzzers: the input is a list of changes to a sound image.
//
//     byte 0          whether the disk is nearly full
//     6 bytes each    what (a block by its role), where (a word, or a byte of a name), and a value
#pragma once

#include "tests/unit/sfs_image.h"

#include <cstddef>
#include <cstdint>

namespace fuzz {

using namespace sfs_test;

constexpr u32 kBlocks = 120;
constexpr usize kPatchSize = 6;

// The sample image and where its metadata is.
struct Sample {
    explicit Sample(bool is_full) : device(make_sample_image(kBlocks)) {
        Mounted mounted(device);
        if (is_full) {
            const u32 free = mounted.fs.volume().unused_blocks();
            mounted.make_file("rest", std::string((free - 4) * 4096, 'r'));
            mounted.fs.sync().take();
        }
        metadata = {0, 1, 2};
        for (const char* path : {"a", "big", "empty", "dir", "dir/sub", "dir/sub/deep", "link"}) {
            metadata.push_back(mounted.number(path));
        }
        for (const char* path : {".", "..", "a", "big", "dir", "dir/.", "dir/..", "dir/sub",
                                 "dir/sub/..", "dir/hard", "link", "empty"}) {
            metadata.push_back(mounted.entry_block(path));
        }
        metadata.push_back(word(device, mounted.number("big"), 60));
    }

    Device device;
    std::vector<u32> metadata;
};

// Values of 0xF0 and more stand for numbers that matter.
inline u32 value_of(const Sample& sample, u8 low, u8 high) {
    switch (high) {
    case 0xF0: return 0xFFFFFFFF - low;
    case 0xF1: return kBlocks - 2 + low % 4;
    case 0xF2: return sample.metadata[low % sample.metadata.size()];
    case 0xF3: return 256U * low;
    case 0xF4: return 4096U * low;
    case 0xF5: return 0x80000000 + low;
    default: return low | static_cast<u32>(high) << 8;
    }
}

inline Device damaged_image(const std::uint8_t* data, std::size_t size) {
    static const Sample roomy(false);
    static const Sample full(true);
    const Sample& sample = size > 0 && data[0] % 2 == 1 ? full : roomy;
    Device device = sample.device;
    device.written.clear();
    for (std::size_t at = 1; at + kPatchSize <= size; at += kPatchSize) {
        const std::uint8_t* patch = data + at;
        const u32 block = patch[0] < 128 ? sample.metadata[patch[0] % sample.metadata.size()]
                                         : patch[0] % kBlocks;
        const u32 value = value_of(sample, patch[3], patch[4]);
        const u32 offset = patch[2] % 16 == 15 ? patch[1] * 16U : patch[1] % 72 * 4;
        switch (patch[5] % 4) {
        case 0: put_half(device, block, offset, static_cast<u16>(value)); break;
        case 1: device[block][offset + patch[2] % 4] = patch[3]; break;
        case 2: device[block] = device[value % kBlocks]; break;
        default: put_word(device, block, offset, value); break;
        }
    }
    return device;
}

}  // namespace fuzz
