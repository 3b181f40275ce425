// Where cp and mv put what they are given.
// Layer: user (C++). uCore: none.
#pragma once

#include "user/libs/command.h"
#include "user/libs/error.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

// Calls put(from, to) for each operand but the last, which is the folder that they go to, or, for
// one operand, may be its new name. Complains when several are to go to what is no folder.
template <typename Put>
void for_each_destination(const command::Options& options, Put put) {
    const Array<const char*>& operands = options.operands();
    const char* last = operands[operands.size() - 1];
    const bool into = is_folder(last);
    if (operands.size() > 2 && !into) {
        command::complain_of(last, -E_NOTDIR);
        return;
    }
    for (usize i = 0; i + 1 < operands.size(); i++) {
        const Text to = into ? join_path(last, base_name(operands[i])) : Text(StringView(last));
        put(operands[i], to.c_str());
    }
}
