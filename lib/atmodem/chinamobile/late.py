# Publications of the ML302 that ran out of time: their results do not say whose they are. Loaded while there is one.
from ..errors import Timeout
from ..sched import loop, sleep_ms, ticks_add, ticks_diff


def keep(session, command, error):
    """Nobody waits for `command` any more: if it was sent, its result may come as long as the module waits for the broker."""
    if session.at.digest.awaited is command and not command.answered:
        ms = session.service.acknowledgement_ms
        if command.accepted and isinstance(error, Timeout):
            ms = max(0, ms - command.timeout_ms)
        command.expires = ticks_add(loop.now(), ms)
        session.late.append(command)


async def settle(session, deadline):
    """Wait until the result of each late publication has come, or its time is over (manual 2.3.10).

    Raises Timeout at the ticks `deadline`, LinkLost. Worst case: that and 10.3 s.
    """
    at = session.at
    last = session.late[-1]
    if at.dirty and not last.accepted:
        await at.execute("")  # a prompt that was lost takes what is asked to get in step, and the result comes behind it
        last.expires = ticks_add(loop.now(), session.service.acknowledgement_ms)
    while session.owed():
        session.check()
        if ticks_diff(loop.now(), deadline) >= 0:
            raise Timeout(b"+MQTTPUB")
        await sleep_ms(100)
