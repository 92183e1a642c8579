# A transparent link of the EC20 against the bytes of its TCP/IP and SSL manuals.
from atmodem.errors import CommandError, LinkLost, Timeout
from atmodem.tls import Tls
from support.ec20 import ERROR, OK, Bench

OPEN = b'+QIOPEN=1,0,"TCP","h",7,0,2'  # access mode 2
CONNECT = b"\r\nCONNECT\r\n"
CLOSE = (b"+QICLOSE=0", OK)
WHY = b"+QIGETERROR"


def why(code, text):
    return b"\r\n+QIGETERROR: %d,%s\r\n" % (code, text) + OK


def link(modem, **options):
    return modem.sockets.open_transparent("h", 7, **options)


def test_bytes_pass_until_it_is_closed():
    for chunk in (1, 64):
        bench = Bench(chunk=chunk).script(OPEN, CONNECT)
        bench.wire.expect(b"hello").reply(b"\r\nOK\r\nworld")
        bench.wire.expect(b"+++").reply(OK, 500)
        bench.script(*CLOSE)

        async def work(modem):
            async with await link(modem) as there:
                await there.write(b"hello")
                got = b""
                while len(got) < 11:
                    got += bytes(await there.read(100, 5000))
            assert modem.sockets.links[0] is None
            return got

        assert bench.run(work) == b"\r\nOK\r\nworld"


def test_the_packet_context_comes_first():
    bench = Bench(up=False).script(b"+QIACT=1", OK, b'+QIOPEN=1,0,"UDP","h",7,0,2', CONNECT)
    assert bench.run(lambda modem: link(modem, kind="udp")).connected


def test_the_end_of_the_link():
    bench = Bench().script(OPEN, CONNECT)
    bench.wire.expect(b"one")

    async def work(modem):
        there = await link(modem)
        await there.write(b"one")
        bench.wire.say(b"bye\r\nNO CARRIER\r\n", 100)
        bench.wire.expect(b"+++")  # a module that takes commands says nothing
        assert await there.read(100, 5000) == b"bye"
        assert await there.read(100, 9000) == b""
        assert not there.connected

    bench.run(work)


def test_why_it_was_refused_is_asked_for():
    # the module says ERROR alone; TCP/IP manual, chapter 4
    for code, text, kind in (
        (565, b"DNS parse failed", LinkLost),
        (566, b"connect failed", LinkLost),
        (552, b"invalid parameters", CommandError),
        (573, b"APN not configured", CommandError),
    ):
        bench = Bench().script(OPEN, ERROR, WHY, why(code, text)).script(*CLOSE).script(*CLOSE)
        error = bench.refused(kind, link)
        assert "(%d)" % code in str(error) and isinstance(error, LinkLost) == (kind is LinkLost)
        assert bench.modem.sockets.links[0] is None


def test_a_link_that_was_left_open_is_closed_and_opened_anew():
    bench = Bench().script(OPEN, ERROR, WHY, why(563, b"socket identity has been used")).script(*CLOSE).script(OPEN, CONNECT)
    assert bench.run(link).connected


def test_nobody_answers():
    # Perhaps it is in data mode by now: out of it, and then it is closed.
    bench = Bench().script(OPEN, b"")
    bench.wire.expect(b"+++").reply(OK, 500)
    bench.script(b"+CMEE?", b"\r\n+CMEE: 1\r\n" + OK).script(*CLOSE)
    bench.refused(Timeout, lambda modem: link(modem, timeout_ms=20000))
    assert 20000 <= bench.wire.clock.slept <= 30000


TLS = (
    b'+QSSLCFG="sslversion",5,4', OK, b'+QSSLCFG="ciphersuite",5,0xFFFF', OK, b'+QSSLCFG="seclevel",5,0', OK,
    b'+QSSLCFG="sni",5,1', OK, b'+QSSLCFG="ignorelocaltime",5,1', OK,
)  # fmt: skip


def test_tls_by_commands_of_its_own():
    bench = Bench().script(*TLS).script(b'+QSSLOPEN=1,5,0,"h",7,2', CONNECT)
    bench.wire.expect(b"+++").reply(OK, 500)
    bench.script(b"+QSSLCLOSE=0", OK)

    async def work(modem):
        await (await link(modem, tls=Tls(verify=False))).close()

    bench.run(work)


def test_settings_of_tls_are_refused():
    # Nothing was opened, nothing is closed.
    bench = Bench().script(*TLS[:2]).script(b'+QSSLCFG="ciphersuite",5,0xFFFF', ERROR)
    bench.refused(CommandError, lambda modem: link(modem, tls=Tls(verify=False)))
    assert bench.modem.sockets.links[0] is None
