# YM310 heartbeat against the bytes of its manual (9.33 to 9.36).
from support.ym310 import OK, Bench


def test_beginning_and_end():
    Bench().script(b"^HEARTCONFIG=1,0,180", OK).run(lambda modem: modem.heartbeat.start(0, 180))
    Bench().script(b"^HEARTCONFIG=1,5,120", OK).run(lambda modem: modem.heartbeat.start(5))
    Bench().script(b"^HEARTCONFIG=0,0,120", OK).run(lambda modem: modem.heartbeat.stop())
    answer = b"\r\n^HEARTCONFIG: 1,0,180\r\n" + OK
    assert Bench().script(b"^HEARTCONFIG?", answer).run(lambda modem: modem.heartbeat.settings()) == (1, 0, 180)


def test_the_link_may_be_a_socket():
    class Link:
        index = 3

    Bench().script(b"^HEARTCONFIG=1,3,5", OK).run(lambda modem: modem.heartbeat.start(Link(), 5))


def test_what_is_sent():
    Bench().script(b'^HEARTBEAT=0,"TCP-heart"', OK).run(lambda modem: modem.heartbeat.set_text("TCP-heart"))
    there = Bench().script(b"^HEARTBEATHEX=5,6,414243444546", OK)
    there.run(lambda modem: modem.heartbeat.set_bytes(b"ABCDEF", 5))
    there = Bench(single=True).script(b"^HEARTBEATHEX=2,00ff", OK)
    there.run(lambda modem: modem.heartbeat.set_bytes(b"\x00\xff"))
    there = Bench().script(b"^HEARTBEAT?", b"\r\n^HEARTBEAT: 0,866714044915436\r\n" + OK)
    assert there.run(lambda modem: modem.heartbeat.content_text()) == b"866714044915436"
    there = Bench().script(b"^HEARTBEATHEX?", b"\r\n^HEARTBEATHEX: 5,414243444546\r\n" + OK)
    assert there.run(lambda modem: modem.heartbeat.content()) == b"ABCDEF"


def test_counts():
    there = Bench().script(b"^HEARTINQUIRE?", b"\r\n^HEARTINQUIRE: 115,5,8\r\n" + OK)
    assert there.run(lambda modem: modem.heartbeat.statistics()) == (115, 5, 8)


def test_what_is_refused():
    for call in (
        lambda beat: beat.start(6),
        lambda beat: beat.start(0, 4),
        lambda beat: beat.start(0, 601),
        lambda beat: beat.set_text(""),
        lambda beat: beat.set_text("a" * 257),
        lambda beat: beat.set_text('a"b'),
        lambda beat: beat.set_bytes(b""),
        lambda beat: beat.set_bytes(bytes(257)),
        lambda beat: beat.set_bytes(b"a", 6),
        lambda beat: beat.set_bytes("abc"),
        lambda beat: beat.set_bytes(5),
    ):

        async def work(modem, call=call):
            await call(modem.heartbeat)

        Bench().refused(ValueError, work)
