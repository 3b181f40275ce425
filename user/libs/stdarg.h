// The standard's <stdarg.h>, for programs that are compiled without the compiler's own headers.
// Layer: user. uCore: libs/stdarg.h.
#pragma once

typedef __builtin_va_list va_list;

#define va_start(args, last) __builtin_va_start(args, last)
#define va_arg(args, type)   __builtin_va_arg(args, type)
#define va_copy(to, from)    __builtin_va_copy(to, from)
#define va_end(args)         __builtin_va_end(args)
