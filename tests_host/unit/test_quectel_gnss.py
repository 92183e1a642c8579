# Positions of the EC20 against lines that real modules print.
from atmodem.errors import CommandError, NotSupported
from support.ec20 import OK, Bench


def located(line):
    bench = Bench().script(b"+QGPSLOC=0", b"\r\n+QGPSLOC: " + line + b"\r\n" + OK)
    return bench.run(lambda modem: modem.gnss.position())


def near(found, wanted):
    return abs(found - wanted) < 0.01


def test_a_line_of_a_real_module():
    # Quectel's own example; 9 satellites, with a leading zero
    position = located(b"061951.0,3150.7223N,11711.9293E,0.7,62.2,2,277.11,18.5,10.0,110513,09")
    assert (position.latitude, position.longitude) == (31845372, 117198822)
    assert near(position.hdop, 0.7) and near(position.altitude_m, 62.2) and near(position.course, 277.11)
    assert near(position.speed_kmh, 18.5) and position.satellites == 9
    assert position.time == (2013, 5, 11, 6, 19, 51)


def test_south_west_and_below_the_sea():
    position = located(b"142748.0,2259.0881S,04321.5515W,2.5,-4.0,3,0.00,0.0,0.0,290119,12")
    assert (position.latitude, position.longitude) == (-22984802, -43359192)
    assert near(position.altitude_m, -4)


def test_no_fix_is_no_error():
    bench = Bench().script(b"+QGPSLOC=0", b"\r\n+CME ERROR: 516\r\n")
    assert bench.run(lambda modem: modem.gnss.position()) is None


def test_it_is_waited_for_a_fix():
    bench = Bench().script(
        b"+QGPSLOC=0", b"\r\n+CME ERROR: 516\r\n", b"+QGPSLOC=0", b"\r\n+CME ERROR: 516\r\n",
        b"+QGPSLOC=0", b"\r\n+QGPSLOC: 061951.0,3150.7223N,11711.9293E,0.7,62.2,2,0.00,0.0,0.0,110513,09\r\n" + OK,
    )  # fmt: skip
    assert bench.run(lambda modem: modem.gnss.position(60000)).satellites == 9
    assert 2000 <= bench.wire.clock.slept < 2100


def test_in_vain():
    bench = Bench()
    for _ in range(4):
        bench.script(b"+QGPSLOC=0", b"\r\n+CME ERROR: 516\r\n")
    assert bench.run(lambda modem: modem.gnss.position(2500)) is None
    assert bench.wire.clock.slept == 2500


def test_a_receiver_that_is_off():
    bench = Bench().script(b"+QGPSLOC=0", b"\r\n+CME ERROR: 505\r\n")
    assert bench.refused(CommandError, lambda modem: modem.gnss.position(5000)).code == 505


def test_lines_that_are_no_position():
    for line in (
        b"", b"1", b"061951.0,3150.7223N,11711.9293E,0.7,62.2,2,0.0,0.0,0.0,110513", b"061951.0,,,,,,,,,110513,",
        b"061951.0,3190.7223N,11711.9293E,0.7,62.2,2,0.0,0.0,0.0,110513,09",
        b"061951.0,31507223,11711.9293E,0.7,62.2,2,0.0,0.0,0.0,110513,09",
        b"061951.0,3150.7223N,11711.9293E,x,62.2,2,0.0,0.0,0.0,110513,09",
        b"061951.0,3150.7223N,11711.9293E,0.7,62.2,2,0.0,0.0,0.0,1105,09",
    ):  # fmt: skip
        bench = Bench().script(b"+QGPSLOC=0", b"\r\n+QGPSLOC: " + line + b"\r\n" + OK)
        bench.refused(CommandError, lambda modem: modem.gnss.position())
    Bench().script(b"+QGPSLOC=0", OK).refused(CommandError, lambda modem: modem.gnss.position())


def test_on_and_off():
    bench = Bench().script(b"+QGPS=1", OK, b"+QGPSEND", OK, b"+QGPS=1", b"\r\n+CME ERROR: 504\r\n")
    bench.script(b"+QGPSEND", b"\r\n+CME ERROR: 505\r\n")

    async def work(modem):
        for _ in range(2):
            await modem.gnss.start()
            await modem.gnss.stop()

    bench.run(work)
    for line, call in ((b"+QGPS=1", "start"), (b"+QGPSEND", "stop")):
        bench = Bench().script(line, b"\r\n+CME ERROR: 503\r\n")
        assert bench.refused(CommandError, lambda modem, call=call: getattr(modem.gnss, call)()).code == 503


def test_settings():
    bench = Bench().script(b'+QGPSCFG="outport","none"', OK, b"+QGPS=1", OK)
    bench.run(lambda modem: modem.gnss.start(outport="none"))
    bench.script(b"+QGPSXTRA=1", OK)
    bench.run(lambda modem: modem.gnss.configure(xtra=1))
    bench.script(b'+QGPSCFG="outport"', b'\r\n+QGPSCFG: "outport","usbnmea"\r\n' + OK)
    assert bench.run(lambda modem: modem.gnss.setting("outport")) == "usbnmea"
    bench.script(b"+QGPSXTRA?", b"\r\n+QGPSXTRA: 1\r\n" + OK)
    assert bench.run(lambda modem: modem.gnss.setting("xtra")) == 1
    bench.refused(ValueError, lambda modem: modem.gnss.position(-1))


def test_a_setting_that_the_firmware_has_not():
    bench = Bench().script(b'+QGPSCFG="foo",1', b"\r\n+CME ERROR: 501\r\n", b'+QGPSCFG="foo"', b"\r\n+CME ERROR: 501\r\n")
    assert "foo" in str(bench.refused(NotSupported, lambda modem: modem.gnss.start(foo=1)))
    # The value is wrong, not the name.
    bench = Bench().script(b'+QGPSCFG="outport","moon"', b"\r\n+CME ERROR: 501\r\n")
    bench.script(b'+QGPSCFG="outport"', b'\r\n+QGPSCFG: "outport","usbnmea"\r\n' + OK)
    assert bench.refused(CommandError, lambda modem: modem.gnss.start(outport="moon")).code == 501
