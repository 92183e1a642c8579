# Which bytes of a transparent link may be the module's own (YM310 manual 9.42), and a link against a scripted module.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Timeout
from atmodem.profile import Profile
from atmodem.sched import sleep_ms, spawn
from atmodem.tls import Tls
from atmodem.transparent import module_text
from support.wire import error_of, run
from support.ym310 import OK, Bench

TEXTS = (b"CLOSED", b"NO CARRIER", b"TCP ERROR:", b"+PDP DEACT")


def test_texts_of_the_module():
    for tail, held, whole in (
        (b"data", 0, False),
        (b"", 0, False),
        (b"data\r\n", 2, False),
        (b"data\r", 1, False),
        (b"\r\nCLO", 5, False),
        (b"data\r\nCLOSED", 8, False),
        (b"data\r\nCLOSED\r", 9, False),
        (b"data\r\nCLOSED\r\n", 10, True),
        (b"\r\nCLOSED\r\nmore", 0, False),
        (b"\r\nCLOSEDmore", 0, False),
        (b"CLOSED\r\n", 2, False),
        (b"\r\nTCP ERROR:", 12, False),
        (b"\r\nTCP ERROR:14\r\n", 16, True),
        (b"\r\n\r\nNO CARRIER\r\n", 14, True),
        (b"\r\nNO CARRIER\r\n\r\n+CGEV: NW DEACT\r\n\r\n+PDP DEACT\r\n", 47, True),
        (b"\r\nNO CARRIER\r\n\r\n+CGE", 20, False),
        (b"\r\nNO CARRIER\r\n\r\nO", 17, False),
    ):
        assert module_text(tail, TEXTS) == (held, whole), tail


def test_every_beginning_of_a_text_is_held():
    for text in TEXTS:
        text = b"\r\n" + text + (b"8\r\n" if text[-1] == 58 else b"\r\n")
        for n in range(1, len(text)):
            assert module_text(b"x" + text[:n], TEXTS) == (n, False), (text, n)
        assert module_text(b"x" + text, TEXTS) == (len(text), True)


# --- against the YM310's bytes

