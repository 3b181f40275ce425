// Page table entries bit by bit [IA32-3A figures 4-4 and 4-12], and trees of page tables.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "kern/mm/page_table.h"
#include "tests/unit/host_cpu.h"
#include "tests/unit/host_frames.h"

namespace {

using arch::PageAccess;
using arch::Pte;
using mm::Create;
using mm::kPageSize;
using mm::Page;
using mm::PageTable;
using mm::VirtAddr;

TEST(PagingLayout, Entries) {
    EXPECT_EQ(Pte().raw(), 0u);
    EXPECT_EQ(Pte::page(0x00000000, PageAccess::Kernel).raw(), 0x00000001u);
    EXPECT_EQ(Pte::page(0xfffff000, PageAccess::Kernel).raw(), 0xfffff001u);
    EXPECT_EQ(Pte::page(0x00abc000, PageAccess::Write).raw(), 0x00abc003u);
    EXPECT_EQ(Pte::page(0x00abc000, PageAccess::User).raw(), 0x00abc005u);
    EXPECT_EQ(Pte::table(0x00123000).raw(), 0x00123007u);
    EXPECT_EQ(Pte::swapped(1).raw(), 0x00000100u);
    EXPECT_EQ(Pte::swapped(0xffffff).raw(), 0xffffff00u);
}

TEST(PagingLayout, Bits) {
    auto entry = [](u32 raw) { return __builtin_bit_cast(Pte, raw); };
    EXPECT_TRUE(entry(0).empty());
    EXPECT_FALSE(entry(0).present());
    EXPECT_FALSE(entry(0).is_swapped());
    EXPECT_TRUE(entry(0x1).present());
    EXPECT_TRUE(entry(0x3).writable());
    EXPECT_FALSE(entry(0x5).writable());
    EXPECT_TRUE(entry(0x5).user());
    EXPECT_FALSE(entry(0x3).user());
    EXPECT_TRUE(entry(0x21).accessed());
    EXPECT_FALSE(entry(0x41).accessed());
    EXPECT_TRUE(entry(0x41).dirty());
    EXPECT_FALSE(entry(0x21).dirty());
    EXPECT_EQ(entry(0xabcdefff).address(), 0xabcde000u);
    EXPECT_EQ(entry(0xabcdefff).access(), PageAccess::User | PageAccess::Write);
    Pte used = entry(0xabcde067);
    used.clear_accessed();
    EXPECT_EQ(used.raw(), 0xabcde047u);
    used.clear_dirty();
    EXPECT_EQ(used.raw(), 0xabcde007u);
    for (u32 slot : {1u, 2u, 0x800000u, 0xffffffu}) {
        EXPECT_TRUE(Pte::swapped(slot).is_swapped());
        EXPECT_FALSE(Pte::swapped(slot).present());
        EXPECT_EQ(Pte::swapped(slot).swap_slot(), slot);
    }
}

TEST(PagingLayout, CausesOfFaults) {
    for (u32 error = 0; error < 8; ++error) {
        const arch::PageFaultCause cause(error);
        EXPECT_EQ(cause.page_was_present(), (error & 1) != 0);
        EXPECT_EQ(cause.was_write(), (error & 2) != 0);
        EXPECT_EQ(cause.from_user(), (error & 4) != 0);
    }
}

TEST(PagingLayout, IndicesAndSpans) {
    EXPECT_EQ(arch::index_at(1, 0xc0101234), 0x300u);
    EXPECT_EQ(arch::index_at(0, 0xc0101234), 0x101u);
    EXPECT_EQ(arch::index_at(1, 0xffffffff), 1023u);
    EXPECT_EQ(arch::index_at(0, 0x003ff000), 1023u);
    EXPECT_EQ(arch::index_at(0, 0x00400000), 0u);
    EXPECT_EQ(arch::entry_span(0), 4096u);
    EXPECT_EQ(arch::entry_span(1), 4096u * 1024);
}

// --- trees
// ----------------------------------------------------------------------------------------

constexpr usize kFrames = 256;

class PageTables : public testing::Test {
  protected:
    void SetUp() override {
        host_frames::reset(kFrames);
        host_cpu::reset();
        root = mm::alloc_page().take();
        table = PageTable(static_cast<Pte*>(mm::page_to_kva(root)));
        for (usize i = 0; i < arch::kEntriesPerTable; ++i)
            table.root()[i] = Pte();
        arch::set_root_table(table.root_address().raw());
    }
    Page* new_page() { return mm::alloc_page().take(); }
    static usize used() { return kFrames - mm::nr_free_pages(); }

