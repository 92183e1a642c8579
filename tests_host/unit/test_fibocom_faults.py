# What every call of the L610 does when the module falls silent or refuses: it ends in the time its docstring states.
from atmodem.errors import CommandError, ModemError, Timeout
from support.l610 import CALL, CLOSED, ERROR, Bench
from support.wire import error_of

PEM = b"-----BEGIN CERTIFICATE-----\r\n-----END CERTIFICATE-----\r\n"
IN_STEP = 10300  # what a call that follows a timed-out one may take longer
SETTING = 90000 + IN_STEP  # "100 s"

CALLS = (
    ("address", lambda m: m.packet.address(), SETTING),
    ("stop", lambda m: m.packet.stop(), 260000),
    ("start", lambda m: m.packet.start("cmnet", timeout_ms=200000), 200000 + 270000),
    ("authenticate", lambda m: m.packet.authenticate(1, "PAP", "u", "p"), 190000),
    ("upload", lambda m: m.tls.upload("CAFILE", PEM), SETTING + 2 * len(PEM)),
    ("version", lambda m: m.tls.version(), 1000),
    ("prefer", lambda m: m.network.prefer(), 9000),
    ("announce", lambda m: m.device.announce(), 9000),
    ("state", lambda m: m.sim.state(), 9000),
)
SESSION = (
    ("publish", lambda s: s.publish("t", b"x", 1), 90000 + IN_STEP),
    ("subscribe", lambda s: s.subscribe("t", 1), 90000 + IN_STEP),
    ("unsubscribe", lambda s: s.unsubscribe("t"), 90000 + IN_STEP),
)


def ended(bench, work, kind, most_ms, name):
    """Do `work`, which must raise `kind` within `most_ms`."""
    begun = bench.wire.clock.now
    try:
        bench.run(work)
    except kind:
        taken = bench.wire.clock.now - begun
        assert taken <= most_ms, (name, taken)
        return
    raise AssertionError(name)


def test_silence():
    for name, call, most_ms in CALLS:
        bench = Bench()
        bench.wire.write = lambda data: len(data)
        ended(bench, call, Timeout, most_ms, name)


def test_nothing_but_error():
    for name, call, most_ms in CALLS:
        if name == "state":
            continue
        bench = Bench()
        wire = bench.wire
        wire.write = lambda data, wire=wire: wire.say(ERROR) and len(data)
        ended(bench, call, CommandError, most_ms, name)


def test_silence_and_errors_in_a_session():
    for reply in (b"", ERROR):
        for name, call, most_ms in SESSION:
            bench = Bench().connecting()
            wire = bench.wire

            async def work(modem):
                mqtt = await modem.mqtt.connect("broker", client_id="pump-7")
                wire.write = lambda data: wire.say(reply) and len(data)
                begun = wire.clock.now
                error = await error_of(call(mqtt), ModemError)
                assert isinstance(error, CommandError if reply else Timeout), error
                assert wire.clock.now - begun <= most_ms, (name, wire.clock.now - begun)
                begun = wire.clock.now
                await mqtt.close()
                assert wire.clock.now - begun <= 60000 + IN_STEP, name

            bench.run(work)


def test_a_connect_to_a_module_that_falls_silent():
    bench = Bench().script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", b"\r\n+MQTTOPEN: 1\r\n\r\nOK\r\n", b"+MQTTCLOSE=1", CLOSED)
    wire = bench.wire
    write = wire.write

    def until_there(data):
        if not data.startswith(b"AT+MQTTUSER") and write is not None and wire._script:
            return write(data)
        return len(data)

    wire.write = until_there
    ended(bench, lambda modem: modem.mqtt.connect("broker", client_id="c"), Timeout, 180000 * 2 + 260000, "connect")
