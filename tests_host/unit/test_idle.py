# The machine's own clock: it sleeps until something is due or comes in, and looks often at what cannot tell.
import io
import select
import sys

from atmodem import idle
from atmodem.sched import ticks_diff

READ = 1  # of MicroPython's stream protocol
POLL = 3


class Stream(io.IOBase):
    """A pipe the machine can wait for; `ready`: something can be read."""

    def __init__(self, ready):
        self.ready = ready
        if sys.implementation.name == "cpython":
            import socket

            self.near, self.far = socket.socketpair()
            if ready:
                self.far.send(b"x")

    def fileno(self):
        return self.near.fileno()

    def ioctl(self, request, argument):
        if request != POLL:
            return -1  # above all, it has no file descriptor
        return READ if self.ready else 0


def took(clock, ms):
    """How long the clock idles when told to idle for `ms`."""
    started = clock.ticks_ms()
    clock.idle(ms)
    return ticks_diff(clock.ticks_ms() & 0x3FFFFFFF, started & 0x3FFFFFFF)


def test_without_a_pipe_it_sleeps():
    assert 5 <= took(idle.Clock(), 5) < 2000


def test_input_ends_the_sleep():
    clock = idle.Clock()
    clock.watch(Stream(True))
    assert took(clock, 60000) < 2000


def test_input_that_is_not_wanted_does_not():
    clock = idle.Clock()
    stream = Stream(True)
    clock.watch(stream, False)  # it was not watched: nothing to do
    clock.watch(stream)
    clock.watch(stream, False)
    assert 20 <= took(clock, 20) < 2000
    clock.watch(stream)
    assert took(clock, 60000) < 2000


def test_without_input_it_sleeps_to_the_end():
    clock = idle.Clock()
    streams = Stream(False), Stream(False)
    for stream in streams:
        clock.watch(stream)
    assert 20 <= took(clock, 20) < 2000


def test_a_pipe_that_cannot_be_polled_is_looked_at_often():
    for pipe in (object(), 5.5, None):
        clock = idle.Clock()
        clock.watch(pipe)
        assert took(clock, 60000) < 2000


def test_either_interpreter_can_poll():
    assert hasattr(select, "poll")


def test_an_error_is_shown():
    if hasattr(sys, "print_exception"):
        idle.report(ValueError("shown on purpose"))
        return
    shown, hook = [], sys.excepthook
    sys.excepthook = lambda kind, error, trace: shown.append((kind, error.args))
    try:
        idle.report(ValueError("lost"))
        sys.print_exception = lambda error: shown.append(error.args)  # as MicroPython has it
        idle.report(ValueError("lost too"))
    finally:
        sys.excepthook = hook
        if hasattr(sys, "print_exception"):
            del sys.print_exception
    assert shown == [(ValueError, ("lost",)), ("lost too",)]
