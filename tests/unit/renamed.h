// Put before libs/string.cpp, libs/format.cpp and user/libs/stdlib.cpp when they are compiled for the
// unit tests: gives their functions names that the host's C library does not have. ours.h declares
// those.
#pragma once

#define memcpy    ours_memcpy
#define memmove   ours_memmove
#define memset    ours_memset
#define memcmp    ours_memcmp
#define strlen    ours_strlen
#define strnlen   ours_strnlen
#define strcpy    ours_strcpy
#define strncpy   ours_strncpy
#define strcmp    ours_strcmp
#define strncmp   ours_strncmp
#define strchr    ours_strchr
#define strfind   ours_strfind
#define strtol    ours_strtol
#define snprintf  ours_snprintf
#define vsnprintf ours_vsnprintf
#define malloc    ours_malloc
#define calloc    ours_calloc
#define realloc   ours_realloc
#define free      ours_free
#define rand      ours_rand
#define srand     ours_srand
