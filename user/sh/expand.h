// What the words of a command stand for: quotes removed, $ and wildcards replaced.
// Layer: user; pure code, also compiled by the unit tests. uCore: none.
//
// Between '...' everything means itself; between "..." all but $ and \; a backslash takes away the
// meaning of the character behind it (between "..." only that of $, \ and "). $? is the last exit
// code, $$ the shell's number, $0 to $9 and $# the script's arguments and their number. A word with
// wildcards (pattern.h) outside of quotes becomes the names of the files that match it, if any do.
#pragma once

#include "libs/scope.h"
#include "user/libs/array.h"
#include "user/libs/text.h"

namespace shell {

struct Variables {
    int status = 0;
    int pid = 0;
    Span<const char* const> arguments;  // the script's name first
};

// Tells what there is in the file system.
class Folders : NonCopyable {
  public:
    // Adds the names in `folder`, in no order; none when it can not be read. "" is the current one.
    virtual void list(StringView folder, Array<Text>& names) = 0;
    virtual bool is_folder(StringView path) = 0;

  protected:
    Folders() = default;
    ~Folders() = default;
};

// Adds what `word` stands for to `values`: one text; several for a wildcard; none when it is
// nothing but variables that are empty.
void expand(StringView word, const Variables& variables, Folders& folders, Array<Text>& values);

// The names of files that match, sorted. The wildcard may have slashes in it.
Array<Text> matching_names(StringView wildcard, Folders& folders);

// What `word`, which has no variables, is without its quotes; wildcards mean themselves.
void unquote(StringView word, Text& value);

// `text` so that as a word it stands for itself.
Text quoted(StringView text);

}  // namespace shell
