# A million random and damaged bytes in every mode: no exception, no hang, and in step again.
# 100,000 where it would take minutes, on MicroPython and when coverage is measured, unless ATMODEM_FUZZ=full.
import os
import sys

from atmodem.fields import Counted, shape
from support.exchanges import EXCHANGES
from support.feed import OK, PAYLOAD, RESULT, Awaited, Observer

QUICK = sys.implementation.name == "cpython" and sys.gettrace() is None
AMOUNT = 1000000 if QUICK or os.getenv("ATMODEM_FUZZ") == "full" else 100000
PIECE = 256
CLEAN = b"\r\n\r\nOK\r\n"
TELLING = b"\r\n\x00\xff>+,\":0123456789OKERRORCMESATQIRDSEND \x1a\x1b"


class Dice:
    """Numbers that look random, the same on every interpreter and within its small integers (Wichmann and Hill 1982)."""

    def __init__(self, seed):
        self.x, self.y, self.z = seed, 17, 23

    def __call__(self, n):
        """A number below `n`."""
        self.x = self.x * 171 % 30269
        self.y = self.y * 172 % 30307
        self.z = self.z * 170 % 30323
        return (self.x + self.y + self.z) % n


def piece(dice):
    """About 256 bytes: noise, telling characters, a run of one byte, or damaged exchanges."""
    kind = dice(8)
    if kind == 0:
        return bytes([dice(256) for _ in range(PIECE)])
    if kind == 1:
        return bytes([TELLING[dice(len(TELLING))] for _ in range(PIECE)])
    if kind == 2:
        return bytes([dice(256)]) * PIECE
    data = bytearray()
    while len(data) < PIECE:
        stream = EXCHANGES[dice(len(EXCHANGES))][2]
        start = dice(2) * dice(len(stream))
        data += stream[start : start + 1 + dice(PIECE)]
    for _ in range(dice(5)):
        place = dice(len(data))
        if dice(2):
            data[place] = TELLING[dice(len(TELLING))]
        else:
            data = data[:place] + data[place + 1 + dice(4) :]
    return bytes(data[:PIECE])


def check(observer):
    """The digest keeps its books in order."""
    digest = observer.digest
    assert 0 <= digest.start <= digest.end <= len(digest.buffer)
    assert 0 <= digest.remaining <= digest.count or not digest.paying
    assert len(observer.events) <= 2 * PIECE, "events without end"
    observer.events = []


def settle(observer, awaited):
    """A clean result code is understood; where the stream broke off inside a payload, after abandon()."""
    observer.digest.awaited = awaited
    observer.feed(CLEAN)
    found, observer.events = observer.events, []
    if found[-1:] == [(RESULT, b"OK", OK)]:
        return
    assert observer.digest.paying or PAYLOAD in [event[0] for event in found], found
    observer.digest.abandon()
    observer.feed(CLEAN)
    assert observer.events == [(RESULT, b"OK", OK)], observer.events
    observer.events = []


def fuzz(awaited=None, numeric=False):
    """Feed one mode its share; each piece begins an answer of the awaited kind, each eighth is followed by a clean end."""
    dice = Dice(4711)
    observer = Observer(numeric=numeric, size=300, room=64)
    for _ in range(AMOUNT // PIECE + 1):
        observer.digest.awaited = awaited
        observer.feed(piece(dice))
        check(observer)
        if dice(8) == 0:
            settle(observer, awaited)
        if observer.digest.remaining and dice(3) == 0:
            observer.digest.abandon()
    settle(observer, awaited)


def test_no_command():
    fuzz()


def test_numeric():
    fuzz(Awaited(prefix=b"+LSIPCALL"), numeric=True)


def test_nothing_but_a_result_code():
    fuzz(Awaited())


def test_prefixed_lines():
    fuzz(Awaited(prefix=b"+CSQ"))


def test_shaped_lines():
    fuzz(Awaited(prefix=b"+CREG", shape=shape("nn*")))


def test_bare_lines():
    fuzz(Awaited(prefix=b"I", bare=True, echo=b"I"))


def test_other_final_texts():
    fuzz(Awaited(finals=(b"SEND OK", b"SEND FAIL", b"DATA ACCEPT:", b"SHUT OK", b"CONNECT", b"NO CARRIER")))


def test_prompt():
    fuzz(Awaited(prompt=b">", finals=(b"SEND OK",)))


def test_prompt_line():
    fuzz(Awaited(prompt=b"CONNECT", prefix=b"+QFUPL"))


def test_header_line_and_payload():
    fuzz(Awaited(prefix=b"+QIRD", counted=Counted(0)))


def test_inline_header_and_payload():
    fuzz(Awaited(prefix=b"+QMTRECV", counted=Counted(3, b',"')))
