# A channel on a scripted wire, and its verbs asked over it.
from atmodem.dialogue import Dialogue
from support.wire import Wire, attach, awaited, detach_all, run


def channel(wire):
    """A channel on this wire, and no other."""
    detach_all()
    return attach(Dialogue(wire))


def replied(sent, reply, verb):
    """The result of `verb(at)` when the module answers `sent` with `reply`, to a slow and to a quick reader."""
    results = []
    for chunk in (1, 256):
        wire = Wire(chunk=chunk)
        wire.expect(sent).reply(reply)
        results.append(run(awaited(verb, channel(wire)), wire))
        wire.done()
    assert results[0] == results[1]
    return results[1]
