"""Which folder may include which: a layer sees only layers below it."""

import re
from pathlib import Path, PurePosixPath

from source import Problem, Source

# Layer -> what it may include beside itself, libs, arch and debug. Whole files are allowed by name.
ALLOWED: dict[str, tuple[str, ...]] = {
    "arch": (),
    "debug": (),
    "driver": (),
    "mm": (),
    "sched": ("mm",),
    "sync": ("sched",),
    "vm": ("mm", "sync", "driver/block_device.h"),
    "fs": ("mm", "sync", "driver"),
    "process": ("mm", "sched", "sync", "vm", "fs"),
    "syscall": ("driver", "mm", "sched", "sync", "vm", "fs", "process"),
    "trap": ("driver", "mm", "sched", "sync", "vm", "fs", "process", "syscall"),
}
TOP = ("selftest", "init")  # these include everything, and nobody includes them
BELOW_ALL = {"arch": (), "debug": ("arch",)}  # what even the lowest layers see
SYSTEM = ("stdint.h", "stddef.h", "stdarg.h")
# Programs include the user library's headers by these names.
USER_HEADERS = Path(__file__).resolve().parents[2] / "user" / "libs"
# Port I/O belongs to the machine and to its drivers.
PORTS = ("kern/arch/i386/", "kern/driver/pc/")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path: str) -> str:
    """`mm` for kern/mm/page.h, `arch` for arch/cpu.h, else the top folder; `` for what has none."""
    parts = path.split("/")
    if len(parts) < 2:
        return ""
    return parts[1] if parts[0] == "kern" else parts[0]


def is_kernel(path: str) -> bool:
    return path.startswith(("kern/", "arch/"))


def visible(layer: str, target: str) -> bool:
    """Whether code of `layer` may include the kernel header `target`."""
    other = layer_of(target)
    if other == layer or layer in TOP and other not in TOP:
        return True
    if other in TOP or layer not in ALLOWED:
        return layer == "init" and other == "selftest"
    if other in BELOW_ALL and layer not in ("arch", "debug"):
        return True
    if other in BELOW_ALL.get(layer, ()):
        return True
    return other in ALLOWED[layer] or target.removeprefix("kern/") in ALLOWED[layer]


def for_hosted(source: Source, line: int) -> bool:
    """Whether the #include is only for programs of the host: directly under #if __STDC_HOSTED__."""
    above = source.lines[line - 2 :: -1] if line > 1 else []
    first = next((text for text in above if not INCLUDE.match(text)), "")
    return re.match(r"#\s*if (__STDC_HOSTED__|defined\(__STDC_HOSTED__\))", first) is not None


def check_include(source: Source, line: int, kind: str, target: str) -> Problem | None:
    """What is wrong with one #include, or None."""
    folder = source.name.split("/")[0]
    if kind == "<":
        if target in SYSTEM or folder == "sfs-tools" or for_hosted(source, line):
            return None
        if folder == "user" and (USER_HEADERS / target).is_file():
            return None
        return source.problem(line, f"<{target}> is a header of the host", "use what libs/ has")
    if folder != "kern":
        if is_kernel(target):
            return source.problem(
                line, f"{folder} includes the kernel's {target}", f"{folder} must not know the kernel"
            )
        return None
    if layer_of(target) == "":
        return source.problem(
            line, f'"{target}" has no folder', "write its path from the root of the tree"
        )
    if target == "arch/ports.h" and not source.name.startswith(PORTS):
        return source.problem(line, "arch/ports.h outside the machine's drivers", "go through driver")
    if is_kernel(target) and not visible(layer_of(source.name), target):
        layer = layer_of(source.name)
        names = ", ".join(ALLOWED.get(layer, ())) or "nothing more"
        return source.problem(
            line,
            f"layer {layer} must not include {target}",
            f"declare an interface in {layer} that the upper layer registers (beside libs, arch and "
            f"debug it sees: {names})",
        )
    return None


def own_header(source: Source, names: set[str]) -> str:
    """The header that belongs to a .cpp file, or nothing."""
    if source.path.suffix != ".cpp":
        return ""
    path = str(PurePosixPath(source.name).with_suffix(".h"))
    return path if path in names else ""


def check(sources: list[Source]) -> list[Problem]:
    """Layers, path-qualified includes, own header first."""
    problems = []
    names = {s.name for s in sources}
    for source in sources:
        targets = []
        for number, line in enumerate(source.lines, 1):
            if match := INCLUDE.match(line):
                targets.append((number, match[2]))
                problem = check_include(source, number, match[1], match[2])
                if problem:
                    problems.append(problem)
        own = own_header(source, names)
        if own and (not targets or targets[0][1] != own):
            line = targets[0][0] if targets else 1
            problems.append(source.problem(line, "own header is not first", f'begin with "{own}"'))
    return problems
