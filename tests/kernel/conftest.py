"""Makes the tree's root importable, so that tests read `from tests.kernel.boot import boot`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))
