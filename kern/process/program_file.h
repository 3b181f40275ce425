// Programs in files: their segments, from which pages come in as they are touched.
//
// Layer: process. uCore counterpart: load_icode_read in kern/process/proc.c.
#pragma once

#include "kern/fs/vfs/inode.h"
#include "kern/process/elf_image.h"
#include "kern/vm/page_source.h"

namespace process {

// What a loader needs of the ELF file in `file`; every field is checked against the file's size.
// IsDirectory, InvalidElf, NoMemory, DeviceNotAvailable. Context: thread.
Result<ElfImage> read_program(fs::Inode& file);

// Pages of `segment`, with what `file` has for them. NoMemory. Context: thread.
Result<Ref<vm::PageSource>> make_segment_source(Ref<fs::Inode> file, const Segment& segment);

}  // namespace process
