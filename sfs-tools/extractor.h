// Walks the tree of an image and hands each name to somebody who writes it down.
// Layer: host tools, over libs/sfs.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sfs-tools/open_image.h"

namespace sfs_tools {

// Takes the names of a tree, in order; a folder is left before the next name beside it comes. Names
// are safe: none is `.`, `..` or a path. Each may refuse, with a problem; the rest goes on.
class Taker {
  public:
    // `path` is the whole one, "a/b", for messages and for archives; `name` its last part.
    virtual Problem enter_folder(const std::string& path, const std::string& name) = 0;
    virtual Problem leave_folder() = 0;
    // `file` holds what is to be read, through read_file.
    virtual Problem take_file(const std::string& path, const std::string& name,
                              sfs::Inode& file) = 0;
    virtual Problem take_link(const std::string& path, const std::string& name,
                              const std::string& target) = 0;
    // The file or link is the one that came as `earlier`.
    virtual Problem take_name(const std::string& path, const std::string& name,
                              const std::string& earlier) = 0;

  protected:
    ~Taker() = default;
};

class Extractor {
  public:
    Extractor(OpenImage& image, const char* tool) : image_(image), tool_(tool) {}

    // All below a folder, or the file, link or folder itself as `name`. Problems are told as they
    // come; false when there was one.
    bool extract(u32 inode, const std::string& name, Taker& taker);

    u32 taken() const { return taken_; }

  private:
    struct Folder {
        std::string path;
        std::vector<ImageEntry> entries;
        usize next = 0;
    };

    void problem(const std::string& path, const std::string& what);
    void check(const std::string& path, const Problem& problem);
    void take(const ImageEntry& entry, Taker& taker);
    void take_inode(const std::string& path, const ImageEntry& entry, sfs::Inode& inode,
                    Taker& taker);
    void enter(const std::string& path, u32 number);

    OpenImage& image_;
    const char* tool_;
    std::vector<Folder> folders_;         // from the top to where we are
    std::map<u32, std::string> earlier_;  // of files with several names: the first
    std::set<u32> seen_folders_;
    u32 taken_ = 0;
    bool good_ = true;
};

// Blocks of a file, one after the other; holes are told from data.
class FileReader {
  public:
    explicit FileReader(sfs::Inode& file) : file_(file) {}

    // The next part of the file, at most kChunk bytes; empty at the end.
    Result<void> next(std::string_view& part);
    // Is there nothing but a hole in what next() gave?
    bool is_hole() const { return is_hole_; }

  private:
    static constexpr u32 kChunk = 64 * 1024;

    sfs::Inode& file_;
    std::vector<char> chunk_ = std::vector<char>(kChunk);
    u32 offset_ = 0;
    bool is_hole_ = false;
};

}  // namespace sfs_tools
