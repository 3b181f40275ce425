// new and delete, over malloc. Without exceptions there is no way to say that memory is out: the
// plain forms panic then, those with nothrow return nullptr.
// Layer: user. uCore: none.
#include "user/libs/new.h"

#include "user/libs/stdlib.h"
#include "user/libs/ulib.h"

const std::nothrow_t std::nothrow;

namespace {

void* must_allocate(size_t size) {
    void* block = malloc(size);
    if (block == nullptr) {
        panic("out of memory: new of %u bytes", static_cast<unsigned>(size));
    }
    return block;
}

// malloc's blocks are aligned to 16 bytes. One that is to be aligned to more lies in a larger
// block, whose address is kept right below it.
void* allocate_aligned(size_t size, size_t alignment) {
    const size_t extra = alignment + sizeof(void*);
    if (size + extra < size) {
        return nullptr;
    }
    void* block = malloc(size + extra);
    if (block == nullptr) {
        return nullptr;
    }
    const uintptr_t lowest = reinterpret_cast<uintptr_t>(block) + sizeof(void*);
    const uintptr_t address = (lowest + alignment - 1) & ~(alignment - 1);
    reinterpret_cast<void**>(address)[-1] = block;
    return reinterpret_cast<void*>(address);
}

void* must_allocate_aligned(size_t size, size_t alignment) {
    void* block = allocate_aligned(size, alignment);
    if (block == nullptr) {
        panic("out of memory: new of %u bytes", static_cast<unsigned>(size));
    }
    return block;
}

void free_aligned(void* block) {
    if (block != nullptr) {
        free(static_cast<void**>(block)[-1]);
    }
}

}  // namespace

void* operator new(size_t size) { return must_allocate(size); }
void* operator new[](size_t size) { return must_allocate(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return malloc(size); }

void operator delete(void* block) noexcept { free(block); }
void operator delete[](void* block) noexcept { free(block); }
void operator delete(void* block, size_t) noexcept { free(block); }
void operator delete[](void* block, size_t) noexcept { free(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { free(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { free(block); }

void* operator new(size_t size, std::align_val_t alignment) {
    return must_allocate_aligned(size, static_cast<size_t>(alignment));
}
void* operator new[](size_t size, std::align_val_t alignment) {
    return must_allocate_aligned(size, static_cast<size_t>(alignment));
}
void* operator new(size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return allocate_aligned(size, static_cast<size_t>(alignment));
}
void* operator new[](size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return allocate_aligned(size, static_cast<size_t>(alignment));
}

void operator delete(void* block, std::align_val_t) noexcept { free_aligned(block); }
void operator delete[](void* block, std::align_val_t) noexcept { free_aligned(block); }
void operator delete(void* block, size_t, std::align_val_t) noexcept { free_aligned(block); }
void operator delete[](void* block, size_t, std::align_val_t) noexcept { free_aligned(block); }
void operator delete(void* block, std::align_val_t, const std::nothrow_t&) noexcept {
    free_aligned(block);
}
void operator delete[](void* block, std::align_val_t, const std::nothrow_t&) noexcept {
    free_aligned(block);
}
