// The user library against known answers.
// uCore counterpart: none.
#include <defs.h>
#include <error.h>
#include <lock.h>
#include <stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ulib.h>
#include <x86.h>

// --- Formatted text -----------------------------------------------------------------------------

static char text[128];

// snprintf(...) must give `expected`, and its length.
#define EXPECT_TEXT(expected, ...)                                         \
    do {                                                                   \
        const int length = snprintf(text, sizeof(text), __VA_ARGS__);      \
        if (strcmp(text, expected) != 0 || length != (int)strlen(text)) {  \
            panic("got \"%s\", not \"%s\"", text, expected);               \
        }                                                                  \
    } while (0)

static void check_numbers(void) {
    EXPECT_TEXT("0 1 -1 2147483647 -2147483648", "%d %d %d %d %d", 0, 1, -1, INT32_MAX, INT32_MIN);
    EXPECT_TEXT("4294967295 ffffffff 37777777777", "%u %x %o", -1, -1, -1);
    EXPECT_TEXT("[   42][42   ][00042][  -42][-0042]", "[%5d][%-5d][%05d][%5d][%05d]", 42, 42, 42, -42,
                -42);
    EXPECT_TEXT("-9223372036854775808 18446744073709551615", "%lld %llu", (long long)INT64_MIN,
                (unsigned long long)UINT64_MAX);
    EXPECT_TEXT("123456789012345 7fffffffffffffff", "%lld %llx", 123456789012345LL,
                (long long)INT64_MAX);
    EXPECT_TEXT("-5 5", "%ld %lu", -5L, 5UL);
    EXPECT_TEXT("0xb0000000 0x0", "%p %p", (void*)0xB0000000, NULL);
}

static void check_texts(void) {
    EXPECT_TEXT("a%b", "%c%%%c", 'a', 'b');
    EXPECT_TEXT("[abc][  abc][abc  ][ab][   ab]", "[%s][%5s][%-5s][%.2s][%5.2s]", "abc", "abc", "abc",
                "abc", "abc");
    EXPECT_TEXT("(null)", "%s", (char*)NULL);
    EXPECT_TEXT("out of memory, invalid elf file", "%e, %e", E_NO_MEM, -E_INVAL_ELF);
    EXPECT_TEXT("error 99", "%e", -99);
    assert(snprintf(text, 4, "%d", 123456) == 6 && strcmp(text, "123") == 0);
    assert(snprintf(NULL, 0, "%s", "four") == 4);
}

// --- Strings ------------------------------------------------------------------------------------

static void check_strings(void) {
    char buffer[16];
    assert(strlen("") == 0 && strlen("abc") == 3 && strnlen("abc", 2) == 2 && strnlen("a", 5) == 1);
    assert(strcpy(buffer, "abc") == buffer && strcmp(buffer, "abc") == 0);
    assert(strcat(buffer, "def") == buffer && strcmp(buffer, "abcdef") == 0);
    memset(buffer, 'x', sizeof(buffer));
    strncpy(buffer, "ab", 4);
    assert(memcmp(buffer, "ab\0\0x", 5) == 0);
    strncpy(buffer, "abcdef", 4);
    assert(memcmp(buffer, "abcdx", 5) == 0);

    assert(strcmp("abc", "abd") < 0 && strcmp("b", "abc") > 0 && strcmp("ab", "abc") < 0);
    assert(strcmp("\xff", "a") > 0);  // as unsigned characters
    assert(strncmp("abcx", "abcy", 3) == 0 && strncmp("abcx", "abcy", 4) < 0);
    const char* word = "hello";
    assert(strchr(word, 'l') == word + 2 && strchr(word, 'z') == NULL);
    assert(strfind(word, 'l') == word + 2 && strfind(word, 'z') == word + 5);
}

static void check_memory(void) {
    char buffer[] = "0123456789";
    memmove(buffer + 2, buffer, 6);
    assert(strcmp(buffer, "0101234589") == 0);
    memmove(buffer, buffer + 2, 6);
    assert(strcmp(buffer, "0123454589") == 0);
    memcpy(buffer, "ab", 2);
    assert(memcmp(buffer, "ab2", 3) == 0 && memcmp("a", "b", 1) < 0 && memcmp("b", "a", 0) == 0);
}

