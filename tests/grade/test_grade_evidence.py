"""QEMU's record of interrupts and disk commands, as the checks see it."""

from tools.grade.evidence import Evidence

PRIMARY, SECONDARY = 0x5000, 0x7000
BOOT, SWAP, THIRD = PRIMARY + 0x100, PRIMARY + 0x900, SECONDARY + 0x100
IDENTIFY, READ, WRITE_DMA = 0xEC, 0x20, 0xCA


def command(bus: int, unit: int, code: int) -> str:
    """A line of QEMU's trace of the event ide_exec_cmd."""
    return f"ide_exec_cmd IDE exec cmd: bus 0x{bus:x}; state 0x{unit:x}; cmd 0x{code:02x}\n"


def record(*lines: str) -> Evidence:
    """The evidence in a log."""
    evidence = Evidence()
    evidence.feed("".join(lines).encode())
    return evidence


IN_ORDER = [command(PRIMARY, BOOT, IDENTIFY), command(PRIMARY, SWAP, IDENTIFY),
            command(SECONDARY, THIRD, IDENTIFY)]


def test_disks_are_told_apart_whichever_the_bios_asks_first():
    work = [command(PRIMARY, BOOT, READ), command(PRIMARY, SWAP, WRITE_DMA),
            f"ide_dma_cb IDEState 0x{SWAP:x}; sector_num=8 n=8 cmd=DMA WRITE\n"]
    for probes in (IN_ORDER, IN_ORDER[::-1]):
        evidence = record(*probes, *work)
        assert evidence.ide("read", disk="boot", mode="pio") == 1
        assert evidence.ide("write", disk="swap", mode="dma") == 1
        assert evidence.ide("write", disk="swap", sectors=True) == 8
        assert evidence.ide("read", disk="swap") == evidence.ide("write", disk="boot") == 0


def test_lines_may_be_cut_anywhere():
    text = (IN_ORDER[0] + command(PRIMARY, BOOT, READ)).encode()
    for cut in range(len(text)):
        evidence = Evidence()
        evidence.feed(text[:cut])
        evidence.feed(text[cut:])
        assert evidence.ide("read", disk="boot") == 1
