# The exchanges of an EC20's MQTT client, in the bytes of its manual, for a scripted wire.
from atmodem.quectel import EC20
from support.wire import Wire, adopted, run

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"


def module(wire=None):
    """An EC20 that is set up, on a wire that expects every byte: (modem, wire)."""
    wire = wire or Wire()
    return adopted(EC20, wire), wire


def settings(index=0, keepalive=60, clean=1, buffered=0, will=b"0", ssl=b"0"):
    """The command lines of a client's settings, without CR."""
    values = (
        (b"version", b"4"),
        (b"pdpcid", b"1"),
        (b"keepalive", b"%d" % keepalive),
        (b"session", b"%d" % clean),
        (b"timeout", b"5,3,0"),
        (b"recv/mode", b"%d,1" % buffered),
        (b"will", will),
        (b"ssl", ssl),
    )
    return [b'AT+QMTCFG="%s",%d,%s' % (key, index, value) for key, value in values]


def expect_settings(wire, index=0, **options):
    """The host sets a client up; the module takes all of it."""
    for line in settings(index, **options):
        wire.expect(line + b"\r").reply(OK)


def expect_open(wire, index=0, result=b"0"):
    """The host opens the link."""
    line = b'AT+QMTOPEN=%d,"broker.test",1883\r' % index
    wire.expect(line).reply(OK).reply(b"\r\n+QMTOPEN: %d,%s\r\n" % (index, result), 120)


def expect_connect(wire, index=0, login=b'"dev1"', result=b"0,0"):
    """The host opens the MQTT session."""
    wire.expect(b"AT+QMTCONN=%d,%s\r" % (index, login)).reply(OK + b"\r\n+QMTCONN: %d,%s\r\n" % (index, result), 60)


def message(payload, topic=b"t/in", index=0, message_id=0):
    """What the module says when a message comes: the payload raw, its length in front."""
    return b'\r\n+QMTRECV: %d,%d,"%s",%d,"%s"\r\n' % (index, message_id, topic, len(payload), payload)


async def connect(modem, wire, index=0, **options):
    """An open session of client `index`."""
    expect_settings(wire, index, buffered=1 if options.get("buffered") else 0)
    expect_open(wire, index)
    expect_connect(wire, index)
    return await modem.mqtt.connect("broker.test", 1883, "dev1", **options)


def in_session(main, **options):
    """Run `main(session, wire)` in an open session of client 0; everything expected was sent."""
    modem, wire = module()

    async def program():
        return await main(await connect(modem, wire, **options), wire)

    result = run(program(), wire)
    wire.done()
    return result
