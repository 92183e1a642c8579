"""The programs of tools/ that no other test starts, as somebody at a desk starts them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

from devkit import interpreters  # noqa: E402


def output(*command):
    """What a program prints; it must end well."""
    answer = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, timeout=170)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_demo():
    printed = output(TOOLS / "dev.py", "demo")
    assert '> AT+QMTCONN=0,"pump-7"' in printed
    assert "another client at the broker received pump-7/state: b'\\x00\\x01 any bytes'" in printed
    assert "pump-7/cmd bytearray(b'to the board, from outside')" in printed


def test_soak():
    assert "30 cycles" in output(TOOLS / "soak.py", "--cycles", "30")


def test_compile(tmp_path):
    output(TOOLS / "dev.py", "compile", tmp_path)
    for manifest in (tmp_path / "atmodem/package.json", tmp_path / "atmodem/quectel/package.json"):
        for place, file in json.loads(manifest.read_text())["urls"]:
            (tmp_path / "board" / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(manifest.parent / file, tmp_path / "board" / place)
    board = interpreters.find("micropython32").with_heap("64k")
    program = "import atmodem; from atmodem import registry; print(atmodem.open, registry.profile(registry.row('ec20')).name)"
    around = {"MICROPYPATH": str(tmp_path / "board")}
    said = subprocess.run([*board.command, "-c", program], env=around, capture_output=True, text=True)
    assert said.stdout == "<generator> ec20\n", said
