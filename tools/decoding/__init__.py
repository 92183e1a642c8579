"""What tools/decode.py is made of: tables of the modules, lines and commands, and the decoder that puts them together."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "lib"))  # the digest is the library's own
