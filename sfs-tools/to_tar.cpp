// The tree of an image as a tar archive.
// Layer: host tools. Reference: POSIX.1-2017, pax, "ustar Interchange Format".
#include "sfs-tools/to_tar.h"

#include <cerrno>
#include <cstring>

namespace sfs_tools {
namespace {

constexpr u64 kRecord = 512;
constexpr u64 kArchiveUnit = 20 * kRecord;  // tar pads its archives to this

struct Header {
    char name[100];
    char mode[8];
    char uid[8];
    char gid[8];
    char size[12];
    char mtime[12];
    char checksum[8];
    char type;
    char target[100];
    char magic[8];
    char user[32];
    char group[32];
    char device[16];
    char prefix[155];
    char rest[12];
};
static_assert(sizeof(Header) == kRecord);

std::string_view as_bytes(const Header& header) {
    return {reinterpret_cast<const char*>(&header), sizeof(header)};
}

void fill_in(Header& header, char type, u32 size) {
    snprintf(header.mode, sizeof(header.mode), "%07o",
             type == '5'   ? 0755U
             : type == '2' ? 0777U
                           : 0644U);
    snprintf(header.uid, sizeof(header.uid), "%07o", 0U);
    snprintf(header.gid, sizeof(header.gid), "%07o", 0U);
    snprintf(header.size, sizeof(header.size), "%011o", size);
    snprintf(header.mtime, sizeof(header.mtime), "%011o", 0U);
    header.type = type;
    memcpy(header.magic, "ustar\00000", sizeof(header.magic));
    memset(header.checksum, ' ', sizeof(header.checksum));
    u32 sum = 0;
    for (char c : as_bytes(header)) {
        sum += static_cast<unsigned char>(c);
    }
    snprintf(header.checksum, sizeof(header.checksum), "%06o", sum);
}

// "30 path=...\n": the number counts itself.
std::string pax_field(const char* key, const std::string& value) {
    const std::string rest = " " + std::string(key) + "=" + value + "\n";
    usize size = rest.size();
    while (std::to_string(size).size() + rest.size() != size) {
        size = std::to_string(size).size() + rest.size();
    }
    return std::to_string(size) + rest;
}

}  // namespace

void ToTar::put(std::string_view bytes) {
    if (!failure_ && fwrite(bytes.data(), 1, bytes.size(), stream_) != bytes.size()) {
        failure_ = std::string("writing the archive: ") + strerror(errno);
    }
    written_ += bytes.size();
}

void ToTar::pad() {
    static constexpr char kZeros[kRecord] = {};
    put({kZeros, static_cast<usize>((kRecord - written_ % kRecord) % kRecord)});
}

void ToTar::put_long_names(const std::string& path, const std::string& target) {
    std::string fields;
    if (path.size() > sizeof(Header::name)) {
        fields += pax_field("path", path);
    }
    if (target.size() > sizeof(Header::target)) {
        fields += pax_field("linkpath", target);
    }
    if (fields.empty()) {
        return;
    }
    Header header = {};
    snprintf(header.name, sizeof(header.name), "PaxHeader");
    fill_in(header, 'x', static_cast<u32>(fields.size()));
    put(as_bytes(header));
    put(fields);
    pad();
}

void ToTar::put_header(const std::string& path, const std::string& target, char type, u32 size) {
    put_long_names(path, target);
    Header header = {};
    memcpy(header.name, path.data(), min(path.size(), sizeof(header.name)));
    memcpy(header.target, target.data(), min(target.size(), sizeof(header.target)));
    fill_in(header, type, size);
    put(as_bytes(header));
}

Problem ToTar::enter_folder(const std::string& path, const std::string&) {
    put_header(path + "/", "", '5', 0);
    return failure_;
}

// The size stands before the contents: what cannot be read becomes zeros, and a problem.
Problem ToTar::take_file(const std::string& path, const std::string&, sfs::Inode& file) {
    put_header(path, "", '0', file.size());
    FileReader reader(file);
    u64 left = file.size();
    Problem problem;
    while (left > 0 && !failure_) {
        std::string_view part;
        const auto read = reader.next(part);
        if (!read.has_value()) {
            problem = image_.describe(read.error()) + "; the archive has zeros instead";
            break;
        }
        put(part);
        left -= part.size();
    }
    for (static constexpr char kZeros[sfs::kBlockSize] = {}; left > 0 && !failure_;) {
        const usize count = static_cast<usize>(min<u64>(left, sizeof(kZeros)));
        put({kZeros, count});
        left -= count;
    }
    pad();
    return failure_ ? failure_ : problem;
}

Problem ToTar::take_link(const std::string& path, const std::string&, const std::string& target) {
    put_header(path, target, '2', 0);
    return failure_;
}

Problem ToTar::take_name(const std::string& path, const std::string&, const std::string& earlier) {
    put_header(path, earlier, '1', 0);
    return failure_;
}

Problem ToTar::finish() {
    const std::string zeros(static_cast<usize>(2 * kRecord), '\0');
    put(zeros);
    put(std::string(static_cast<usize>((kArchiveUnit - written_ % kArchiveUnit) % kArchiveUnit),
                    '\0'));
    if (!failure_ && fflush(stream_) != 0) {
        failure_ = std::string("writing the archive: ") + strerror(errno);
    }
    return failure_;
}

}  // namespace sfs_tools
