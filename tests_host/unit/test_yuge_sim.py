# The places for cards of the YM310, in the bytes of manual 4.10, 4.11, 4.19.
from atmodem.errors import CommandError
from support.ym310 import OK, Bench


def sends(line, function, *arguments, answer=b"", **named):
    async def work(modem):
        return await getattr(modem.sim, function)(*arguments, **named)

    return Bench().script(line, (b"\r\n" + answer + b"\r\n" if answer else b"") + OK).run(work)


def test_it_is_a_card_as_any():
    assert sends(b"+ICCID", "iccid", answer=b"+ICCID: 89861122050211045494") == "89861122050211045494"
    assert sends(b"+CPIN?", "state", answer=b"+CPIN: SIM REMOVED") == "NOT INSERTED"


def test_detection():
    sends(b"+CSDT=1", "set_detection", True)
    sends(b"+CSDT=0", "set_detection", False)
    sends(b"+CSDT=1,0", "set_detection", True, 0)
    assert sends(b"+CSDT?", "detection", answer=b"+CSDT:1,1") == (True, 1)
    assert sends(b"+CSDT?", "detection", answer=b"+CSDT:0") == (False, None)


def test_a_card_in_a_holder():
    assert sends(b"*SIMDETEC=1", "inserted", answer=b"*SIMDETEC: 1, NOS") is False
    assert sends(b"*SIMDETEC=1", "inserted", answer=b"*SIMDETEC: 1,SIM") is True
    assert sends(b"*SIMDETEC=2", "inserted", 2, answer=b"*SIMDETEC: 2, NOS") is False


def test_which_card():
    assert sends(b"+SIMCROSS?", "selected", answer=b"+SIMCROSS:0") == 0
    assert sends(b"+SIMSWT?", "best", answer=b"+SIMSWT: 1") == 1
    sends(b"+SIMSWT", "select_best")


def test_another_card_is_chosen_in_flight_mode():
    async def work(modem):
        await modem.sim.select(1)

    level = b"\r\n+CFUN: 1\r\n" + OK
    Bench().script(b"+CFUN?", level, b"+CFUN=0", OK, b"+SIMCROSS=1", OK, b"+CFUN=1", OK).run(work)
    bench = Bench().script(b"+CFUN?", level, b"+CFUN=0", OK, b"+SIMCROSS=1", b"\r\nERROR\r\n", b"+CFUN=1", OK)
    bench.refused(CommandError, work)
    Bench().script(b"+CFUN?", b"\r\n+CFUN: 0\r\n" + OK, b"+SIMCROSS=1", OK).run(work)
    Bench().script(b"+CFUN?", b"\r\n+CFUN: 4\r\n" + OK, b"+CFUN=0", OK, b"+SIMCROSS=1", OK, b"+CFUN=4", OK).run(work)


def test_bad_values_send_nothing():
    bench = Bench()
    for name, function, arguments in (
        ("level", "set_detection", (True, 2)),
        ("holder", "inserted", (0,)),
        ("holder", "inserted", ("1\r",)),
        ("card", "select", (2,)),
        ("card", "select", (None,)),
    ):

        async def work(modem):
            await getattr(modem.sim, function)(*arguments)

        assert str(bench.refused(ValueError, work)).startswith(name), (name, arguments)
    assert bench.wire.sent == b""


def test_an_answer_without_a_state_is_no_card():
    assert not Bench().script(b"*SIMDETEC=1", b"\r\n*SIMDETEC: 1\r\n" + OK).run(lambda modem: modem.sim.inserted())
