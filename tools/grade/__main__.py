"""`/usr/bin/python3 -m tools.grade`, run in the project's root."""

import sys

from tools.grade.grade import main

sys.exit(main())
