# The YM310 itself: what it says it is, its pins, in the bytes of manual chapters 2, 3.12, 4.2, 4.16 to 4.20.
from atmodem.errors import CommandError, LinkLost
from support.ym310 import OK, Bench


def sends(line, function, *arguments, answer=(), **named):
    async def work(modem):
        return await getattr(modem.device, function)(*arguments, **named)

    answer = b"".join([b"\r\n" + text for text in answer]) + (b"\r\n" if answer else b"")
    return Bench().script(line, answer + OK).run(work)


def test_who_it_is():
    assert sends(b"I", "product", answer=(b"YM310.X09_AT.U60_R2.0.0.240820",)) == "YM310.X09_AT.U60_R2.0.0.240820"
    assert sends(b"+VER", "version", answer=(b"YM310.X09_AT.U60_R2.0.0.240820",)) == "YM310.X09_AT.U60_R2.0.0.240820"
    assert sends(b"I", "product") == ""


def test_all_it_says():
    found = sends(
        b"*I", "details",
        answer=(
            b"Manufacturer: Yuga Co.,Ltd.", b"Model: YM310 X09", b"Revision: YM310.X09_AT.U60_R2.0.0.240820", b"HWver: V1",
            b"Buildtime: Aug 20 2024 17:04:06", b"IMEI: 863644070951258", b"ICCID: 89860324145510774535",
            b"IMSI: 460115469591740",
        ),
    )  # fmt: skip
    assert found["Manufacturer"] == "Yuga Co.,Ltd."
    assert found["Buildtime"] == "Aug 20 2024 17:04:06"
    assert found["IMSI"] == "460115469591740"
    assert len(found) == 8


def test_serial_number():
    sends(b'+WISN="1234567890"', "set_serial_number", "1234567890")
    assert sends(b"+WISN?", "serial_number", answer=(b"1234567890",)) == "1234567890"
    assert sends(b"+WISN?", "serial_number") == ""


def test_what_the_module_reports_meanwhile_is_not_what_it_is():
    # when it registers: ^MODE: 17,17, +E_UTRAN Service (captures of its siblings)
    reports = (b"^MODE: 17,17", b"+E_UTRAN Service")
    assert sends(b"+VER", "version", answer=reports + (b"YM310.X09",)) == "YM310.X09"
    assert sends(b"+WISN?", "serial_number", answer=(b"1234567890",) + reports) == "1234567890"


def test_supply():
    assert sends(b"+CBC", "supply", answer=(b"+CBC: 3857",)) == (None, None, 3857)
    assert sends(b"+CBC", "supply", answer=(b"+CBC: 0,80,3999",)) == (0, 80, 3999)
    assert sends(b"+CBC", "supply", answer=(b"+CBC: 0,80",)) == (0, 80, None)
    assert sends(b"+CBC", "supply") == (None, None, None)
    assert sends(b"+CBC?", "supply_limits", answer=(b"+CBC:3400,3200",)) == (3400, 3200)
    sends(b"+CBC=3400,3200", "set_supply_limits", 3400, 3200)


def test_analog_inputs():
    async def work(modem):
        return await modem.device.analog(1)

    bench = Bench().script(b"+CADC=1,1", OK, b"+CADC=1,2", OK, b"+CADC?", b"\r\n+CADC:1,905\r\n" + OK)
    assert bench.run(work) == 905
    # should the firmware answer the question itself
    bench = Bench().script(b"+CADC=1,1", OK, b"+CADC=1,2", b"\r\n+CADC:1,905\r\n" + OK)
    assert bench.run(work) == 905
    bench = Bench().script(b"+CADC=1,1", OK, b"+CADC=1,2", OK, b"+CADC?", b"\r\n+CADC:0,1210\r\n" + OK)
    assert bench.run(work) is None
    sends(b"+CADC=0,0", "set_analog", 0, False)


def test_lights_and_usb():
    sends(b"+CNETLIGHT=0", "set_network_light", False)
    sends(b"+CNETLIGHT=1", "set_network_light", True)
    assert sends(b"+CNETLIGHT?", "network_light", answer=(b"+CNETLIGHT:1",)) is True
    sends(b"+RNDISCALL=0", "set_usb_network", False)
    sends(b"+RNDISCALL=1", "set_usb_network", True)
    assert sends(b"+RNDISCALL?", "usb_network", answer=(b"+RNDISCALL:0",)) is False


def test_off_at_once_says_nothing():
    losses = []
    bench = Bench()
    bench.modem.losses.append(losses.append)
    bench.wire.expect(b"AT+CPOWD=0\r")
    start = bench.wire.clock.now

    async def work(modem):
        await modem.device.power_off_now()

    bench.run(work)
    assert bench.wire.clock.now - start <= 600
    assert [isinstance(error, LinkLost) for error in losses] == [True]


def test_bad_values_send_nothing():
    bench = Bench()
    for name, function, arguments in (
        ("name", "set_serial_number", ("x" * 65,)),
        ("name", "set_serial_number", ("",)),
        ("name", "set_serial_number", ('a"b',)),
        ("on", "set_supply_limits", (5001, 0)),
        ("off", "set_supply_limits", (3200, 3400)),
        ("off", "set_supply_limits", (3400, "3200")),
        ("channel", "analog", (2,)),
        ("channel", "set_analog", ("0\r", True)),
        ("level", "set_functionality", (7,)),
    ):

        async def work(modem):
            await getattr(modem.device, function)(*arguments)

        assert str(bench.refused(ValueError, work)).startswith(name), (name, arguments)
    assert bench.wire.sent == b""


def test_refusals():
    async def work(modem):
        await modem.device.set_serial_number("1")

    assert Bench().script(b'+WISN="1"', b"\r\n+CME ERROR: 60\r\n").refused(CommandError, work).code == 60


def test_a_restart_is_a_reset_and_does_not_wait_for_a_word():
    # manual 4.6: while it looks for its rate it starts without a word, until it hears AT
    losses = []
    bench = Bench().script(b"+RESET", OK)
    bench.modem.losses.append(losses.append)
    bench.wire.expect(b"AT\r")
    bench.script(b"", b"AT\r" + OK + b"\r\n+CPIN: READY\r\n", b"E0+CMEE=1", b"ATE0+CMEE=1\r" + OK)
    start = bench.wire.clock.now

    async def work(modem):
        await modem.device.restart()

    bench.run(work)
    assert bench.wire.clock.now - start < 2000
    assert [isinstance(error, LinkLost) for error in losses] == [True]
