# Timers of power saving: known answers of 3GPP TS 24.008 and of modules' manuals, and that nothing is coded shorter than asked.
from atmodem import power_timers as timers


def refuses(name, function, *arguments):
    try:
        function(*arguments)
    except ValueError as error:
        assert str(error).startswith(name), str(error)
    else:
        raise AssertionError(arguments)


def near(found, wanted):
    return abs(found - wanted) < wanted / 100000


def test_periodic_known_answers():
    # 10.5.7.4a: unit in bits 8 to 6; 000 10 min, 001 1 h, 010 10 h, 011 2 s, 100 30 s, 101 1 min, 110 320 h
    for seconds, text in (
        (2, "01100001"),
        (62, "01111111"),
        (930, "10011111"),
        (1860, "10111111"),
        (18600, "00011111"),
        (43200, "00101100"),  # 12 h, as a BG96 manual prints it
        (3600 * 40, "01000100"),
        (3600 * 310, "01011111"),
        (3600 * 320, "11000001"),
        (3600 * 320 * 31, "11011111"),
    ):
        assert timers.encode_periodic(seconds) == text, seconds
        assert timers.decode_periodic(text) == seconds, text
    assert timers.decode_periodic("00000110") == 3600
    assert timers.decode_periodic("01000011") == 3600 * 30
    assert timers.decode_periodic("11100000") is None


def test_active_known_answers():
    # 10.5.7.3: 000 2 s, 001 1 min, 010 6 min; other units are minutes
    for seconds, text in (
        (0, "00000000"), (20, "00001010"), (62, "00011111"), (240, "00100100"), (1860, "00111111"), (11160, "01011111"),
    ):  # fmt: skip
        assert timers.encode_active(seconds) == text, seconds
        assert timers.decode_active(text) == seconds, text
    assert timers.decode_active("00101010") == 600
    assert timers.decode_active("01100101") == 300
    assert timers.decode_active("11100000") is None


def test_what_cannot_be_said_is_said_longer():
    for seconds, said in ((1, 2), (3, 4), (63, 90), (931, 960), (1861, 2400), (18601, 21600), (3600 * 310 + 1, 3600 * 320)):
        assert timers.decode_periodic(timers.encode_periodic(seconds)) == said
    for seconds, said in ((1, 2), (63, 120), (1861, 2160)):
        assert timers.decode_active(timers.encode_active(seconds)) == said


def test_periodic_is_never_shorter_nor_twice_as_long():
    seconds = 1
    while seconds < 35712000:
        said = timers.decode_periodic(timers.encode_periodic(seconds))
        assert seconds <= said < seconds * 2 + 1, seconds
        seconds += seconds // 7 + 1


def test_times_that_are_too_long_or_none():
    refuses("periodic_s", timers.encode_periodic, 3600 * 320 * 31 + 1)
    refuses("periodic_s", timers.encode_periodic, -1)
    refuses("periodic_s", timers.encode_periodic, "3600")
    refuses("active_s", timers.encode_active, 11161)
    refuses("active_s", timers.encode_active, None)
    refuses("cycle_s", timers.encode_cycle, 10486)
    refuses("cycle_s", timers.encode_cycle, -1)
    refuses("window_s", timers.encode_window, 20.5)
    refuses("window_s", timers.encode_window, 41, True)


def test_cycles():
    # 10.5.5.32
    lte = (5.12, 10.24, 20.48, 40.96, 61.44, 81.92, 102.4, 122.88, 143.36, 163.84, 327.68, 655.36, 1310.72, 2621.44, 5242.88)
    for code in range(15):
        text = timers.bits(code, 4)
        assert near(timers.decode_cycle(text), lte[code])
        assert timers.encode_cycle(lte[code] - 0.01) == text
    assert near(timers.decode_cycle("1111"), 10485.76)
    assert timers.encode_cycle(5243) == "1111"
    assert timers.encode_cycle(0) == "0000"


def test_cycles_of_nb_iot():
    for seconds, text in ((5, "0010"), (20.48, "0010"), (60, "0101"), (100, "1001"), (10485, "1111")):
        assert timers.encode_cycle(seconds, True) == text, seconds
    for text in ("0000", "0001", "0100", "0110", "0111", "1000"):
        assert near(timers.decode_cycle(text, True), 20.48)
    assert near(timers.decode_cycle("0101", True), 81.92)


def test_windows():
    assert near(timers.decode_window("0000"), 1.28)
    assert near(timers.decode_window("1111"), 20.48)
    assert near(timers.decode_window("0000", True), 2.56)
    assert near(timers.decode_window("1111", True), 40.96)
    assert timers.encode_window(2) == "0001"
    assert timers.encode_window(20.48) == "1111"
    assert timers.encode_window(20, True) == "0111"


def test_modules_that_leave_the_quotes_out():
    assert timers.decode_periodic(101100) == 43200
    assert timers.decode_active(1010) == 20


def test_a_cycle_that_a_small_float_cannot_hold_exactly():
    # What 4 bytes, or 30 bits, make of 10485.76, 81.92 and 5.12.
    for seconds, code in ((10485.7607, "1111"), (10485.7598, "1111"), (81.9200134, "0101"), (5.1200001, "0000")):
        assert timers.encode_cycle(seconds) == code, seconds
    assert timers.encode_window(1.2800001) == "0000"


def test_what_is_no_time():
    for encode, name in ((timers.encode_cycle, "cycle_s"), (timers.encode_window, "window_s")):
        for value in ("x", None, b"1", -1, 99999):
            try:
                encode(value)
            except ValueError as error:
                assert str(error).startswith(name)
            else:
                raise AssertionError(value)
