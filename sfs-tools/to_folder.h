// Writes the tree of an image into a folder of the host.
// Layer: host tools.
#pragma once

#include <string>
#include <vector>

#include "sfs-tools/extractor.h"

namespace sfs_tools {

// Everything is done relative to open folders and follows no symbolic link, so nothing is written
// outside, whatever the image says and whatever was in the folder before.
class ToFolder final : public Taker, NonCopyable {
  public:
    // With `force`, files and links that are there already are replaced.
    ToFolder(const OpenImage& image, bool force) : image_(image), force_(force) {}
    ~ToFolder();

    // Once; makes the folder when it is not there.
    Problem open(const std::string& folder);

    Problem enter_folder(const std::string& path, const std::string& name) override;
    Problem leave_folder() override;
    Problem take_file(const std::string& path, const std::string& name, sfs::Inode& file) override;
    Problem take_link(const std::string& path, const std::string& name,
                      const std::string& target) override;
    Problem take_name(const std::string& path, const std::string& name,
                      const std::string& earlier) override;

  private:
    int here() const { return folders_.back(); }
    Problem make_room(const std::string& name);
    Problem copy(sfs::Inode& file, int fd);

    const OpenImage& image_;
    const bool force_;
    std::vector<int> folders_;  // open, from the top to where we are
};

}  // namespace sfs_tools
