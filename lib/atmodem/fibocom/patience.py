# Saying it again: a busy L610 answers nothing, or ERROR, and the guide (3.2) tells how long to go on. Time-outs: the profile.
from ..errors import CommandError, Timeout
from ..sched import loop, sleep_ms, ticks_add, ticks_diff

_PAUSE_MS = 1000


def is_final(error):
    """Whether a refusal would only be repeated: unknown command, wrong parameters, the broker's no."""
    return error.kind == "CME" and (error.code in (4, 50) or 699 < error.code < 705)


async def persist(make, answer_ms, within_ms, check=None, repeat=True):
    """Await `make(timeout_ms)` until it is done; returns its result.

    `answer_ms`: for one answer, `within_ms`: for all. `check()` is called before each. `repeat` False: not after a Timeout,
    when the command may have been carried out. Raises the last CommandError or Timeout, what `check` raises. Worst case:
    `within_ms` and 10.3 s.
    """
    until = ticks_add(loop.now(), within_ms)
    left = within_ms
    while True:
        if check is not None:
            check()
        try:
            return await make(min(answer_ms, left))
        except Timeout:
            left = ticks_diff(until, loop.now())
            if not repeat or left <= 0:
                raise
        except CommandError as error:
            left = ticks_diff(until, loop.now()) - _PAUSE_MS
            if is_final(error) or left <= 0:
                raise
            await sleep_ms(_PAUSE_MS)


def settle(modem, name, *parameters, check=None, secret=False):
    """Await it to have the module take a setting, named without its sign. Worst case: the profile's `persist_ms` and 10.3 s."""

    def make(timeout_ms):
        return modem.at.execute("+" + name, *parameters, timeout_ms=timeout_ms, secret=secret)

    return persist(make, modem.timing(name), modem.profile.persist_ms, check)
