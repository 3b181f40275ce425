// What is in a folder, and what kind of a file something is.
// Layer: user (C++). uCore: none.
#pragma once

#include "user/libs/array.h"
#include "user/libs/stat.h"
#include "user/libs/text.h"

// The names in a folder, sorted, "." and ".." among them. 0, or minus an error number.
int read_folder(const char* path, Array<Text>& names);

// "." or "..".
bool is_self_or_parent(StringView name);

// The target of a symbolic link. 0, or minus an error number.
int read_link(const char* path, Text& target);

// Whether `path` is a folder, or a link to one.
bool is_folder(const char* path);

// '-' regular, 'd' directory, 'l' symbolic link, 'c' and 'b' devices, 'p' pipe, '?' none of these.
char type_letter(uint32_t mode);
// The same in words.
const char* type_name(uint32_t mode);

// Copies what is left of the file `from` to the file `to`. Returns how many bytes that was, or
// minus the error number; *reading tells which of the two failed.
int copy_contents(int from, int to, bool* reading);
