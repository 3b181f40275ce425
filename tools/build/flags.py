#!/usr/bin/python3
"""Remember the flags of a build; when they change, have rebuilt what they touch.

    flags.py OBJECTS NAME FLAG... [:: NAME FLAG...]...

OBJECTS/NAME.flags holds the flags of the last build; objects depend on it. It becomes new when the
flags differ, and the objects are rebuilt. A change of definitions (-DNAME=value) alone is finer:
only objects that were made from a file in which NAME occurs are removed; the stamp keeps its time.

When anything has changed, OBJECTS/flags.mk becomes new, too. The Makefile includes it, so that make
begins anew: it would not notice by itself that objects are gone.
"""

import os
import re
import sys
from pathlib import Path

DEFINITION = re.compile(r"-D(\w+)(=.*)?$")
SEPARATOR = "::"


def definitions(flags: list[str]) -> set[str]:
    return {flag for flag in flags if DEFINITION.match(flag)}


def sources_of(dependencies: Path) -> list[str]:
    """The files that an object was made from, by the first rule of its dependency file."""
    rule = dependencies.read_text().replace("\\\n", " ").split("\n")[0]
    return rule.partition(":")[2].split()


def remove_objects_that_use(names: set[str], objects: Path) -> None:
    """Remove each object one of whose sources has one of `names`."""
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
        if any(file_uses(source) for source in sources_of(dependencies)):
            dependencies.with_suffix(".o").unlink(missing_ok=True)


def update(objects: Path, name: str, flags: list[str]) -> bool:
    """Bring one stamp up to date; whether that changed anything."""
    stamp = objects / f"{name}.flags"
    text = "\n".join(flags) + "\n"
    try:
        old_text = stamp.read_text()
    except OSError:
        old_text = None
    if text == old_text:
        return False
    old_flags = old_text.split("\n")[:-1] if old_text is not None else []
    changed = definitions(flags) ^ definitions(old_flags)
    rest_same = [f for f in flags if f not in changed] == [f for f in old_flags if f not in changed]
    if old_text is None or not rest_same:
        stamp.write_text(text)
        return True
    names = {DEFINITION.match(flag).group(1) for flag in changed}  # type: ignore[union-attr]
    remove_objects_that_use(names, objects)
    times = os.stat(stamp)
    stamp.write_text(text)
    os.utime(stamp, ns=(times.st_atime_ns, times.st_mtime_ns))
    return True


def main() -> None:
    objects, words = Path(sys.argv[1]), sys.argv[2:]
    groups: list[list[str]] = [[]]
    for word in words:
        if word == SEPARATOR:
            groups.append([])
        else:
            groups[-1].append(word)
    changed = [update(objects, group[0], group[1:]) for group in groups]
    makefile = objects / "flags.mk"
    if any(changed) or not makefile.is_file():
        makefile.write_text("# See tools/build/flags.py.\n")


if __name__ == "__main__":
    main()
