"""The autograder: boots a lab's kernel in QEMU, once per check, and scores what it sees.

One module per idea, from the bottom up:

    failure, prng           what a lab's own checks.py may import from here
    sfs                     the file system on a disk that a machine has left
    plan                    labs/labN/lab.toml, read and validated
    command, keyboard       how QEMU is called | what a key press is on the wire
    evidence, symbols       QEMU's own record of the run | names for kernel addresses
    qmp, boot               QEMU's control channel | one run from power-on to its ending
    blanks                  exercises that are not written yet
    matching                expected lines against the console
    answers                 what a student wrote in answers/labN.md, and whether it is right
    diagnosis, verdict      why a run ended as it did | whether a check passed
    score                   the only place where points are added up
    report, results         what people read | what other programs read
    build, plugin, grade    the build before it | pytest in between | the command line
"""

from tools.grade.failure import Failure
from tools.grade.prng import Prng

__all__ = ["Failure", "Prng"]
