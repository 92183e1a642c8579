# A result line of the L610 that nobody waits for any more; loaded while there is one. It does not say which command it is
# about: until it has come, the next command of its name is not sent.
from ..errors import LinkLost, Timeout
from ..sched import loop, sleep_ms, ticks_diff


async def settle(session, name, until):
    """Wait for the late result of a command `name`, if one is owed to the session.

    One that has not come in the time for which the guide has a command repeated (3.2: 90 s) ends the session: later it could
    be taken for another's. Raises LinkLost, Timeout at the ticks `until`. Worst case: that and 10.3 s.
    """
    at = session.at
    if at.dirty:
        await at.execute("")  # a prompt that was lost takes what is asked to get in step, and the result comes behind it
    while True:
        session.check()
        owed = [command for command in at.followers if command.link is session and command.name == name]
        if not owed:
            return
        if ticks_diff(loop.now(), owed[0].expires) >= 0:
            session.lost(LinkLost("a result never came", name))
        elif ticks_diff(loop.now(), until) >= 0:
            raise Timeout(name)
        else:
            await sleep_ms(100)


def keep(at, command):
    """Nobody waits for `command` any more: its result is owed even without its OK, if it was sent; None is no command."""
    if command is not None and at.digest.awaited is command and not command.answered:
        at.followers.append(command)
        at.digest.watched = True
