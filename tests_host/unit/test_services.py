# Services: loaded when they are touched, let go when the program says so.
import gc
import sys
from gc import collect

from atmodem.errors import Busy, ModemError
from support.ec20_mqtt import OK, connect, module
from support.wire import error_of, run
from support.ym310 import Bench


def loaded(name):
    return "atmodem." + name in sys.modules


def test_a_service_that_is_released_hears_nothing_more_and_comes_back():
    modem, wire = module()
    heard = []
    network = modem.network
    network.handlers.append(lambda domain, found: heard.append(found.stat))

    async def main():
        wire.expect(b"AT\r").reply(b"\r\n+CEREG: 5\r\n" + OK)
        await modem.at.execute(b"")
        modem.release("network")
        wire.expect(b"AT\r").reply(b"\r\n+CEREG: 1\r\n" + OK)
        await modem.at.execute(b"")
        again = modem.network
        assert again is not network and again.handlers == []
        again.handlers.append(lambda domain, found: heard.append(found.stat))
        wire.expect(b"AT\r").reply(b"\r\n+CEREG: 2\r\n" + OK)
        await modem.at.execute(b"")

    run(main(), wire)
    assert heard == [5, 2]


def test_what_others_subscribed_to_stays():
    modem, wire = module()
    heard = []
    modem.at.subscribe(b"+CSCON", lambda digest: heard.append("first"))
    assert modem.network
    modem.at.subscribe(b"+CSCON", lambda digest: heard.append("second"))
    modem.release("network")
    wire.expect(b"AT\r").reply(b"\r\n+CSCON: 1\r\n" + OK)

    async def main():
        await modem.at.execute(b"")

    run(main(), wire)
    assert heard == ["second"], "the one who came last is asked first"


def test_what_is_open_is_not_let_go():
    modem, wire = module()

    def told(error):
        pass

    modem.losses.append(told)

    async def main():
        session = await connect(modem, wire)
        try:
            modem.release("mqtt")
            raise AssertionError("nothing was raised")
        except Busy:
            pass
        wire.expect(b"AT+QMTDISC=0\r").reply(OK + b"\r\n+QMTDISC: 0,0\r\n")
        await session.close()
        modem.release("mqtt")
        assert not loaded("quectel.mqtt") and not loaded("mqtt")
        modem.release("mqtt")  # it is gone: nothing to do
        assert modem.losses == [told], "the others are still told"

    run(main(), wire)


def test_a_service_that_keeps_nothing_is_let_go_by_itself():
    modem, wire = module()
    assert modem.tls is not modem.tls
    assert not loaded("quectel.tls")


def test_a_released_service_is_gone_for_good():
    # It subscribed to what others of the module tell, too.
    for name in ("mqtt", "sockets", "http", "ftp"):
        there = Bench().modem
        assert getattr(there, name) and there.release(name) is None and name not in there.loaded
        collect()
        before = kept()
        for _ in range(5):
            assert getattr(there, name)
            there.release(name)
        collect()
        assert kept() - before < 500, (name, kept() - before)


def test_release_gives_the_heap_back():
    for name in ("mqtt", "sockets", "http", "ftp"):
        there = Bench().modem
        for _ in range(2):  # the first time the names stay
            assert getattr(there, name)
            collect()
            before = kept()
            there.release(name)
            collect()
        assert before - kept() >= 1000, name


def kept():
    """Bytes in use; on CPython, instances of services."""
    if hasattr(gc, "mem_alloc"):
        return gc.mem_alloc()
    return 1000 * len([thing for thing in gc.get_objects() if type(thing).__name__ == "Service"])


def test_what_keeps_nothing_is_let_go_after_each_use():
    there = Bench().modem
    for name in ("sim", "device", "serial", "configuration", "sim_lock", "tls", "fota", "power", "heartbeat", "socket_options"):
        assert getattr(there, name)
        assert name not in there.loaded and not loaded(name) and not loaded("yuge." + name), name


def test_words_for_failures_do_not_stay():
    async def work(modem):
        for call in (modem.clock.synchronise(zone=0), modem.http.get("http://a/")):
            await error_of(call, ModemError)

    bench = Bench().script(b"+SAPBR=2,1", b"\r\n+SAPBR: 1,1,10.0.0.1\r\n" + OK, b"+CNTPCID=1", OK)
    bench.script(b'+CNTP="pool.ntp.org",0', OK, b"+CNTP", OK + b"\r\n+CNTP: 62\r\n")
    bench.script(b"+SAPBR=2,1", b"\r\n+SAPBR: 1,1,10.0.0.1\r\n" + OK)
    for _ in range(2):
        bench.script(b"+HTTPINIT", b"\r\nERROR:5\r\n", b"+HTTPTERM", OK)
    bench.run(work)
    assert not loaded("yuge.ntp") and not loaded("yuge.http_words")
