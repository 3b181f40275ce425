"""Right answers to lab 8's reading questions, read off the disk that the student's build made."""

from tools.grade import sfs


def root_and_map(run) -> list[int]:
    """lab8.q1."""
    return [run.disk().find("/").number, sfs.FIRST_MAP_BLOCK]


def blocks_of_the_shell(run) -> list[int]:
    """lab8.q2: of data, and of pointers."""
    shell = run.disk().find("/sh")
    return [sum(1 for block in shell.data if block), len(shell.tables)]


def names_of_script(run) -> int:
    """lab8.q3."""
    return run.disk().find("/script").nlinks
