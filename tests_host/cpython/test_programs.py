"""The programs of tools/ that no other test starts, as somebody at a desk starts them."""

import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"


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
