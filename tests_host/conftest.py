"""Lets pytest import what the tests import: the library, and the helpers in support/."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

sys.path[:0] = [str(HERE.parent / "lib"), str(HERE)]
