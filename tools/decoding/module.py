"""What is known of a module's unasked lines: the tables in modules/."""

import re
import tomllib
from pathlib import Path

from atmodem.digest import Entry
from atmodem.fields import Counted

FOLDER = Path(__file__).parent / "modules"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "standard"))


class Length:
    """A row of `counted`: where a header says how many bytes follow, if it has the right shape."""

    def __init__(self, row):
        openers = row["opener"] if isinstance(row["opener"], list) else [row["opener"]]
        self.ways = [Counted(row.get("index", 0), opener.encode() or None) for opener in openers]
        self.shape = re.compile(row.get("shape", "").encode())

    def __call__(self, digest, stop):
        header = bytes(digest.buffer[digest.line : stop])
        match = self.shape.match(header)
        if not match:
            return -1
        for way in self.ways:
            if match.lastindex:
                way.index = header.count(b",", 0, match.start(1))
            found = way(digest, stop)
            if found != -1:
                return found
        return -1


class Module:
    """The tables of one module and of the standards, in one."""

    def __init__(self, name):
        tables = [tomllib.loads((FOLDER / f"{part}.toml").read_text()) for part in ("standard", name)]
        self.always = tuple(text for table in tables for text in table["urcs"])
        self.both = tuple(text for table in tables for text in table["both"])
        ends = [re.escape(row) + (r"(?!\w)" if row[-1].isalnum() else "") for row in self.always + self.both]
        self.rows = re.compile(rf"(?:\d, ?)?({'|'.join(ends)})")
        self.shapes = {prefix: re.compile(shape) for table in tables for prefix, shape in table["shapes"].items()}
        self.counted = {prefix: row for table in tables for prefix, row in table["counted"].items()}
        self.numeric = any(table.get("numeric") for table in tables)
        self.texts_over_lines = tuple(prefix for table in tables for prefix in table.get("texts_over_lines", ()))
        self.most_fields = {prefix: n for table in tables for prefix, n in table.get("most_fields", {}).items()}
        self.connects = any(table.get("connects") for table in tables)
        self.bare_data = any(table.get("bare_data") for table in tables)

    def enroll(self, digest):
        """Tell a digest of the unasked lines that raw bytes follow, and of those that resemble an echo."""
        for prefix, row in self.counted.items():
            digest.enroll(Entry(prefix.encode(), None, Length(row)))
        for text in self.always:
            if text.startswith("AT"):
                digest.enroll(Entry(text.encode(), None))

    def row(self, text):
        """The row of the tables this line belongs to, None if to none."""
        found = self.rows.match(text)
        return found[1] if found else None

    def is_shaped(self, row, text):
        """Whether a line has the shape of the unasked one: None if the tables do not say."""
        shape = self.shapes.get(row)
        return bool(shape.match(text)) if shape else None
