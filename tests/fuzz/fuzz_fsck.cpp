// Fuzzer of check and repair: a check writes nothing; after a repair a check finds nothing but what
// the repair has left for want of room, the independent judge finds nothing, and a second repair
// changes nothing.
#include "tests/fuzz/patches.h"
#include "tests/unit/sfs_checker.h"

using namespace sfs_test;
using sfs::CheckMode;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Device device = fuzz::damaged_image(data, size);
    Findings findings;
    const auto seen = run_check(device, CheckMode::Report, findings);
    ASSERT(device.written.empty());
    const bool is_clean = findings.all.empty();
    const auto done = run_check(device, CheckMode::Repair, findings);
    ASSERT(seen.has_value() == done.has_value());
    if (!done.has_value()) {
        ASSERT(done.error() == Error::Invalid && device.written.empty());
        return 0;
    }
    ASSERT(is_clean == device.written.empty() || done.value().left != 0);
    const auto again = run_check(device, CheckMode::Report, findings);
    ASSERT(again.value().left == done.value().left);
    device.written.clear();
    ASSERT(run_check(device, CheckMode::Repair, findings).take().repaired == 0);
    ASSERT(device.written.empty());
    if (done.value().left == 0) {
        const std::string mistakes = Checker::check(device);
        if (!mistakes.empty()) {
            PANIC("%s", mistakes.c_str());
        }
    } else {
        ASSERT(device.super().unused_blocks < 8);
    }
    return 0;
}
