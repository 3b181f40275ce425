// Included first wherever kern/sync is: the C library has a function with the name of our
// namespace.
#pragma once

#define sync unistd_sync
#include <unistd.h>
#undef sync
