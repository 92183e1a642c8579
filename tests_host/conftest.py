"""Lets pytest import what the tests import: the library, and the helpers in support/."""

import gc
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

sys.path[:0] = [str(HERE.parent / "lib"), str(HERE)]


def pytest_collection_finish():
    # The library collects garbage before it loads a service; what pytest itself holds is not to be searched each time.
    gc.freeze()
