// Paths as text: what is the name, what the folder, and how one is put together from both.
// Layer: user (C++); pure code, also compiled by the unit tests. uCore: none.
#pragma once

#include "user/libs/text.h"

// The last component, without slashes at the end: "b" of "a/b/", "/" of "///", "" of "".
StringView base_name(StringView path);

// Everything before the last component, without slashes at its end: "a" of "a/b", "/" of "/b",
// "." of "b", "disk0:" of "disk0:b".
StringView folder_name(StringView path);

// `name` in `folder`: "a/b" of "a" and "b", "/b" of "/" and "b", "b" of "" and "b".
Text join_path(StringView folder, StringView name);
