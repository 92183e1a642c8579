# EC20: names, echoes, time from a server, against the bytes of the TCP/IP manual.
from atmodem.errors import CommandError, Rejected, Timeout
from support.ec20 import ERROR, OK, Bench

PING = b'+QPING=1,"host.test",4,3'


def pinged(*lines):
    answer = OK + b"".join([b"\r\n+QPING: " + line + b"\r\n" for line in lines])
    return Bench().script(PING, answer)


def ping(modem):
    return modem.packet.ping("host.test", count=3, timeout_ms=4000)


def test_only_seven_fields_end_a_ping():
    bench = pinged(b'0,"61.135.169.125",32,61,55', b"569", b'0,"61.135.169.125",32,56,55', b"0,3,2,1,56,61,58")
    assert bench.run(ping) == [61, None, 56]


def test_none_comes_back():
    assert pinged(b"569", b"569", b"569", b"0,3,0,3,0,0,0").run(ping) == [None] * 3


def test_a_name_that_cannot_be_resolved():
    assert pinged(b"565").refused(Rejected, ping).code == 565


def test_a_ping_that_is_refused():
    Bench().script(PING, ERROR).refused(CommandError, ping)


def resolve(modem):
    return modem.packet.resolve("host.test", 5000)


def resolved(*lines):
    answer = OK + b"".join([b'\r\n+QIURC: "dnsgip",' + line + b"\r\n" for line in lines])
    return Bench().script(b'+QIDNSGIP=1,"host.test"', answer)


def test_each_address_has_a_line():
    assert resolved(b"0,2,600", b'"1.2.3.4"', b'"5.6.7.8"').run(resolve) == ["1.2.3.4", "5.6.7.8"]
    assert resolved(b"0,0,600").run(resolve) == []


def test_no_such_name():
    assert resolved(b"565").refused(Rejected, resolve).code == 565


def test_a_name_server_that_is_silent():
    bench = Bench().script(b'+QIDNSGIP=1,"host.test"', OK)
    bench.refused(Timeout, resolve)
    assert bench.wire.clock.slept == 5000


def test_news_of_sockets_meanwhile():
    bench = Bench()
    bench.modem.sockets  # noqa: B018
    answer = OK + b'\r\n+QIURC: "recv",0\r\n\r\n+QIURC: "dnsgip",0,1,600\r\n\r\n+QIURC: "closed",0\r\n'
    bench.script(b'+QIDNSGIP=1,"host.test"', answer + b'\r\n+QIURC: "dnsgip","1.2.3.4"\r\n')
    assert bench.run(resolve) == ["1.2.3.4"]


def test_name_servers():
    bench = Bench().script(b"+QIDNSCFG=1", b'\r\n+QIDNSCFG: 1,"1.1.1.1","2.2.2.2"\r\n' + OK, b'+QIDNSCFG=1,"3.3.3.3"', OK)

    async def work(modem):
        servers = await modem.packet.dns_servers()
        await modem.packet.set_dns_servers("3.3.3.3")
        return servers

    assert bench.run(work) == ["1.1.1.1", "2.2.2.2"]


# --- time


def synchronised(result, clock, *behind):
    bench = Bench().script(b'+QNTP=1,"ntp.test",123,1', OK + b"\r\n+QNTP: " + result + b"\r\n")
    return bench.script(*clock_is(clock)).script(*behind)


def clock_is(text):
    return b"+CCLK?", b'\r\n+CCLK: "' + text + b'"\r\n' + OK


def test_the_module_sets_its_clock():
    bench = synchronised(b'0,"2018/08/07,13:28:31+32"', b"18/08/07,13:28:31+32", *clock_is(b"18/08/07,13:28:32+32"))
    found = bench.run(lambda modem: modem.clock.synchronise("ntp.test", zone=32))
    assert found == (2018, 8, 7, 13, 28, 32, 32)


def test_another_zone_than_the_network_s():
    for at, zone, set in (
        (b"18/08/07,13:28:31+32", 0, b"18/08/07,05:28:31+00"),
        (b"19/01/01,03:00:00+32", 0, b"18/12/31,19:00:00+00"),
        (b"18/12/31,23:00:00+00", 32, b"19/01/01,07:00:00+32"),
        (b"20/03/01,01:00:00+08", -4, b"20/02/29,22:00:00-04"),
        (b"20/03/01,00:30:00+00", -4, b"20/02/29,23:30:00-04"),
        (b"19/01/01,00:30:00+00", -4, b"18/12/31,23:30:00-04"),
    ):
        bench = synchronised(b'0,"x"', at, *clock_is(at), b'+CCLK="' + set + b'"', OK, *clock_is(set))
        assert bench.run(lambda modem, zone=zone: modem.clock.synchronise("ntp.test", zone=zone))[6] == zone


def test_a_server_that_is_none():
    bench = Bench().script(b'+QNTP=1,"ntp.test",123,1', OK + b"\r\n+QNTP: 569\r\n")
    assert bench.refused(Rejected, lambda modem: modem.clock.synchronise("ntp.test", zone=0)).code == 569


# --- power


def test_whether_it_may_sleep():
    # its manual has AT+QSCLK, 0 or 1
    for mode in (0, 1):
        bench = Bench().script(b"+QSCLK?", b"\r\n+QSCLK: %d\r\n" % mode + OK)
        assert bench.run(lambda modem: modem.power.sleep_mode()) == mode
