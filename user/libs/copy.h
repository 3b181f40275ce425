// Copying files and trees of folders.
// Layer: user (C++). uCore: none.
#pragma once

// Copies the file `from` to `to`, over what `to` had, if anything. A file copied to itself stays as
// it is. What goes wrong is told (command.h).
void copy_file(const char* from, const char* to);

// The same with a folder and all that is in it. What is in `to` already stays, or is written over.
void copy_tree(const char* from, const char* to);
