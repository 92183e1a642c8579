# Calls that must refuse what they are given: ValueError that names the parameter, and not a byte has left.
from atmodem.errors import ModemError
from support.obedient import begin, ec20

# A quote ends the text; CR the line; LF, NUL, Ctrl-Z and ESC end or cancel what a prompt asks for.
HOSTILE = ('a"b', "a\rb", "a\nb", "a\0b", "a\x1ab", "a\x1bb", '"', "\r", "\x1a", "\r\nAT+CFUN=0\r")


def connect(modem, **options):
    given = {"host": "broker.test", "client_id": "one"}
    given.update(options)
    return modem.mqtt.connect(**given)


async def check(modem, wire, session, name, call, value):
    """The call raises ValueError that names the parameter; nothing was sent, the session and its clients are as before."""
    sent = len(wire.sent)
    taken = list(modem.mqtt.sessions)
    try:
        await call()
    except ValueError as error:
        assert str(error).startswith(name), (name, value, str(error))
        if name in ("pin", "password"):
            assert not value or len(str(value)) < 2 or str(value) not in str(error)
    except ModemError as error:
        raise AssertionError((name, value, error))
    else:
        raise AssertionError((name, value))
    assert len(wire.sent) == sent, (name, value, bytes(wire.sent[sent:]))
    assert modem.mqtt.sessions == taken and session.connected


def with_session(main):
    """Run `main(modem, wire, session)` with an MQTT session open."""
    modem, wire = ec20()

    async def program():
        await main(modem, wire, await connect(modem))

    begin(wire, program)
