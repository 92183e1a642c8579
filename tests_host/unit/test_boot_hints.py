# Modules that do not say when they start, or say something that they say at other times too.
from atmodem.errors import LinkLost
from atmodem.profile import Profile
from atmodem.sched import loop, sleep_ms
from support.obedient import OK, Obedient, begin
from support.wire import adopted


class Silent(Profile):
    """A module that says nothing of its own when it starts, but for a text that it also says at other times."""

    name = "silent"
    boot_hints = (b"+SIM READY",)
    boot_ms = 4000


def silent(profile=Silent):
    wire = Obedient(echo=False)
    return adopted(profile, wire), wire


def test_a_hint_is_a_restart_when_the_error_codes_are_forgotten():
    for answer, restarted in (
        (b"\r\n+CMEE: 1\r\n" + OK, False),
        (b"\r\n+CMEE: 0\r\n" + OK, True),
        (b"\r\n+CMEE: 2\r\n" + OK, True),
        (b"\r\nERROR\r\n", True),
        (OK, True),
    ):
        modem, wire = silent()
        told = []
        modem.losses.append(told.append)

        async def main():
            wire.arm(lambda module, replies: [(5, answer)])
            wire.say(b"\r\n+SIM READY\r\n\r\n+SIM READY\r\n", 10)
            await sleep_ms(1000)

        begin(wire, main)
        assert len(told) == restarted, answer
        expected = [b"AT+CMEE?\r"] + ([b"AT\r", b"ATE0\r", b"AT+CMEE=1\r"] if restarted else [])
        assert wire.lines == expected, (answer, wire.lines)
        assert modem.started.is_set


def test_an_echo_is_a_hint_too():
    # Nothing is said at the start, and nothing was under way: the next command is the first that can tell.
    for forgotten in (False, True):
        modem, wire = silent()
        told = []
        modem.losses.append(told.append)

        async def main():
            wire.echo = True
            if forgotten:
                wire.arm(lambda module, replies: [(5, b"\r\n+CMEE: 0\r\n" + OK)], 1)
            assert await modem.at.query("+CSQ") == (24, 99)
            await sleep_ms(1000)
            for _ in range(2):
                assert await modem.at.query("+CSQ") == (24, 99)
                await sleep_ms(1000)

        begin(wire, main)
        assert len(told) == forgotten
        asked = [line for line in wire.lines if line != b"AT+CSQ\r"]
        assert asked == [b"AT+CMEE?\r"] + [b"AT\r", b"ATE0\r", b"AT+CMEE=1\r"] * forgotten


def test_a_module_without_boot_texts_is_asked_when_it_should_be_back():
    modem, wire = silent()

    async def main():
        modem.lost(LinkLost("restart"))
        start = loop.now()
        wire.ready = start + 6000
        assert await modem.wait_boot(20000)
        assert 6000 <= loop.now() - start <= 8000
        assert wire.lines[-2:] == [b"ATE0\r", b"AT+CMEE=1\r"]

    begin(wire, main)


def test_a_boot_text_while_a_hint_is_looked_into():
    class Both(Silent):
        boot_texts = (b"RDY",)

    modem, wire = silent(Both)
    told = []
    modem.losses.append(told.append)

    async def main():
        wire.arm(lambda module, replies: [])  # the question is lost: it is starting
        wire.say(b"\r\n+SIM READY\r\n", 10)
        wire.say(b"\r\nRDY\r\n", 50)
        await sleep_ms(60)
        assert len(told) == 1
        await sleep_ms(1000)
        assert modem.started.is_set and modem.restoring is None

    begin(wire, main)
    assert wire.lines == [b"AT+CMEE?\r", b"AT\r", b"ATE0\r", b"AT+CMEE=1\r"]
    assert len(told) == 1
