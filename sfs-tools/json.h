// Writes JSON to the standard output, a value at a time.
// Layer: host tools.
#pragma once

#include <string_view>
#include <vector>

namespace sfs_tools {

// Names that are no valid UTF-8 keep their odd bytes as \u00XX.
class Json {
  public:
    ~Json();

    void open_object() { open('{'); }
    void open_array() { open('['); }
    void close();  // what was opened last
    void key(const char* name);
    void value(unsigned long long number);
    void value(bool truth);
    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    template <typename T>
    void field(const char* name, T content) {
        key(name);
        value(content);
    }

  private:
    void open(char bracket);
    void separate();

    std::vector<char> open_;  // the brackets that are to be closed
    bool is_first_ = true;    // in the bracket
    bool has_key_ = false;
};

}  // namespace sfs_tools
