// What each block of an image is used for: found by walking the tree.
// Layer: host tools, over libs/sfs.
#include "sfs-tools/block_map.h"

namespace sfs_tools {
namespace {

class Walker {
  public:
    Walker(OpenImage& image, std::vector<BlockUse>& map) : image_(image), map_(map) {}

    Result<void> walk() {
        map_.assign(image_.fs().volume().blocks(), {BlockKind::Lost, 0});
        TRY(mark_free());
        map_[sfs::kSuperBlock] = {BlockKind::Super, 0};
        for (u32 i = sfs::kFirstFreeMapBlock; i < sfs::first_data_block(blocks()); ++i) {
            map_[i] = {BlockKind::FreeMap, 0};
        }
        use(sfs::kRootInode, BlockKind::Inode, sfs::kRootInode);
        waiting_.push_back(sfs::kRootInode);
        while (!waiting_.empty()) {
            const u32 number = waiting_.back();
            waiting_.pop_back();
            TRY(visit(number));
        }
        return {};
    }

  private:
    u32 blocks() const { return static_cast<u32>(map_.size()); }

    Result<void> mark_free() {
        for (u32 first = 0; first < blocks();) {
            const u32 at = sfs::kFirstFreeMapBlock + first / sfs::kBitsPerBlock;
            auto block = TRY(sfs::BlockRef::get(image_.cache(), at));
            const u32 count = min(blocks() - first, sfs::kBitsPerBlock);
            for (u32 bit = 0; bit < count; ++bit) {
                if ((block.data()[bit / 8] >> bit % 8 & 1) != 0) {
                    map_[first + bit] = {BlockKind::Free, 0};
                }
            }
            first += count;
        }
        return {};
    }

    // Whether the block was nobody's until now.
    bool use(u32 block, BlockKind kind, u32 inode) {
        if (block >= blocks() || map_[block].inode != 0) {
            return false;
        }
        map_[block] = {kind, inode};
        return true;
    }

    Result<void> visit(u32 number) {
        auto opened = InodeRef::open(image_.fs(), number);
        if (!opened.has_value()) {
            return {};  // damaged: its block is known, the rest is not
        }
        sfs::Inode& inode = *opened.value();
        const BlockKind kind = inode.is_directory()                          ? BlockKind::Entries
                               : inode.type() == sfs::FileType::SymbolicLink ? BlockKind::Target
                                                                             : BlockKind::Data;
        const u32 unit = inode.is_directory() ? sfs::kEntrySize : sfs::kBlockSize;
        const u32 count = inode.size() / unit + (inode.size() % unit != 0 ? 1 : 0);
        for (u32 i = 0; i < count; ++i) {
            const auto block = inode.sfs_bmap_load_nolock(i, sfs::Missing::Report);
            if (block.has_value() && block.value() != sfs::kNoBlock) {
                use(block.value(), kind, number);
            }
        }
        TRY(visit_pointers(inode));
        return inode.is_directory() ? visit_names(number) : Result<void>();
    }

    Result<void> visit_pointers(sfs::Inode& inode) {
        for (u32 pointer : {inode.disk().indirect, inode.disk().db_indirect}) {
            if (pointer != sfs::kNoBlock) {
                use(pointer, BlockKind::Pointers, inode.number());
            }
        }
        const u32 top = inode.disk().db_indirect;
        if (!image_.fs().volume().is_data_block(top)) {
            return {};
        }
        auto block = TRY(sfs::BlockRef::get(image_.cache(), top));
        for (u32 i = 0; i < sfs::kPointersPerBlock; ++i) {
            if (block.as<u32>()[i] != sfs::kNoBlock) {
                use(block.as<u32>()[i], BlockKind::Pointers, inode.number());
            }
        }
        return {};
    }

    Result<void> visit_names(u32 folder) {
        std::vector<ImageEntry> entries;
        const auto listed = image_.list(folder, entries);
        if (!listed.has_value()) {
            return listed.error() == Error::Invalid ? Result<void>() : listed.error();
        }
        for (const ImageEntry& entry : entries) {
            if (image_.fs().volume().is_data_block(entry.number) &&
                use(entry.number, BlockKind::Inode, entry.number)) {
                waiting_.push_back(entry.number);
            }
        }
        return {};
    }

    OpenImage& image_;
    std::vector<BlockUse>& map_;
    std::vector<u32> waiting_;  // inodes whose blocks are not looked at yet
};

}  // namespace

Result<void> read_block_map(OpenImage& image, std::vector<BlockUse>& map) {
    return Walker(image, map).walk();
}

std::vector<BlockRun> runs_of(const std::vector<BlockUse>& map) {
    std::vector<BlockRun> runs;
    for (u32 block = 0; block < map.size(); ++block) {
        const bool is_inode = map[block].kind == BlockKind::Inode;
        if (!runs.empty() && runs.back().use == map[block] && !is_inode) {
            ++runs.back().count;
        } else {
            runs.push_back({block, 1, map[block]});
        }
    }
    return runs;
}

const char* use_name(BlockKind kind) {
    switch (kind) {
    case BlockKind::Free: return "free";
    case BlockKind::Lost: return "lost";
    case BlockKind::Super: return "superblock";
    case BlockKind::FreeMap: return "free map";
    case BlockKind::Inode: return "inode";
    case BlockKind::Pointers: return "pointers";
    case BlockKind::Data: return "data";
    case BlockKind::Entries: return "entries";
    case BlockKind::Target: return "target";
    }
    UNREACHABLE();
}

}  // namespace sfs_tools
