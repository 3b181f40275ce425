"""Every source file is in exactly one lab.mk, and every file in a lab.mk exists."""

import fnmatch
import re
from pathlib import Path

from source import Problem, Source

ASSIGNMENT = re.compile(r"^((?!EMBED_)\w*(?:SOURCES?|PROGRAMS))\s*(\+?:?=)\s*(.*)$")
ENTRY = re.compile(r"^(\S+)\s+#\s*(\S.*)$")
# A lab may also drop what earlier ones added, by paths or by patterns such as %/file.cpp.
FILTER_OUT = re.compile(r"^\$\(filter-out ([^,]+),\s*\$\(\w+\)\)$")
HOST_ONLY = ("sfs-tools/",)


def listed_sources(root: Path) -> tuple[dict[str, tuple[str, int]], list[Problem]]:
    """Where each source is listed, and what is wrong with the lists."""
    places: dict[str, tuple[str, int]] = {}
    problems = []
    for path in sorted(root.glob("labs/lab*/lab.mk")):
        name = str(path.relative_to(root))
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assignment = ASSIGNMENT.match(line)
            if not assignment or not assignment[3]:
                continue
            if dropped := FILTER_OUT.match(assignment[3].strip()):
                for pattern in dropped[1].split():
                    if not fnmatch.filter(places, pattern.replace("%", "*")):
                        what = f"{pattern} is dropped, but no earlier lab adds it"
                        problems.append(Problem(name, number, what, "remove it"))
                continue
            entry = ENTRY.match(assignment[3])
            if not entry:
                remedy = "write `KERN_SOURCES += kern/dir/file.cpp   # purpose`"
                problems.append(Problem(name, number, "not one source with its purpose", remedy))
                continue
            source = entry[1]
            if source in places:
                first = "{}:{}".format(*places[source])
                problems.append(Problem(name, number, f"{source} is also at {first}", "list it once"))
            elif not (root / source).is_file():
                problems.append(Problem(name, number, f"there is no {source}", "remove the line"))
            places[source] = (name, number)
    return places, problems


def check(root: Path, sources: list[Source]) -> list[Problem]:
    places, problems = listed_sources(root)
    if not places:
        return problems
    for source in sources:
        wanted = not source.is_header and not source.name.startswith(HOST_ONLY)
        if wanted and source.name not in places:
            remedy = "add it to the lab.mk of the lab that needs it first"
            problems.append(source.problem(1, "no lab.mk lists this file", remedy))
    return problems
