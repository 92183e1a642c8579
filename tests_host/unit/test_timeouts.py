# Times that are none: refused by name before a byte leaves. None is the default; 0 is "what is there already" to who only reads.
from atmodem.errors import Timeout
from support.bench import Bench
from support.ec20_mqtt import OK, connect, module
from support.wire import error_of, raises, run

# calls that send something; none of them knows a time of 0
CALLS = (
    lambda modem, ms: modem.command("+CSQ", timeout_ms=ms),
    lambda modem, ms: modem.at.execute("+CFUN", 1, timeout_ms=ms),
    lambda modem, ms: modem.at.query("+CSQ", timeout_ms=ms),
    lambda modem, ms: modem.at.rows("+COPS", timeout_ms=ms),
    lambda modem, ms: modem.at.integers(b"+CSQ", [0, 0], timeout_ms=ms),
    lambda modem, ms: modem.at.text("+CGSN", timeout_ms=ms),
    lambda modem, ms: modem.at.action("+QIOPEN", 1, timeout_ms=ms),
    lambda modem, ms: modem.at.send("+QISEND", 1, payload=b"x", timeout_ms=ms),
    lambda modem, ms: modem.start("cmnet", timeout_ms=ms),
    lambda modem, ms: modem.packet.start("cmnet", timeout_ms=ms),
    lambda modem, ms: modem.packet.activate(timeout_ms=ms),
    lambda modem, ms: modem.packet.ping("h", timeout_ms=ms),
    lambda modem, ms: modem.packet.resolve("h", timeout_ms=ms),
    lambda modem, ms: modem.device.restart(ms),
    lambda modem, ms: modem.clock.synchronise("h", timeout_ms=ms),
    lambda modem, ms: modem.sockets.open("tcp", "h", 7, timeout_ms=ms),
    lambda modem, ms: modem.sockets.open_transparent("h", 7, timeout_ms=ms),
)
NONE = (0, -1, 1 << 29, 1.5, "5")


def receive(session, ms):
    return session.receive(ms)


async def awaited(call, modem, ms):
    await call(modem, ms)


def test_a_time_that_is_none_is_refused_before_a_byte_leaves():
    for i in range(len(CALLS)):
        for ms in NONE:
            modem, wire = module()
            error = raises(ValueError, awaited(CALLS[i], modem, ms), wire)
            assert str(error).startswith("timeout_ms"), (i, ms, error)
            assert wire.sent == b"", (i, ms)


def test_waiting_for_the_card_or_the_network_may_be_a_look():
    modem, wire = module()
    for ms in (-1, 1 << 29, 1.5, None):
        for call in (lambda ms=ms: modem.network.wait_registered(ms), lambda ms=ms: modem.sim.unlock(timeout_ms=ms)):
            assert str(raises(ValueError, call(), wire)).startswith("timeout_ms")
    assert wire.sent == b""
    wire.expect(b"AT+CPIN?\r").reply(b"\r\n+CPIN: READY\r\n" + OK)
    run(modem.sim.unlock(timeout_ms=0), wire)
    wire.done()


def test_the_packet_context_of_every_module_is_as_strict():
    from atmodem import registry

    for name in registry.names():
        try:
            profile = registry.profile(registry.row(name))
        except ImportError:
            continue

        async def start(modem):
            await modem.packet.start("cmnet", timeout_ms=0)

        bench = Bench(profile)
        assert str(bench.refused(ValueError, start)).startswith("timeout_ms"), name
        assert bench.wire.sent == b""


def test_none_is_the_default_and_a_time_is_a_time():
    for ms, taken in ((None, 5000), (1, 1), (700, 700)):
        modem, wire = module()
        start = wire.clock.now
        wire.expect(b"AT+CSQ\r")
        raises(Timeout, modem.command("+CSQ", timeout_ms=ms), wire)
        assert wire.clock.now - start == taken


def test_a_text_asked_for_again_with_another_time_or_parameter_is_another_command():
    modem, wire = module()
    name = b"+CGSN"
    wire.expect(b"AT+CGSN\r").reply(b"\r\n861\r\n" + OK)
    wire.expect(b"AT+CGSN=1\r").reply(b"\r\n862\r\n" + OK)
    wire.expect(b"AT+CGSN\r")

    async def main():
        assert await modem.at.text(name) == b"861"
        assert await modem.at.text(name, 1) == b"862"
        start = wire.clock.now
        await error_of(modem.at.text(name, timeout_ms=200), Timeout)
        assert wire.clock.now - start == 200

    run(main(), wire)
    wire.done()


def test_who_only_reads_gets_with_0_what_is_there_already():
    modem, wire = module()

    async def main():
        session = await connect(modem, wire)
        start = wire.clock.now
        await error_of(session.receive(0), Timeout)
        assert wire.clock.now == start
        assert str(await error_of(awaited(receive, session, -1), ValueError)) == "timeout_ms"

    run(main(), wire)
    wire.done()