    Page* root = nullptr;
    PageTable table;
};

TEST_F(PageTables, GetPteMakesTablesOnlyWhenAsked) {
    EXPECT_EQ(table.get_pte(VirtAddr(0x00800000), Create::No).take(), nullptr);
    EXPECT_EQ(used(), 1u);
    Pte* entry = table.get_pte(VirtAddr(0x00801000), Create::Yes).take();
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(used(), 2u);
    EXPECT_EQ(table.root()[2].raw() & 0xfff, 0x007u);
    Pte* first = entry - 1;
    for (usize i = 0; i < arch::kEntriesPerTable; ++i)
        ASSERT_TRUE(first[i].empty());
    EXPECT_EQ(table.get_pte(VirtAddr(0x00801fff), Create::No).take(), entry);
    EXPECT_EQ(table.get_pte(VirtAddr(0x00bff000), Create::No).take(), first + 1023);
    EXPECT_EQ(table.get_pte(VirtAddr(0x00c00000), Create::No).take(), nullptr);
    EXPECT_EQ(mm::phys_to_page(mm::PhysAddr(table.root()[2].address()))->references(), 1u);
}

TEST_F(PageTables, GetPteWithoutMemory) {
    host_frames::fail_after(0);
    EXPECT_EQ(table.get_pte(VirtAddr(0x1000), Create::Yes).error(), Error::NoMemory);
    EXPECT_TRUE(table.root()[0].empty());
    Page* page = root;
    const u32 references = page->references();
    EXPECT_EQ(table.page_insert(page, VirtAddr(0x1000), PageAccess::User).error(), Error::NoMemory);
    EXPECT_EQ(page->references(), references);
}

TEST_F(PageTables, MappingCountsReferences) {
    Page* page = new_page();
    ASSERT_TRUE(table.page_insert(page, VirtAddr(0x1000), PageAccess::User).has_value());
    ASSERT_TRUE(table.page_insert(page, VirtAddr(0x5000), PageAccess::Write).has_value());
    EXPECT_EQ(page->references(), 2u);
    EXPECT_EQ(table.get_page(VirtAddr(0x1fff)), page);
    EXPECT_EQ(table.get_page(VirtAddr(0x2000)), nullptr);
    // The same page again: only the access changes.
    ASSERT_TRUE(table.page_insert(page, VirtAddr(0x1000), PageAccess::Write).has_value());
    EXPECT_EQ(page->references(), 2u);
    EXPECT_TRUE(table.get_pte(VirtAddr(0x1000), Create::No).take()->writable());
    // Another one in its place.
    Page* other = new_page();
    ASSERT_TRUE(table.page_insert(other, VirtAddr(0x1000), PageAccess::User).has_value());
    EXPECT_EQ(page->references(), 1u);
    EXPECT_EQ(other->references(), 1u);
    const usize before = used();
    table.page_remove(VirtAddr(0x5000));
    table.page_remove(VirtAddr(0x5000));  // nothing there any more
    table.page_remove(VirtAddr(0x30000000));
    EXPECT_EQ(used(), before - 1);
    EXPECT_TRUE(page->has(mm::PageFlag::Free));
}

TEST_F(PageTables, MappingTheSamePageAgainDoesNotFreeIt) {
    Page* page = new_page();
    ASSERT_TRUE(table.page_insert(page, VirtAddr(0x1000), PageAccess::Write).has_value());
    u8* bytes = static_cast<u8*>(mm::page_to_kva(page));
    bytes[0] = 7;
    ASSERT_TRUE(table.page_insert(page, VirtAddr(0x1000), PageAccess::User).has_value());
    EXPECT_EQ(page->references(), 1u);
    EXPECT_FALSE(page->has(mm::PageFlag::Free));
    EXPECT_EQ(bytes[0], 7);
}

TEST_F(PageTables, OnlyTheTreeInUseForgetsTranslations) {
    Page* page = new_page();
    ASSERT_TRUE(table.page_insert(page, VirtAddr(0x1000), PageAccess::User).has_value());
    Page* other_root = new_page();
    PageTable other(static_cast<Pte*>(mm::page_to_kva(other_root)));
    for (usize i = 0; i < arch::kEntriesPerTable; ++i)
        other.root()[i] = Pte();
    ASSERT_TRUE(other.page_insert(page, VirtAddr(0x1000), PageAccess::User).has_value());
    EXPECT_TRUE(host_cpu::walk(0x1000)->present());
    other.page_remove(VirtAddr(0x1000));
    EXPECT_TRUE(host_cpu::walk(0x1000)->present());
    table.page_remove(VirtAddr(0x1000));
    EXPECT_FALSE(host_cpu::walk(0x1000)->present());
}

TEST_F(PageTables, PhysicalMemoryIsMappedPageByPage) {
    constexpr usize kSize = 3 * 1024 * 1024;
    ASSERT_TRUE(
        table.map_physical(VirtAddr(0x00300000), kSize, mm::PhysAddr(0x00700000), PageAccess::Write)
            .has_value());
    EXPECT_EQ(used(), 3u);  // the root, and two tables
    for (usize at = 0; at < kSize; at += kPageSize) {
        Pte* entry = table.get_pte(VirtAddr(0x00300000 + at), Create::No).take();
        ASSERT_EQ(entry->raw(), 0x00700003u + at);
    }
    EXPECT_TRUE(table.get_pte(VirtAddr(0x002ff000), Create::No).take()->empty());
    EXPECT_TRUE(table.get_pte(VirtAddr(0x00600000), Create::No).take()->empty());
    // Only tables that lie wholly inside the range go.
    table.free_tables(VirtAddr(0x00300000), VirtAddr(0x00800000));
    EXPECT_EQ(used(), 2u);
    EXPECT_TRUE(table.root()[0].present());
    table.free_tables(VirtAddr(), VirtAddr(0x00400000));
    EXPECT_EQ(used(), 1u);
}

TEST_F(PageTables, RandomMappingsAreLikeAMap) {
    std::mt19937 random(1);
    std::map<uptr, Page*> model;
    std::map<Page*, u32> references;
    std::vector<Page*> pages;
    for (int i = 0; i < 24; ++i) {
        pages.push_back(new_page());
        pages.back()->set_references(1);  // the test's own
        references[pages.back()] = 1;
    }
    for (int step = 0; step < 50000; ++step) {
        const uptr address =
            (random() % 6) * 0x00400000 + (random() % 4) * 0xff000 / kPageSize * kPageSize;
        const auto mapped = model.find(address);
        if (random() % 3 == 0) {
            table.page_remove(VirtAddr(address));
            if (mapped != model.end()) {
                --references[mapped->second];
                model.erase(mapped);
            }
        } else {
            Page* page = pages[random() % pages.size()];
            const PageAccess access =
                random() % 2 ? PageAccess::User | PageAccess::Write : PageAccess::User;
            ASSERT_TRUE(table.page_insert(page, VirtAddr(address), access).has_value());
            if (mapped != model.end())
                --references[mapped->second];
            model[address] = page;
            ++references[page];
        }
        const auto now = model.find(address);
        ASSERT_EQ(table.get_page(VirtAddr(address)), now == model.end() ? nullptr : now->second);
    }
    for (Page* page : pages)
        EXPECT_EQ(page->references(), references[page]);
}

}  // namespace
