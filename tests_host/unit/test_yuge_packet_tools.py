# YM310 ping, names, name servers, and the way back from +PDP DEACT, against the bytes of its manual (9.20, 9.21, 9.31, 9.42).
from atmodem.errors import CommandError, NotSupported, Rejected, Timeout
from atmodem.modem import Modem
from atmodem.profile import Profile
from atmodem.sched import sleep_ms
from support.wire import Wire, raises
from support.ym310 import OK, Bench


def test_ping():
    answer = (
        b'\r\n+CIPPING: 1,"36.152.44.96",35,54\r\n\r\n+CIPPING: 2,"36.152.44.96",600,255\r\n'
        b'\r\n+CIPPING: 3,"36.152.44.96",600,54\r\n'
    )
    there = Bench().script(b'+CIPPING="www.baidu.com",4,32,100', answer + OK)
    # the fourth never came: the context went
    assert there.run(lambda modem: modem.packet.ping("www.baidu.com")) == [35, None, 600, None]
    there = Bench().script(b'+CIPPING="1.2.3.4",1,1024,3', b'\r\n+CIPPING: 1,"1.2.3.4",20,54\r\n' + OK)
    assert there.run(lambda modem: modem.packet.ping("1.2.3.4", 1, 1024, 250)) == [20]


def test_ping_of_nobody():
    there = Bench().script(b'+CIPPING="nobody",4,32,100', b"\r\n+CME ERROR: 918\r\n")
    assert there.refused(CommandError, lambda modem: modem.packet.ping("nobody")).code == 918


def test_what_ping_refuses():
    for arguments in (("",), ("h", 0), ("h", 101), ("h", 1, 1025), ("h", 1, -1), ("h", 1, 1, 99), ("h", 1, 1, 60001), ('"',)):

        async def work(modem, arguments=arguments):
            await modem.packet.ping(*arguments)

        Bench().refused(ValueError, work)


def test_ping_brings_the_context_up():
    there = Bench(up=False).bring_up().script(b'+CIPPING="h",1,32,100', b'\r\n+CIPPING: 1,"1.2.3.4",20,54\r\n' + OK)
    assert there.run(lambda modem: modem.packet.ping("h", 1)) == [20]


def test_a_name():
    for answer in (
        OK + b'\r\n+CDNSGIP:1,"WWW.SINA.COM.CN","221.179.180.76"\r\n',
        OK + b'\r\n+CDNSGIP: 1, "WWW.SINA.COM.CN", "221.179.180.76"\r\n',
        b'\r\n+CDNSGIP: 1,"WWW.SINA.COM.CN","221.179.180.76"\r\n' + OK,
    ):
        there = Bench().script(b'+CDNSGIP="WWW.SINA.COM.CN"', answer)
        assert there.run(lambda modem: modem.packet.resolve("WWW.SINA.COM.CN")) == ["221.179.180.76"]
    there = Bench().script(b'+CDNSGIP="x"', OK + b'\r\n+CDNSGIP: 1,"x","1.2.3.4","5.6.7.8"\r\n')
    assert there.run(lambda modem: modem.packet.resolve("x")) == ["1.2.3.4", "5.6.7.8"]


def test_a_name_that_is_none():
    for code in (10, 11, 12, 13, 14, 15, 8):
        there = Bench().script(b'+CDNSGIP="x"', OK + b"\r\n+CDNSGIP: 0,%d\r\n" % code)
        assert there.refused(Rejected, lambda modem: modem.packet.resolve("x")).code == code
    Bench().script(b'+CDNSGIP="x"', OK).refused(Timeout, lambda modem: modem.packet.resolve("x", timeout_ms=3000))

    async def bad(modem):
        await modem.packet.resolve("x" * 129)

    Bench().refused(ValueError, bad)


def test_name_servers():
    answer = b"\r\nPrimaryDns: 211.136.112.50\r\n\r\nSecondaryDns: 211.136.150.66\r\n" + OK
    there = Bench().script(b"+CDNSCFG?", answer)
    assert there.run(lambda modem: modem.packet.dns_servers()) == ["211.136.112.50", "211.136.150.66"]
    there = Bench().script(b"+CDNSCFG?", b"\r\nPrimaryDns: 9.9.9.9\r\nSecondaryDns: 0.0.0.0\r\n" + OK)
    assert there.run(lambda modem: modem.packet.dns_servers()) == ["9.9.9.9"]
    Bench().script(b'+CDNSCFG="9.9.9.9"', OK).run(lambda modem: modem.packet.set_dns_servers("9.9.9.9"))
    there = Bench().script(b'+CDNSCFG="9.9.9.9","1.1.1.1"', OK)
    there.run(lambda modem: modem.packet.set_dns_servers("9.9.9.9", "1.1.1.1"))


def test_a_module_without():
    for call in (
        lambda packet: packet.ping("h"),
        lambda packet: packet.resolve("h"),
        lambda packet: packet.dns_servers(),
        lambda packet: packet.set_dns_servers("1.2.3.4"),
    ):
        wire = Wire()
        modem = Modem(wire, Profile)

        async def work(modem=modem, call=call):
            await call(modem.packet)

        raises(NotSupported, work(), wire)


# --- +PDP DEACT


def test_a_lost_context_comes_up_again():
    there = Bench()

    async def work(modem):
        there.wire.say(b"\r\n+PDP DEACT\r\n")
        await sleep_ms(10)
        assert not modem.packet.up
        there.bring_up()
        await modem.packet.start()
        assert modem.packet.up and not modem.packet.deactivated

    there.run(work)


def test_a_lost_context_that_wants_more_than_cipshut():
    # manual 9.42: AT+CFUN=0, AT+CFUN=1, and connect again
    there = Bench()

    async def work(modem):
        there.wire.say(b"\r\n+PDP: DEACT\r\n")
        await sleep_ms(10)
        there.script(
            b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=1;+CIPRXGET=1;+CIPQSEND=1", OK, b"+CSTT", OK,
            b"+CIICR", b"\r\nERROR\r\n", b"+CFUN=0", OK, b"+CFUN=1", OK, b"+CEREG=2", OK, b"+CGREG=2", OK,
            b"+CEREG?", b'\r\n+CEREG: 2,1,"1863","0183db22",7\r\n' + OK,
        )  # fmt: skip
        there.bring_up()
        await modem.packet.start()
        assert modem.packet.up

    there.run(work)


def test_a_context_that_never_comes_is_not_asked_for_ever():
    there = Bench()
    failing = (
        b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=1;+CIPRXGET=1;+CIPQSEND=1", OK, b"+CSTT", OK,
        b"+CIICR", b"\r\nERROR\r\n",
    )  # fmt: skip

    async def work(modem):
        there.wire.say(b"\r\n+PDP DEACT\r\n")
        await sleep_ms(10)
        there.script(*failing)
        there.script(b"+CFUN=0", OK, b"+CFUN=1", OK, b"+CEREG=2", OK, b"+CGREG=2", OK)
        there.script(b"+CEREG?", b'\r\n+CEREG: 2,1,"1863","0183db22",7\r\n' + OK)
        there.script(*failing)
        await modem.packet.start()

    there.refused(CommandError, work)
    assert not there.modem.packet.up
