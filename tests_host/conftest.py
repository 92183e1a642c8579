"""Lets pytest run the tests that are written for MicroPython: import paths and the modules CPython lacks."""

import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS_PERIOD = 1 << 30

sys.path[:0] = [str(HERE.parent / "lib"), str(HERE), str(HERE / "shims")]


def _ticks_ms():
    return time.monotonic_ns() // 1_000_000 % TICKS_PERIOD


def _ticks_us():
    return time.monotonic_ns() // 1_000 % TICKS_PERIOD


def _ticks_add(ticks, delta):
    return (ticks + delta) % TICKS_PERIOD


def _ticks_diff(later, earlier):
    half = TICKS_PERIOD // 2
    return (later - earlier + half) % TICKS_PERIOD - half


def _sleep_ms(duration):
    time.sleep(max(0, duration) / 1000)


for _function in (_ticks_ms, _ticks_us, _ticks_add, _ticks_diff, _sleep_ms):
    if not hasattr(time, _function.__name__[1:]):
        setattr(time, _function.__name__[1:], _function)
