"""What mip installs is what is there."""

import json
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tools"))

from devkit import manifests  # noqa: E402


def test_manifests_are_current():
    assert manifests.run(check=True) == 0, "run: python3 tools/dev.py manifest"


def test_the_parts_make_the_whole():
    texts = manifests.expected()
    whole, *parts = ({row[0] for row in json.loads(text)["urls"]} for text in texts.values())
    assert set().union(*parts) == whole
    assert sum(map(len, parts)) == len(whole)


def test_every_address_leads_to_a_file_below_the_manifest():
    for path, text in manifests.expected().items():
        for place, address in json.loads(text)["urls"]:
            assert ".." not in address
            assert (path.parent / address).is_file()
            assert place.startswith("atmodem/")
