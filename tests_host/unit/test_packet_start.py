from atmodem.chinamobile import ML302
from atmodem.errors import Timeout
from atmodem.fibocom import L610
from atmodem.longsung import C1100
from atmodem.packet import Service
from atmodem.quectel import EC20
from atmodem.yuge import YM310
from support.standin import Modem, call, refused
from support.wire import Wire, adopted, raises

OK = b"\r\nOK\r\n"

DEFINED = b'\r\n+CGDCONT: 1,"IP","cmnet","0.0.0.0",0,0\r\n' + OK
UP = b"\r\n+CGACT: 1,1\r\n" + OK
DOWN = b"\r\n+CGACT: 1,0\r\n" + OK


def test_start_leaves_alone_what_is_up():
    modem = Modem()
    modem.dialogue(b"+CGACT?", UP)
    call(modem, Service(modem).start)
    modem.dialogue(b"+CGDCONT?", DEFINED, b"+CGACT?", UP)
    call(modem, Service(modem).start, "cmnet")
    modem.wire.done()


def test_start_defines_authenticates_and_activates():
    modem = Modem()
    modem.dialogue(
        b"+CGDCONT?",
        b'\r\n+CGDCONT: 1,"IP"\r\n' + OK,
        b'+CGDCONT=1,"IP","cmnet"',
        OK,
        b'+CGAUTH=1,2,"user","word"',
        OK,
        b"+CGACT?",
        DOWN,
        b"+CGACT=1,1",
        OK,
    )
    call(modem, Service(modem).start, "cmnet", "user", "word", method="CHAP")
    modem.wire.done()


def test_start_attaches_anew_when_the_context_that_is_up_is_another():
    modem = Modem()
    modem.dialogue(
        b"+CGDCONT?",
        DEFINED,
        b'+CGDCONT=1,"IP","private"',
        OK,
        b"+CGACT?",
        UP,
        b"+CGATT=0",
        OK,
        b"+CGATT=1",
        OK,
        b"+CGACT=1,1",
        OK,
    )
    call(modem, Service(modem).start, "private")
    modem.wire.done()


def test_start_takes_no_longer_than_it_says():
    modem = Modem()
    modem.dialogue(b"+CGACT?", DOWN)
    modem.wire.expect(b"AT+CGACT=1,1\r")
    start = modem.wire.clock.now
    refused(Timeout, modem, Service(modem).start, timeout_ms=20000)
    assert modem.wire.clock.now - start == 20000


def test_start_enables_the_events_again():
    modem = Modem()
    packet = Service(modem)
    packet.handlers.append(print)
    modem.dialogue(b"+CGEREP=1", OK, b"+CGACT?", UP)
    call(modem, packet.start)
    modem.wire.done()


def test_a_password_without_a_user_is_refused_by_every_module():
    for profile in (EC20, L610, ML302, YM310, C1100):
        for context in (1, 2):
            wire = Wire()
            modem = adopted(profile, wire)
            error = raises(ValueError, modem.packet.start(password="x", context=context), wire)
            assert str(error).startswith("user") and wire.sent == b"", profile
