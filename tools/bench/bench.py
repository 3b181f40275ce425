#!/usr/bin/python3
"""What the kernel's services cost, in guest instructions, beside the original's figures.

    bench.py --bin BIN --lab N [--sched NAME[,NAME...]] [--json FILE]

Runs the program `ubench` in QEMU under -icount shift=0: the time stamp counter counts instructions,
so the figures are the same on every machine, under any load. Ends with status 0 when no service
costs more than the part of the original's cost that is its goal, 1 when one does, 2 when the run
failed.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

try:
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit("bench: python3-rich is missing: run tools/setup.sh test")

ORIGINAL = Path(__file__).with_name("original.toml")
FIGURE = re.compile(r"^ubench: (.*?) +(\d+)\r?$", re.MULTILINE)
IN_ORDER = 33
PATIENCE = 300  # seconds
MACHINE = ("qemu-system-i386", "-machine", "pc", "-m", "128M", "-display", "none", "-nic", "none",
           "-no-reboot", "-serial", "stdio", "-icount", "shift=0,sleep=off",
           "-rtc", "base=2000-01-01T00:00:00,clock=vm",
           "-device", "isa-debug-exit,iobase=0x501,iosize=1")


class BenchError(Exception):
    """There are no figures."""


@dataclass(frozen=True)
class Service:
    """One line of the table; costs in instructions."""

    name: str
    original: int
    goal: int
    costs: dict[str, int]

    def misses_goal(self, policy: str) -> bool:
        return self.costs[policy] > self.goal


def quoted(value: object) -> str:
    """A value inside a QEMU option."""
    return str(value).replace(",", ",,")


def measure(images: Path, policy: str) -> dict[str, int]:
    """Run the benchmark under a policy ('' is the lab's own); returns the cost of each service."""
    if not (images / "ucore.img").exists():
        raise BenchError(f"there is no ucore.img in {images}: build the lab first")
    words = [*MACHINE]
    for index, name in enumerate(("ucore.img", "swap.img", "sfs.img")):
        if (images / name).exists():
            words += ["-drive", f"file={quoted(images / name)},format=raw,if=ide,index={index},snapshot=on"]
    options = {"init": "ubench", "check": "none"} | ({"sched": policy} if policy else {})
    for name, value in options.items():
        words += ["-fw_cfg", f"name=opt/ucore/{name},string={quoted(value)}"]
    try:
        ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                               timeout=PATIENCE, check=False)
    except FileNotFoundError:
        raise BenchError("qemu-system-i386 is missing: run tools/setup.sh run") from None
    except subprocess.TimeoutExpired:
        raise BenchError(f"ubench did not end in {PATIENCE} s") from None
    text = ended.stdout.decode("latin-1")
    if "there is no sched" in text:
        raise BenchError(f"the kernel has no policy '{policy}'")
    if ended.returncode != IN_ORDER or "ubench pass." not in text:
        raise BenchError(f"ubench failed (status {ended.returncode}):\n{text}"
                         f"{ended.stderr.decode('latin-1')}")
    return {name: int(cost) for name, cost in FIGURE.findall(text)}


def services(measured: dict[str, dict[str, int]], lab: int) -> list[Service]:
    """The table of `measured`, which is the cost of each service of the lab by policy."""
    table = []
    for entry in tomllib.loads(ORIGINAL.read_text("utf-8"))["service"]:
        if entry.get("lab", 0) > lab:
            continue
        costs = {policy: found[entry["name"]] for policy, found in measured.items()
                 if entry["name"] in found}
        if len(costs) != len(measured):
            raise BenchError(f"ubench has no figure for '{entry['name']}'")
        goal = int(entry["original"] * entry.get("part", 0.5))
        table.append(Service(entry["name"], entry["original"], goal, costs))
    return table


def show(table: list[Service], policies: list[str]) -> None:
    """Print it; what misses its goal is red, and said in words below."""
    shown = Table(title="cost in guest instructions", title_justify="left")
    shown.add_column("service", no_wrap=True)
    for head in ("original", "goal", *(policy or "ours" for policy in policies)):
        shown.add_column(head, justify="right")
    shown.add_column("part", justify="right")
    for service in table:
        cells = [f"[red]{service.costs[p]:,}[/red]" if service.misses_goal(p)
                 else f"{service.costs[p]:,}" for p in policies]
        worst = max(service.costs.values())
        shown.add_row(service.name, f"{service.original:,}", f"{service.goal:,}", *cells,
                      f"{100 * worst / service.original:.1f} %")
    Console(highlight=False).print(shown)
    for service in table:
        for policy in policies:
            if service.misses_goal(policy):
                print(f"{service.name}{f' ({policy})' if policy else ''}: "
                      f"{service.costs[policy]:,} is more than {service.goal:,}")


def as_json(table: list[Service]) -> str:
    rows = [{"name": s.name, "original": s.original, "goal": s.goal, "ours": s.costs} for s in table]
    return json.dumps({"unit": "guest instructions", "services": rows}, indent=2) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="What the kernel's services cost.")
    parser.add_argument("--bin", type=Path, required=True, help="folder with the lab's disk images")
    parser.add_argument("--lab", type=int, required=True, metavar="N", help="which lab that is")
    parser.add_argument("--sched", default="", help="policies, with commas; default: the lab's own")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args()
    policies = options.sched.split(",")
    try:
        table = services({policy: measure(options.bin, policy) for policy in policies},
                         options.lab)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    show(table, policies)
    if options.json:
        options.json.write_text(as_json(table), "utf-8")
    return 1 if any(s.misses_goal(p) for s in table for p in policies) else 0


if __name__ == "__main__":
    sys.exit(main())
