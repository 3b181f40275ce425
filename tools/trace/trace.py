#!/usr/bin/python3
"""Pictures and figures of what the scheduler did.

    trace.py run --bin BIN --out DIR PROGRAM [--sched NAME[,NAME...]|all] [--seed N] [--memory SIZE]
    trace.py convert --out DIR FILE [FILE...]      a trace, or a console's text that holds one

Writes for each policy DIR/PROGRAM-POLICY.svg (a Gantt chart), .json (for ui.perfetto.dev) and
.trace; for several policies also DIR/PROGRAM-all.svg, all in one picture. Prints the figures. Ends
with status 2 when the lab has no such program or policy, 1 when there is no picture for another
reason.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from chrome import chrome_json
from draw import draw_comparison, draw_trace
from figures import Figures, figures, process_table, table
from model import Trace, TraceError, name_processes, parse

POLICIES = ("fifo", "sjf", "rr", "mlfq", "lottery", "stride", "cfs")
# The clock counts instructions, 16 ns each, and idle time is skipped: every run is the same.
MACHINE = ("qemu-system-i386", "-machine", "pc", "-display", "none", "-nic", "none", "-no-reboot",
           "-icount", "shift=4,sleep=off", "-rtc", "base=2000-01-01T00:00:00,clock=vm",
           "-device", "isa-debug-exit,iobase=0x501,iosize=1")
IN_ORDER = 33
PATIENCE = 300  # seconds


class NameMistaken(TraceError):
    """The lab has no program or policy of that name."""


def quoted(value: str) -> str:
    """A value inside a QEMU option."""
    return value.replace(",", ",,")


def record(options: argparse.Namespace, policy: str) -> tuple[str, str]:
    """Run the program under a policy; returns the trace and the console's text."""
    words = [*MACHINE, "-m", options.memory, "-serial", "stdio"]
    for index, name in enumerate(("ucore.img", "swap.img", "sfs.img")):
        image = options.bin / name
        if image.exists():
            drive = f"file={quoted(str(image))},format=raw,if=ide,index={index},snapshot=on"
            words += ["-drive", drive]
    # Of the self-checks only that of threads runs: it is all that lab 4 has to show.
    boot = {"init": options.program, "trace": "sched", "seed": str(options.seed), "check": "threads"}
    if policy:
        boot["sched"] = policy
    for name, value in boot.items():
        words += ["-fw_cfg", f"name=opt/ucore/{name},string={quoted(value)}"]
    with tempfile.TemporaryDirectory() as folder:
        channel = Path(folder) / "trace"
        words += ["-debugcon", f"file:{channel}"]
        try:
            ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                                   timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired as late:
            raise TraceError(f"{options.program} did not end in {PATIENCE} s") from late
        console = ended.stdout.decode("latin-1")
        text = channel.read_text("latin-1") if channel.exists() else ""
    see_names(options.program, policy, console)
    if ended.returncode != IN_ORDER or "trace end" not in text:
        tail = "\n".join(console.splitlines()[-15:]) + ended.stderr.decode("latin-1")
        raise TraceError(f"QEMU ended with status {ended.returncode}; the console's end:\n{tail}")
    return text, console


def see_names(program: str, policy: str, console: str) -> None:
    """What the kernel says of a policy or a program that it does not know."""
    if found := re.search(r"^there is no sched '.*?': (.*?)\r?$", console, re.MULTILINE):
        raise NameMistaken(f"there is no policy '{policy}': SCHED may be {found[1]}, or all")
    if policy and "sched class: " not in console:
        raise NameMistaken(f"there is no policy '{policy}': this lab has no choice of policies")
    if found := re.search(r"^the program can not be run: (.*?)\.", console, re.MULTILINE):
        raise NameMistaken(f"'{program}' can not be run: {found[1]}; the lab's programs are in user/")


def write(out: Path, name: str, text: str, title: str, console: str) -> tuple[Trace, Figures]:
    """The files of one run."""
    trace = parse(text)
    name_processes(trace, console)
    result = figures(trace)
    (out / f"{name}.trace").write_text(text)
    (out / f"{name}.json").write_text(chrome_json(trace))
    (out / f"{name}.svg").write_text(draw_trace(trace, result, title))
    return trace, result


def finish(out: Path, name: str, title: str, runs: list[tuple[Trace, Figures]]) -> None:
    """The table, and the picture of all runs when there are several."""
    if len(runs) == 1:
        print(process_table(runs[0][1]))
    else:
        (out / f"{name}-all.svg").write_text(draw_comparison(runs, title))
    print(table([(trace.policy, result) for trace, result in runs]))
    print(f"pictures: {out}/{name}-*.svg; for https://ui.perfetto.dev: {out}/{name}-*.json")


def run(options: argparse.Namespace) -> None:
    wanted = list(POLICIES) if options.sched == "all" else options.sched.split(",")
    name = options.program.split()[0]
    runs = []
    for policy in wanted:
        text, console = record(options, policy)
        title = f"program {options.program}, clock by instructions, time in ms of the machine"
        runs.append(write(options.out, f"{name}-{policy or 'default'}", text, title, console))
    title = f"program {options.program}: the same processes under each policy, time in ms"
    finish(options.out, name, title, runs)


def convert(options: argparse.Namespace) -> None:
    runs = []
    for path in options.files:
        text = path.read_text("latin-1")
        runs.append(write(options.out, path.stem, text, f"from {path.name}", text))
    finish(options.out, options.files[0].stem, "several runs, time in ms", runs)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Pictures and figures of what the scheduler did.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("run", help="run a program and record")
    command.add_argument("program", help="the program, and its arguments")
    command.add_argument("--bin", type=Path, required=True, help="where the lab's images are")
    command.add_argument("--sched", default="", help="policies with commas between them, or all")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--memory", default="128M")
    command.set_defaults(action=run)
    command.add_argument("--out", type=Path, required=True, help="where the files go")
    command = commands.add_parser("convert", help="draw traces that were recorded before")
    command.add_argument("files", type=Path, nargs="+")
    command.add_argument("--out", type=Path, required=True, help="where the files go")
    command.set_defaults(action=convert)
    return parser.parse_args()


def main() -> int:
    options = parse_options()
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        options.action(options)
    except (TraceError, OSError) as error:
        print(f"trace: {error}", file=sys.stderr)
        return 2 if isinstance(error, NameMistaken) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