static void check_strtol(void) {
    char* end;
    assert(strtol("123", NULL, 10) == 123 && strtol("  -45x", &end, 10) == -45 && *end == 'x');
    assert(strtol("0x1F", NULL, 16) == 31 && strtol("1f", NULL, 16) == 31);
    assert(strtol("0x1f", NULL, 0) == 31 && strtol("017", NULL, 0) == 15 && strtol("17", NULL, 0) == 17);
    assert(strtol("zz", NULL, 36) == 35 * 36 + 35 && strtol("101", NULL, 2) == 5);
    const char* nothing = "nothing";
    assert(strtol(nothing, &end, 10) == 0 && end == nothing);
}

// --- Numbers ------------------------------------------------------------------------------------

static void check_random(void) {
    static const int first[] = {6155982, 907315423, 1947276689, 37662482, 897120874};
    for (int i = 0; i < 5; i++) {
        assert(rand() == first[i]);
    }
    srand(12345);
    assert(rand() == 833675067 && rand() == 1168898110);
    srand(1);
    assert(rand() == first[0]);
    assert(hash32(1, 10) == 632 && hash32(0xdeadbeef, 32) == 1711718127 && hash32(12345, 16) == 35391);
}

static void check_macros(void) {
    struct pair {
        int first, second;
    } pair;
    static_assert(sizeof(uint64_t) == 8);
    assert(ROUNDUP(1, 4096) == 4096 && ROUNDUP(4096, 4096) == 4096 && ROUNDDOWN(4097, 4096) == 4096);
    assert(ROUNDUP(10, 3) == 12 && ROUNDDOWN(10, 3) == 9);
    assert(to_struct(&pair.second, struct pair, second) == &pair && offsetof(struct pair, second) == 4);
    uint64_t n = 1000000000007ULL;
    assert(do_div(n, 10) == 7 && n == 100000000000ULL);
    assert(S_ISDIR(020644) && !S_ISREG(020644) && NO_FD == -0x9527);
}

// --- Locks --------------------------------------------------------------------------------------

static void check_lock(void) {
    lock_t l;
    lock_init(&l);
    assert(!try_lock(&l) && try_lock(&l));  // as in the original: 0 is success
    unlock(&l);
    lock(&l);
    assert(try_lock(&l));
    unlock(&l);
}

// --- malloc -------------------------------------------------------------------------------------

enum { BLOCKS = 256, ROUNDS = 20000 };

static unsigned char* blocks[BLOCKS];
static size_t sizes[BLOCKS];

// Blocks of random sizes come and go; none may change but by us.
static void check_malloc(void) {
    srand(7);
    for (int round = 0; round < ROUNDS; round++) {
        const unsigned i = (unsigned)rand() % BLOCKS;
        if (blocks[i] != NULL) {
            for (size_t at = 0; at < sizes[i]; at += 37) {
                assert(blocks[i][at] == (unsigned char)i);
            }
            free(blocks[i]);
        }
        sizes[i] = (size_t)rand() % (i % 16 == 0 ? 20000 : 200);
        blocks[i] = (unsigned char*)malloc(sizes[i]);
        assert(blocks[i] != NULL && (uintptr_t)blocks[i] % 16 == 0);
        memset(blocks[i], (int)i, sizes[i]);
    }
    for (int i = 0; i < BLOCKS; i++) {
        free(blocks[i]);
    }
    free(NULL);
}

static void check_malloc_family(void) {
    volatile size_t huge = 0x80000001;
    assert(malloc(huge) == NULL && calloc(huge, 2) == NULL && calloc(0x10000, 0x10001) == NULL);

    int* zeros = (int*)calloc(1000, sizeof(int));
    for (int i = 0; i < 1000; i++) {
        assert(zeros[i] == 0);
    }
    zeros[999] = 5;
    zeros = (int*)realloc(zeros, 100000);
    assert(zeros[999] == 5 && zeros[0] == 0);
    free(zeros);

    char* copy = strdup("copied");
    assert(strcmp(copy, "copied") == 0);
    free(copy);
}

int main(void) {
    check_numbers();
    check_texts();
    check_strings();
    check_memory();
    check_strtol();
    check_random();
    check_macros();
    check_lock();
    check_malloc();
    check_malloc_family();
    warn("a warning has %d lines", 2);
    cprintf("libtest pass.\n");
    return 0;
}