START = b'+CIPSTART="TCP","h",7'
TO_INITIAL = (b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=0", OK, b"+CIPMODE=1", OK)
AWAY = (b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMODE=0", OK)


def bench(answer=OK + b"\r\nCONNECT\r\n", up=True, chunk=64):
    bench = Bench(up=up, chunk=chunk).script(*TO_INITIAL).bring_up(mux=b"0")
    return bench.script(b"+CIPRXGET=0", OK, b"+CIPSSL=0", OK, START, answer)


def test_opening_and_closing():
    # manual 9.42: transparent application 1
    for chunk in (1, 64):
        there = bench(chunk=chunk)
        wire = there.wire

        async def work(modem):
            link = await modem.sockets.open_transparent("h", 7)
            assert link.connected and modem.sockets.links[0] is link
            wire.expect(b"hello").reply(b"\r\nworld\r\n")
            await link.write(b"hello")
            got = b""
            while len(got) < 9:
                got += bytes(await link.read(100, 5000))
            assert got == b"\r\nworld\r\n"
            wire.expect(b"+++").reply(OK, 500)
            there.script(*AWAY)
            await link.close()
            await link.close()
            assert not link.connected and modem.sockets.links[0] is None and not modem.packet.single
            assert await link.read(10) == b""

        there.run(work)


def test_packing():
    there = Bench().script(*TO_INITIAL).script(b"+CIPCCFG=5,2,1024,1", OK).bring_up(mux=b"0")
    there.script(b"+CIPRXGET=0", OK, b"+CIPSSL=0", OK, b'+CIPSTART="UDP","h",7', OK + b"\r\nCONNECT\r\n")

    async def work(modem):
        modem.sockets.packing = (5, 2, 1024, 1)
        await modem.sockets.open_transparent("h", 7, kind="udp")

    there.run(work)


def test_tls_is_set_up_before_the_link():
    there = Bench().script(*TO_INITIAL).bring_up(mux=b"0").script(b"+CIPRXGET=0", OK)
    there.script(b"+CCLK?", b'\r\n+CCLK: "26/08/07,13:28:31+32"\r\n' + OK)
    settings = (b'"sslversion",0,3', b'"ciphersuite",0,0XFFFF', b'"seclevel",0,0', b'"hostname",0,"h"', b'"ignorelocaltime",0,0')
    for setting in settings:
        there.script(b"+SSLCFG=" + setting, OK)
    there.script(b"+CIPSSL=1", OK, START, OK + b"\r\nCONNECT\r\n")
    assert there.run(lambda modem: modem.sockets.open_transparent("h", 7, tls=Tls(verify=False))).connected


def test_a_context_that_cannot_be_closed():
    # nothing was set yet, so nothing is set back
    there = Bench().script(b"+CIPSHUT", b"\r\nERROR\r\n")
    there.refused(CommandError, lambda modem: modem.sockets.open_transparent("h", 7))
    assert there.modem.sockets.links[0] is None and not there.modem.packet.single


def test_a_refusal():
    there = bench(OK + b"\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n").script(*AWAY)
    error = there.refused(CommandError, lambda modem: modem.sockets.open_transparent("h", 7))
    assert error.detail == "CONNECT FAIL" and there.modem.sockets.links[0] is None


def test_bad_arguments_and_links_that_are_open():
    there = Bench()
    for arguments in (("", 7), ("h", 0), ("h", 70000), ("h\r", 7), ("h", 7, "sctp")):
        there.refused(ValueError, lambda modem, a=arguments: modem.sockets.open_transparent(*a))
    there.modem.sockets.links[3] = object()

    async def busy(modem):
        await modem.sockets.open_transparent("h", 7)

    there.refused(Busy, busy)

    async def nowhere(modem):
        modem.profile = type("Other", (Profile,), {"limits": {"host": 10}, "open_ms": 1})
        modem.sockets.profile = modem.profile
        await modem.sockets.open_transparent("h", 7)

    there.refused(NotSupported, nowhere)


def opened(there, work):
    async def main(modem):
        await work(await modem.sockets.open_transparent("h", 7), there.wire)

    run(main(there.modem), there.wire)
    there.wire.done()


def test_the_end_of_the_link_is_asked_after():
    for text, words in ((b"TCP ERROR:14", "TCP ERROR:14 (reset by the host)"), (b"NO CARRIER", "NO CARRIER")):
        there = bench()

        async def work(link, wire, text=text, words=words):
            wire.say(b"data\r\n" + text[:4])
            wire.say(text[4:] + b"\r\n", 50)
            assert await link.read(100) == b"data"
            wire.expect(b"+++")  # a module that takes commands says nothing
            error = await error_of(link.read(100, 9000), LinkLost)
            assert str(error) == words, error
            assert not link.connected
            there.script(b"+CMEE?", b"\r\n+CMEE :1\r\n" + OK, *AWAY)
            await link.close()

        opened(there, work)


def test_an_end_in_order_gives_no_data():
    there = bench()

    async def work(link, wire):
        wire.say(b"bye\r\nCLOSED\r\n", 100)
        wire.expect(b"+++")
        assert await link.read(100) == b"bye"
        assert await link.read(100, 9000) == b""
        assert await link.read(100, 9000) == b""

    opened(there, work)


def test_a_text_of_the_module_that_is_data():
    there = bench()

    async def work(link, wire):
        wire.say(b"\r\nCLOSED\r\n", 100)
        wire.expect(b"+++").reply(OK, 500).expect(b"ATO\r").reply(b"\r\nCONNECT\r\n")
        assert await link.read(100, 9000) == b"\r\nCLOSED\r\n"
        assert link.connected
        # and with something behind it nobody need ask
        wire.say(b"\r\nCLOSED\r\n.")
        assert await link.read(100, 9000) == b"\r\nCLOSED\r\n."

    opened(there, work)


def test_nothing_is_written_to_a_module_that_takes_commands():
    # to a program that only writes
    there = bench()

    async def work(link, wire):
        wire.expect(b"one")
        await link.write(b"one")
        wire.say(b"\r\nCLOSED\r\n", 100)
        await sleep_ms(200)
        wire.expect(b"+++")
        error = await error_of(link.write(b"AT+CPOWD=1\r"), LinkLost)
        assert str(error) == "CLOSED", error

    opened(there, work)


def test_a_program_that_only_writes_is_asked_for_once():
    there = bench()

    async def work(link, wire):
        wire.say(b"data\r\nCLOSED\r\n", 100)
        await sleep_ms(200)
        wire.expect(b"+++").reply(OK, 500).expect(b"ATO\r").reply(b"\r\nCONNECT\r\n").expect(b"one").expect(b"two")
        await link.write(b"one")
        await link.write(b"two")
        assert await link.read(100) == b"data\r\nCLOSED\r\n"

    opened(there, work)


def test_writing_while_the_end_is_asked_after():
    there = bench()

    async def work(link, wire):
        wire.say(b"\r\nCLOSED\r\n", 100)
        wire.expect(b"+++").reply(OK, 500).expect(b"ATO\r").reply(b"\r\nCONNECT\r\n").expect(b"late")
        reader = spawn(link.read(100, 9000))
        await sleep_ms(1500)  # the reader has sent +++, or is about to
        await link.write(b"late")
        assert await reader == b"\r\nCLOSED\r\n"

    opened(there, work)
    for moment in (2300, 2600, 2800):
        there = bench()

        async def at(link, wire, moment=moment):
            wire.say(b"\r\nCLOSED\r\n", 100)
            wire.expect(b"+++").reply(OK, 500).expect(b"ATO\r").reply(b"\r\nCONNECT\r\n", 200).expect(b"late")
            reader = spawn(link.read(100, 9000))
            await sleep_ms(moment)
            await link.write(b"late")
            assert await reader == b"\r\nCLOSED\r\n"

        opened(there, at)


def test_a_lost_context_is_told_to_all():
    there = bench()
    told = []

    async def work(link, wire):
        there.modem.losses.append(told.append)
        wire.say(b"\r\nNO CARRIER\r\n\r\n+CGEV: NW DEACT \"IP\",\"10.0.0.1\",1\r\n\r\n+PDP DEACT\r\n", 100)
        wire.expect(b"+++")
        error = await error_of(link.read(100, 9000), LinkLost)
        assert "context lost" in str(error), error
        assert len(told) == 1 and not there.modem.packet.up

    opened(there, work)


def test_suspend_and_resume():
    there = bench()

    async def work(link, wire):
        reader = spawn(link.read(100))
        await sleep_ms(10)
        wire.expect(b"+++").reply(OK, 500)
        await link.suspend()
        there.script(b"+CSQ", b"\r\n+CSQ: 15,0\r\n" + OK)
        assert await there.modem.command("+CSQ") == ["+CSQ: 15,0"]
        wire.expect(b"ATO\r").reply(b"\r\nCONNECT\r\nhello")
        await link.resume()
        assert await reader == b"hello"
        wire.expect(b"+++").reply(OK, 500)
        await link.suspend()
        await error_of(link.write(b"x", timeout_ms=100), Timeout)
        wire.expect(b"ATO\r").reply(b"\r\nNO CARRIER\r\n")
        error = await error_of(link.resume(), LinkLost)
        assert "NO CARRIER" in str(error), error

    opened(there, work)


def test_closed_while_suspended():
    there = bench()

    async def work(link, wire):
        wire.expect(b"+++").reply(OK, 500)
        await link.suspend()
        wire.say(b"\r\nCLOSED\r\n")
        await sleep_ms(10)
        assert not link.connected
        assert await link.read(10) == b""
        there.script(*AWAY)
        await link.close()

    opened(there, work)


def test_a_restart_while_it_is_open():
    there = bench()

    async def work(link, wire):
        reader = spawn(link.read(10))
        await sleep_ms(10)
        there.modem.lost(LinkLost("the module restarted"))
        error = await error_of(reader, LinkLost)
        assert "restarted" in str(error)
        assert link.mode.pipe is None

    opened(there, work)


def test_the_end_of_the_link_among_damaged_bytes():
    there = bench()

    async def work(link, wire):
        wire.say(b"bye\r\nCLOSED\r\n\r\n\xff\xfe\r\n", 100)
        wire.expect(b"+++")
        assert await link.read(100) == b"bye"
        assert await link.read(100, 9000) == b""  # CLOSED is an end in order
        assert not link.connected

    opened(there, work)


def test_nothing_comes():
    there = bench()

    async def work(link, wire):
        for most in (10, 1000):
            await error_of(link.read(most, 300), Timeout)
        assert link.connected and wire.clock.slept >= 600

    opened(there, work)


def test_a_text_of_the_module_at_the_end_of_many_bytes():
    # into the program's own buffer, but for what may be the module's
    there = bench(chunk=400)

    async def work(link, wire):
        wire.say(b"x" * 290 + b"\r\nCLOSED\r\n", 50)
        buffer = bytearray(1000)
        assert await link.readinto(buffer, 1000) == 290 and buffer[:290] == b"x" * 290
        wire.expect(b"+++").reply(OK, 500).expect(b"ATO\r").reply(b"\r\nCONNECT\r\n")
        n = await link.readinto(buffer, 9000)
        assert buffer[:n] == b"\r\nCLOSED\r\n"

    opened(there, work)


def test_a_link_that_ends_while_its_end_is_asked_after():
    # +++ was still heard; ATO finds nothing to go back to
    there = bench()

    async def work(link, wire):
        wire.say(b"bye\r\nCLOSED\r\n", 50)
        wire.expect(b"+++").reply(OK, 500).expect(b"ATO\r").reply(b"\r\nNO CARRIER\r\n")
        assert await link.read(100) == b"bye"
        assert await link.read(100, 9000) == b""
        assert not link.connected

    opened(there, work)


def test_a_module_that_cannot_be_asked_for_commands():
    # it hears +++ as data, for ever
    there = bench()

    async def work(link, wire):
        wire.expect(b"+++").expect(b"+++").expect(b"on it goes")
        await error_of(link.suspend(), Timeout)
        assert link.connected
        await link.write(b"on it goes")

    opened(there, work)


def test_a_link_that_is_gone_is_neither_suspended_nor_resumed():
    there = bench()

    async def work(link, wire):
        there.modem.lost(LinkLost("the module restarted"))
        for call in (link.suspend, link.resume, lambda: link.write(b"x")):
            error = await error_of(call(), LinkLost)
            assert "restarted" in str(error)

    opened(there, work)


def test_it_is_closed_behind_the_block_even_by_a_module_that_refuses():
    there = bench()

    async def work(link, wire):
        async with link:
            wire.expect(b"+++").reply(OK, 500)
            there.script(b"+CIPSHUT", b"\r\nERROR\r\n")
        assert not link.connected and there.modem.sockets.links[0] is None

    opened(there, work)
