// What must be held when data is used, written so that clang can check it: -Wthread-safety.
// Nothing for other compilers.
// Layer: libs. Manual: clang's "Thread Safety Analysis".
//
//     constinit u32 hits GUARDED_BY(lock) = 0;        // used only while `lock` is held
//     void count_hit() REQUIRES(lock) { ++hits; }     // so this is called only then
#pragma once

#if defined(__clang__)
#define THREAD_ANNOTATION(attribute) __attribute__((attribute))
#else
#define THREAD_ANNOTATION(attribute)
#endif

// A type whose objects can be held: a lock, or a fact such as "interrupts are off". `kind` is for
// clang's messages. And a type that holds one while it lives.
#define CAPABILITY(kind)  THREAD_ANNOTATION(capability(kind))
#define SCOPED_CAPABILITY THREAD_ANNOTATION(scoped_lockable)

// Data, or what a pointer points at, that is used only while `x` is held.
#define GUARDED_BY(x)    THREAD_ANNOTATION(guarded_by(x))
#define PT_GUARDED_BY(x) THREAD_ANNOTATION(pt_guarded_by(x))

// A function whose caller holds (does not hold) these.
#define REQUIRES(...) THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

// A function that begins (ends) to hold these; without arguments, what its object is.
#define ACQUIRE(...) THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) THREAD_ANNOTATION(release_capability(__VA_ARGS__))

// A function that makes sure, when the kernel runs, that its caller holds `x`: for places where
// that is known for a reason that clang can not see.
#define ASSERT_CAPABILITY(x) THREAD_ANNOTATION(assert_capability(x))
