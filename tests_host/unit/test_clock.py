from atmodem.clock import Service, days
from support.standin import Modem, call, check_faults, flood, refused

OK = b"\r\nOK\r\n"


def read(line, method="read"):
    modem = Modem()
    modem.dialogue(b"+CCLK?", b"\r\n" + line + b"\r\n" + OK)
    return call(modem, getattr(Service(modem), method))


def test_the_time_of_the_manual():
    # YM310 manual 3.10
    assert read(b'+CCLK: "18/08/07,13:28:31+32"') == (2018, 8, 7, 13, 28, 31, 32)
    assert read(b'+CCLK: "18/08/01,12:12:58+00"') == (2018, 8, 1, 12, 12, 58, 0)


def test_the_time_in_other_shapes():
    assert read(b"+CCLK: 18/08/07,13:28:31+32") == (2018, 8, 7, 13, 28, 31, 32)
    assert read(b'+CCLK: "2018/08/07,13:28:31-20"') == (2018, 8, 7, 13, 28, 31, -20)
    assert read(b'+CCLK: "18/08/07,13:28:31"') == (2018, 8, 7, 13, 28, 31, None)
    assert read(b'+CCLK: "80/01/06,00:00:42+00"') == (1980, 1, 6, 0, 0, 42, 0)


def test_what_is_no_time_is_none():
    for line in (b"+CCLK: ", b'+CCLK: ""', b'+CCLK: "18/08/07"', b'+CCLK: "a8/08/07,13:28:31+32"', b'+CCLK: "\xff\xfe/"'):
        assert read(line) is None, line
        assert read(line, "utc") is None
    modem = Modem()
    modem.dialogue(b"+CCLK?", OK)
    assert call(modem, Service(modem).read) is None


def test_utc_crosses_days_months_and_years():
    for line, time in (
        (b'"18/08/07,13:28:31+32"', (2018, 8, 7, 5, 28, 31)),
        (b'"18/08/07,13:28:31"', (2018, 8, 7, 13, 28, 31)),
        (b'"18/01/01,07:59:59+32"', (2017, 12, 31, 23, 59, 59)),
        (b'"18/03/01,00:00:00+01"', (2018, 2, 28, 23, 45, 0)),
        (b'"20/03/01,00:00:00+01"', (2020, 2, 29, 23, 45, 0)),
        (b'"18/12/31,20:00:00-20"', (2019, 1, 1, 1, 0, 0)),
        (b'"18/04/30,23:59:59-01"', (2018, 5, 1, 0, 14, 59)),
        (b'"20/02/28,23:59:59-01"', (2020, 2, 29, 0, 14, 59)),
        (b'"18/08/07,02:00:00+56"', (2018, 8, 6, 12, 0, 0)),
    ):
        assert read(b"+CCLK: " + line, "utc") == time, line


def test_days_of_the_months():
    assert [days(2023, month) for month in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert days(2024, 2) == 29


def test_setting_sends_what_the_manual_prints():
    for time, line in (
        ((2018, 8, 7, 13, 28, 29, 32), b'+CCLK="18/08/07,13:28:29+32"'),
        ((2000, 2, 29, 0, 0, 0, 0), b'+CCLK="00/02/29,00:00:00+00"'),
        ((2099, 12, 31, 23, 59, 59, -6), b'+CCLK="99/12/31,23:59:59-06"'),
        ([2099, 12, 31, 23, 59, 59, -48], b'+CCLK="99/12/31,23:59:59-48"'),
    ):
        modem = Modem()
        modem.dialogue(line, OK)
        call(modem, Service(modem).set, time)
        modem.wire.done()


def test_a_time_that_is_none_is_refused_by_name():
    names = ("year", "month", "day", "hour", "minute", "second", "zone")
    good = [2024, 2, 29, 12, 30, 30, 32]
    wrong = ((1999, 2100, "24"), (0, 13), (0, 30, 32), (-1, 24), (-1, 60), (-1, 60), (-49, 57, None))
    modem = Modem()
    clock = Service(modem)
    for i in range(7):
        for value in wrong[i]:
            time = list(good)
            time[i] = value
            assert str(refused(ValueError, modem, clock.set, time)).startswith(names[i]), (names[i], value)
    assert str(refused(ValueError, modem, clock.set, good[:6])).startswith("time")
    assert str(refused(ValueError, modem, clock.set, (2023, 2, 29, 0, 0, 0, 0))).startswith("day")
    assert modem.wire.sent == b""


def test_zones_of_the_profile():
    modem = Modem(zone_limits=(-47, 48))
    clock = Service(modem)
    for zone in (-48, 49):
        assert str(refused(ValueError, modem, clock.set, (2024, 1, 1, 0, 0, 0, zone))).startswith("zone")


def test_following_the_network():
    modem = Modem()
    modem.dialogue(b"+CTZU=1", OK, b"+CTZU=0", OK)
    call(modem, Service(modem).automatic, True)
    call(modem, Service(modem).automatic, False)
    modem.wire.done()


def test_the_networks_time_is_told():
    # YM310 manual 5.9, unquoted and with the daylight saving behind
    modem = Modem(zone_report=b"+NITZ")
    clock = Service(modem)
    told = []
    clock.handlers.append(told.append)
    modem.dialogue(
        b"+CCLK?",
        b"\r\n+NITZ:11/08/02,09:27:39+32,0\r\n\r\n+NITZ: \r\n\r\n+NITZ:garbage\r\n"
        + b'\r\n+CCLK: "18/08/01,12:12:58+00"\r\n'
        + OK,
    )
    assert call(modem, clock.read) == (2018, 8, 1, 12, 12, 58, 0)
    assert told == [(2011, 8, 2, 9, 27, 39, 32)]


def test_faults():
    check_faults(lambda modem: Service(modem).read, b"+CCLK?", 9000)
    check_faults(lambda modem: Service(modem).utc, b"+CCLK?", 9000)
    check_faults(lambda modem: lambda: Service(modem).automatic(1), b"+CTZU=1", 9000)
    check_faults(lambda modem: lambda: Service(modem).set((2018, 8, 7, 13, 28, 29, 32)), b'+CCLK="18/08/07,13:28:29+32"', 9000)


def test_a_flood_of_urcs_inside_the_answer_changes_nothing():
    modem = Modem(zone_report=b"+NITZ")
    clock = Service(modem)
    told = [0]

    def handler(time):
        told[0] += 1

    clock.handlers.append(handler)
    flood(modem, b"+CCLK?", b"+NITZ:11/08/02,09:27:39+32,0", b'+CCLK: "18/08/01,12:12:58+00"')
    assert call(modem, clock.read) == (2018, 8, 1, 12, 12, 58, 0)
    assert told == [500]


def test_an_answer_that_comes_twice_is_not_the_next_ones():
    modem = Modem()
    first = b'\r\n+CCLK: "18/08/01,12:12:58+00"\r\n' + OK
    modem.dialogue(b"+CCLK?", first + first, b"+CCLK?", b'\r\n+CCLK: "19/08/01,12:12:58+00"\r\n' + OK)
    clock = Service(modem)
    assert call(modem, clock.read)[0] == 2018
    assert call(modem, clock.read)[0] == 2019
