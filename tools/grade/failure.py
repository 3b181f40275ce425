"""The exception with which a lab's own check (labs/labN/checks.py) says why a kernel is wrong."""


class Failure(Exception):
    """The kernel under test is wrong; the message is shown to the student as it stands."""
