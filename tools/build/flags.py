#!/usr/bin/python3
"""Remember the flags of a build; when they change, have rebuilt what they touch.

    flags.py STAMP OBJECTS FLAG...

STAMP holds the flags of the last build and is written only when they differ; objects depend on it,
so a change rebuilds them. A change of definitions (-DNAME=value) alone is finer: only objects that
were made from a file in which NAME occurs are removed; the stamp keeps its time then.
"""

import os
import re
import sys
from pathlib import Path

DEFINITION = re.compile(r"-D(\w+)(=.*)?$")


def definitions(flags: list[str]) -> set[str]:
    return {flag for flag in flags if DEFINITION.match(flag)}


def remove_objects_that_use(names: set[str], objects: Path) -> None:
    """Remove each object one of whose sources (from its dependency file) has one of `names`."""
    word = re.compile(rb"\b(" + b"|".join(re.escape(name.encode()) for name in names) + rb")\b")
    uses: dict[str, bool] = {}

    def file_uses(source: str) -> bool:
        if source not in uses:
            try:
                uses[source] = bool(word.search(Path(source).read_bytes()))
            except OSError:
                uses[source] = True  # a source that is gone: compile again, and let that tell
        return uses[source]

    for dependencies in objects.rglob("*.d"):
        rule = dependencies.read_text().replace("\\\n", " ").split("\n")[0]
        sources = rule.partition(":")[2].split()
        if any(file_uses(source) for source in sources):
            dependencies.with_suffix(".o").unlink(missing_ok=True)


def main() -> None:
    stamp, objects, flags = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    text = "\n".join(flags) + "\n"
    try:
        old_text = stamp.read_text()
    except OSError:
        old_text = None
    if text == old_text:
        return
    old_flags = old_text.split("\n")[:-1] if old_text is not None else []
    changed = definitions(flags) ^ definitions(old_flags)
    rest_same = [f for f in flags if f not in changed] == [f for f in old_flags if f not in changed]
    if old_text is None or not rest_same:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(text)
        return
    names = {DEFINITION.match(flag).group(1) for flag in changed}  # type: ignore[union-attr]
    remove_objects_that_use(names, objects)
    times = os.stat(stamp)
    stamp.write_text(text)
    os.utime(stamp, ns=(times.st_atime_ns, times.st_mtime_ns))


if __name__ == "__main__":
    main()
