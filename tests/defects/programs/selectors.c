// Segment registers: only the program's own selectors and null can be loaded; whatever is in them,
// the kernel works, and the program finds them as it left them.
#include "raw.h"

#define LOADER(name) \
    static void load_##name(u32 selector) { __asm__ volatile("movw %w0, %%" #name ::"r"(selector)); }
LOADER(ss)
LOADER(fs)
LOADER(gs)
// With a data segment that does not work the program can not go on: it takes its own again.
static void load_ds(u32 selector) {
    __asm__ volatile("movw %w0, %%ds; movw %w1, %%ds" ::"r"(selector), "r"(0x23));
}
static void load_es(u32 selector) {
    __asm__ volatile("movw %w0, %%es; movw %w1, %%es" ::"r"(selector), "r"(0x23));
}

// System calls and preemption while the registers hold `selector`.
static void call_with(u32 selector) {
    u32 seen_ds, seen_es, seen_fs, seen_gs;
    int code = 0, result;
    const int pid = CALL0(FORK);
    if (pid == 0) {
        leave(99);
    }
    __asm__ volatile(
        "movw %w[selector], %%ds; movw %w[selector], %%es\n"
        "movw %w[selector], %%fs; movw %w[selector], %%gs\n"
        "int $0x80\n"
        "movl %%ds, %[ds]; movl %%es, %[es]\n"
        "movw %w[own], %%ds; movw %w[own], %%es\n"
        : "=a"(result), [ds] "=&r"(seen_ds), [es] "=&r"(seen_es)
        : "a"(WAIT), "d"(pid), "c"(&code), [selector] "r"(selector), [own] "b"(0x23)
        : "memory");
    __asm__ volatile("movl %%fs, %0; movl %%gs, %1" : "=r"(seen_fs), "=r"(seen_gs));
    if (result != 0 || code != 99) {
        fail("wait", (u32)result);
    }
    // A null selector stays one, but the CPU may clear its privilege [IA32-2 IRET].
    const u32 kept = selector < 4 ? 0xFFFC : 0xFFFF;
    if ((seen_ds & kept) != (selector & kept) || (seen_es & kept) != (selector & kept) ||
        (seen_fs & kept) != (selector & kept) || (seen_gs & kept) != (selector & kept)) {
        fail("selectors after a call", selector);
    }
}
static void spin_with_null(u32 selector) {
    const u32 begin = (u32)CALL0(GETTIME);
    while ((u32)CALL0(GETTIME) - begin < 12) {  // more than a time slice
        __asm__ volatile("movw %w0, %%es; movw %w0, %%gs" ::"r"(selector));
        for (volatile int i = 0; i < 1000; i++) {
        }
    }
    __asm__ volatile("movw %w0, %%es" ::"r"(0x23));
}
static void call_far(u32 selector) {
    struct {
        u32 offset;
        unsigned short selector;
    } __attribute__((packed)) target = {0, (unsigned short)selector};
    __asm__ volatile("lcall *%0" ::"m"(target) : "memory");
}
static void jump_far(u32 selector) {
    struct {
        u32 offset;
        unsigned short selector;
    } __attribute__((packed)) target = {0, (unsigned short)selector};
    __asm__ volatile("ljmp *%0" ::"m"(target) : "memory");
}

static int start(void) {
    static void (*const loaders[])(u32) = {load_ds, load_es, load_fs, load_gs, load_ss};
    static const u32 good[] = {0x23};
    static const u32 good_for_data[] = {0, 1, 2, 3, 0x1b, 0x20, 0x18};
    static const u32 bad[] = {0x08, 0x0b, 0x10, 0x13, 0x28, 0x2b, 0x30, 0x33, 0x38, 0x40,
                              0x04, 0x07, 0x0f, 0x27, 0x7ff8, 0xffff, 0x8003};
    for (u32 loader = 0; loader < 5; loader++) {
        for (u32 i = 0; i < sizeof(good) / 4; i++) {
            must_live("own selector", loaders[loader], good[i]);
        }
        for (u32 i = 0; i < sizeof(good_for_data) / 4; i++) {
            if (loader < 4) {
                must_live("selector", loaders[loader], good_for_data[i]);
            } else {
                must_die("stack selector", loaders[loader], good_for_data[i]);
            }
        }
        for (u32 i = 0; i < sizeof(bad) / 4; i++) {
            must_die("selector", loaders[loader], bad[i]);
        }
    }
    must_live("call with null", call_with, 0);
    must_live("call with null and a privilege", call_with, 3);
    must_live("call with code for data", call_with, 0x1b);
    must_live("preemption with null", spin_with_null, 0);
    for (u32 selector = 0; selector < 0x48; selector += selector % 8 == 0 ? 3 : 5) {
        if (selector != 0x1b && selector != 0x18) {  // would be no far jump, but one to address 0
            must_die("far call", call_far, selector);
            must_die("far jump", jump_far, selector);
        }
    }
    must_die("far call of nothing", call_far, 0x1b);
    PASS("selectors");
}
