"""docs/coming-from-ucore.md: every row of its tables leads to a file that defines what the row names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/coming-from-ucore.md"
OURS = re.compile(r"\[`([^`]+)`\]\(([^)]+)\)")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
# What readers of the original's handbook look for: each of them stands in the first column's names.
TAUGHT = """print_stackframe idt_init trap_dispatch default_init_memmap default_alloc_pages default_free_pages
default_nr_free_pages get_pte page_remove_pte page_insert do_pgfault _fifo_map_swappable
_fifo_swap_out_victim _fifo_tick_event alloc_proc do_fork proc_run copy_thread do_execve load_icode
copy_range do_exit do_wait RR_enqueue RR_dequeue RR_pick_next RR_proc_tick proc_stride_comp_f
stride_enqueue up down try_down cond_signal cond_wait phi_take_forks_condvar phi_put_forks_condvar
sfs_io_nolock sfs_bmap_load_nolock vop_read vop_write iobuf sched_class swap_manager
pmm_manager""".split()


def rows() -> list[tuple[str, str, str]]:
    """(file of the original, its names, what stands in the column for ours) of every table row."""
    found = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[0].startswith("`"):
            found.append((cells[0], cells[1], cells[2]))
    return found


def defines(text: str, name: str) -> bool:
    """Whether code declares or defines `name`, outside of comments: a mention or a call is not enough."""
    text, word = COMMENT.sub("", text), re.escape(name)
    patterns = (
        rf"^ {{0,4}}(?!return\b|else\b)[A-Za-z\[][^;=(\n]*(?<![\w.>]){word}\(",  # a function, with its type
        rf"\b(?:class|struct) +(?:[A-Z_]+(?:\([^)]*\))? +)?{word}\b[^;]*\{{",
        rf"^{word}:",  # a label of assembly
        rf"\b(?:constexpr|constinit)\b[^;=(\n]*\b{word}\b",
    )
    return any(re.search(pattern, text, re.MULTILINE) for pattern in patterns)


def test_the_page_has_tables() -> None:
    assert len(rows()) >= 140


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[1])
def test_row_leads_to_what_it_names(row: tuple[str, str, str]) -> None:
    ours = OURS.findall(row[2])
    assert ours and OURS.sub("", row[2]).strip(", ") == ""
    for name, link in ours:
        path = (PAGE.parent / link).resolve()
        assert path.is_file(), f"there is no {link}"
        assert defines(path.read_text(), name), f"{link} does not define {name}"


def test_every_taught_function_has_a_row() -> None:
    names = {word for row in rows() for word in re.findall(r"\w+", row[1])}
    assert not [name for name in TAUGHT if name not in names]


@pytest.mark.parametrize(
    ("text", "is_defined"),
    [
        ("int find(int x) {", True),
        ("    Result<void> find(StringView name);", True),
        ("extern \"C\" [[noreturn]] void find() {", True),
        ("class find : Other {", True),
        ("find:\n", True),
        ("constexpr u32 find = 3;", True),
        ("// int find(int x) {", False),
        ("    return find(3);", False),
        ("    if (find(3)) {", False),
        ("    TRY(find(3));", False),
        ("    x = find(3);", False),
        ("    find(3);", False),
        ("class find;", False),
        ("int find_all(int x) {", False),
    ],
)  # fmt: skip
def test_a_mention_is_no_definition(text: str, is_defined: bool) -> None:
    assert defines(text, "find") == is_defined
