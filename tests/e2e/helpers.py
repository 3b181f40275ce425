"""What the end-to-end tests share: where the tree is and how a tool is run."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "/usr/bin/python3"


def run(*command: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a tool as a user would; its output and errors come back as text."""
    options.setdefault("cwd", ROOT)
    options.setdefault("timeout", 600)
    return subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        **options,  # type: ignore[call-overload]
    )
