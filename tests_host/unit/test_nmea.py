# Sentences of receivers: real ones, damaged ones, and the numbers in them.
from atmodem import gnss, nmea

# Real sentences of a Quectel MC20 (public example in its documentation) and of an EC20.
RMC = b"$GNRMC,092220.000,A,2234.2803,N,11353.2519,E,0.09,178.55,170323,,,A*7C"
GGA = b"$GNGGA,092220.000,2234.2803,N,11353.2519,E,1,4,2.00,25.2,M,-2.9,M,,*68"
EC20 = b"$GPGGA,103647.0,3150.721154,N,11711.925873,E,1,02,4.7,59.8,M,-2.0,M,,*77"


def signed(text):
    total = 0
    for c in text:
        total ^= c
    return b"$" + text + b"*%02X" % total


def fed(*lines):
    track = nmea.Track()
    for line in lines:
        track.feed(line)
    return track


def near(found, wanted):
    return abs(found - wanted) < 0.01


def test_rmc_and_gga_of_one_moment_are_one_position():
    for lines in ((RMC, GGA), (GGA, RMC)):
        position = fed(*lines).position
        # 22 degrees 34.2803 minutes, 113 degrees 53.2519 minutes
        assert position.latitude == 22571338
        assert position.longitude == 113887532
        assert near(position.altitude_m, 25.2)
        assert near(position.speed_kmh, 0.167)
        assert near(position.course, 178.55)
        assert position.satellites == 4
        assert near(position.hdop, 2.0)
        assert position.time == (2023, 3, 17, 9, 22, 20)


def test_six_decimals_of_a_minute_are_used():
    position = fed(b"+QGPSGNMEA: " + EC20 + b"\r\n").position
    assert (position.latitude, position.longitude) == (31845353, 117198765)
    assert position.time is None


def test_south_and_west_are_negative():
    position = fed(signed(b"GPRMC,142748.0,A,2259.0881,S,04321.5515,W,0.0,0.0,290119,,,A")).position
    assert (position.latitude, position.longitude) == (-22984802, -43359192)
    assert gnss.degrees(position.latitude) == "-22.984802"
    assert gnss.degrees(position.longitude) == "-43.359192"


def test_degrees_of_less_than_one():
    assert gnss.degrees(-5) == "-0.000005"
    assert gnss.degrees(0) == "0.000000"
    assert gnss.degrees(180000000) == "180.000000"


def test_the_corners_of_the_earth_fit():
    position = fed(signed(b"GPRMC,000000.00,A,9000.0000,S,18000.0000,W,,,010100,,,A")).position
    assert (position.latitude, position.longitude) == (-90000000, -180000000)
    assert position.speed_kmh is None and position.course is None
    assert position.time == (2000, 1, 1, 0, 0, 0)


def test_what_is_of_another_second_is_not_mixed_in():
    later = signed(b"GNRMC,092221.000,A,2234.2803,N,11353.2519,E,0.09,178.55,170323,,,A")
    position = fed(RMC, GGA, later).position
    assert position.time == (2023, 3, 17, 9, 22, 21)
    assert position.altitude_m is None and position.satellites is None


def test_a_damaged_sentence_changes_nothing():
    for i in range(1, len(RMC) - 3):
        track = fed(RMC[:i] + bytes([RMC[i] ^ 1]) + RMC[i + 1 :])
        assert track.position is None and track.wrong == 1
    assert fed(RMC[:-3]).position is None
    assert fed(RMC[:-1] + b"D").position is None
    assert fed(RMC[:-2] + b"zz").position is None


def test_without_a_fix_there_is_no_position():
    void = signed(b"GNRMC,092221.000,V,,,,,,,170323,,,N")
    assert fed(void).position is None
    assert fed(RMC, void).position is None
    assert fed(RMC, signed(b"GNGGA,092221.000,,,,,0,00,,,M,,M,,")).position is None


def test_the_fix_that_was_lost_gives_nothing_to_the_next():
    void = signed(b"GNRMC,092221.000,V,,,,,,,170323,,,N")
    assert fed(RMC, GGA, void, RMC).position.altitude_m is None


def test_nonsense_under_a_right_checksum():
    for text in (
        b"", b",", b"GPRMC", b"GPRMC,,,", b"GPRMC,1,A,2,N,3,E,4,5,6", b"GNGGA,092220.000,9100.0,N,00000.0,E,1,4,2.0,1,M,,M,,",
        b"GNGGA,092220.000,2260.0,N,11353.0,E,1,4,2.0,1,M,,M,,", b"GNGGA,092220.000,2234.2803,X,11353.0,E,1,4,2.0,1,M,,M,,",
        b"GNGGA,092220.000,2234.28-3,N,11353.0,E,1,4,2.0,1,M,,M,,", b"GNGGA,092220.000,,,,,1,4,2.0,1,M,,M,,",
        b"GNRMC,09,A,2234.2803,N,11353.2519,E,0.09,178.55,170323,,,A", b"GNRMC,092220,A,2234.2803,N,11353.2519,E,x,1,170323,,,A",
    ):  # fmt: skip
        track = fed(signed(text))
        assert track.position is None, text
        assert track.wrong == 1, text


def test_other_sentences_are_passed_by():
    track = fed(b"$GPGSA,A,3,06,19,17,14,,,,,,,,,2.24,2.00,1.00*08", RMC, b"$GNVTG,178.55,T,,M,0.09,N,0.17,K,A*22")
    assert track.wrong == 0
    assert track.position is not None


def test_lines_that_a_port_cut_are_counted():
    track = fed(b"", b"$", b"*00", b"92220.000,A,2234.2803,N*7C")
    assert track.wrong == 4


def test_a_slow_receiver_is_asked_no_longer_than_told():
    from atmodem.gnss import Gnss
    from atmodem.modem import Modem
    from atmodem.profile import Profile
    from atmodem.sched import sleep_ms
    from support.wire import Wire, run

    class Slow(Gnss):
        async def _fix(self):
            await sleep_ms(9000)

    wire = Wire()
    begun = wire.clock.now
    assert run(Slow(Modem(wire, Profile)).position(20000), wire) is None
    assert wire.clock.now - begun <= 20000 + 1000 + 9000
