"""``python3 tools/modemsim MODULE --link PATH``: see ``--help``."""

import sys
from pathlib import Path

if not __package__:                                  # started as a folder: make the package importable by its name
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from modemsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
