// Writes the tree of an image as a tar archive: POSIX ustar, with pax headers for long names.
// Layer: host tools.
#pragma once

#include <cstdio>
#include <string>

#include "sfs-tools/extractor.h"

namespace sfs_tools {

// The same image gives the same archive: owner 0, the time 0, the tree in the order of its names.
class ToTar final : public Taker, NonCopyable {
  public:
    // The stream stays the caller's.
    ToTar(const OpenImage& image, FILE* stream) : image_(image), stream_(stream) {}

    Problem enter_folder(const std::string& path, const std::string& name) override;
    Problem leave_folder() override { return {}; }
    Problem take_file(const std::string& path, const std::string& name, sfs::Inode& file) override;
    Problem take_link(const std::string& path, const std::string& name,
                      const std::string& target) override;
    Problem take_name(const std::string& path, const std::string& name,
                      const std::string& earlier) override;
    // After the last name. The archive is no good once anything could not be written.
    Problem finish();

  private:
    void put_header(const std::string& path, const std::string& target, char type, u32 size);
    void put_long_names(const std::string& path, const std::string& target);
    void put(std::string_view bytes);
    void pad();

    const OpenImage& image_;
    FILE* stream_;
    u64 written_ = 0;
    Problem failure_;  // of the stream
};

}  // namespace sfs_tools
