// The command line of a tool. CLI11 does the work, in arguments.cpp alone: it takes the compiler
// seconds, which every tool would cost otherwise.
// Layer: host tools.
//
//     Arguments arguments("mksfs", "Makes an SFS image of a folder.");
//     arguments.positional("IMAGE", image, "the image");
//     if (const auto status = arguments.parse(argc, argv)) { return *status; }
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace sfs_tools {

// How a tool ends.
constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;

class Arguments {
  public:
    Arguments(const char* name, const char* purpose);
    ~Arguments();
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    // What follows the list of options in the text of --help.
    void footer(const char* text);
    // The variable, which must outlive parse, keeps its value when the argument is not given.
    // Names are "-q,--quiet"; META is what stands for the value in the help.
    void positional(const char* meta, std::string& value, const char* help);
    void optional_positional(const char* meta, std::string& value, const char* help);
    void flag(const char* names, bool& value, const char* help);
    void option(const char* names, std::string& value, const char* meta, const char* help);
    // The status to end with now, its message or the help printed; nothing when all is well.
    std::optional<int> parse(int argc, char** argv);

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// Prints "TOOL: message" on the error output, whatever stands on the terminal's last line now.
void complain(const char* tool, const std::string& message);

// A size such as 64M: bytes, or K, M, G with 1024 as the step; nothing for what is no size.
std::optional<unsigned long long> parse_size(const std::string& text);

}  // namespace sfs_tools
