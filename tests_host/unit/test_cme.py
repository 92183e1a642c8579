# The words for the numbers of +CME ERROR: those of 27.007 on every module, the others where they come from.
from atmodem import cme, loading
from atmodem.errors import CommandError
from atmodem.fibocom import L610
from atmodem.quectel import EC20
from atmodem.yuge import YM310
from support.wire import Wire, adopted, awaited, raises


def text(code):
    return cme.text(code, YM310.cme_words)


def test_the_words_are_those_of_the_manual():
    # YM310 manual 3.13
    for code, words in (
        (0, "phone failure"),
        (10, "SIM not inserted"),
        (16, "incorrect password"),
        (32, "network not allowed - emergency calls only"),
        (100, "unknown"),
        (148, "unspecified GPRS error"),
        (149, "PDP authentication failure"),
        (267, "SIM UNBLOCK FAIL NO LEFT"),
        (281, "SIM STK BUSY"),
        (508, "(U)SIM PUK blocked"),
        (797, "CFUN state is 0 or 4"),
        (814, "Unspecified Error"),
        (901, "PDP_NO_ACTIVE"),
        (918, "DNS_PARSE_ERROR"),
        (1006, "UPGRADE_ERROR"),
        (65535, "Other Error"),
    ):
        assert text(code) == words, code


def test_where_manual_and_standard_differ_both_are_told():
    assert text(50) == "EXE_FAIL / incorrect parameters"
    assert text(53).startswith("parameters are invalid / not attached")


def test_the_standard_fills_what_the_manual_leaves_out():
    assert text(127) == "missing or unknown APN"
    assert text(115) == "no suitable cells in location area"


def test_the_cause_of_a_denial_has_words_at_100_more():
    assert text(100 + 3) == "Illegal MS"
    assert text(100 + 11) == "PLMN not allowed"


def test_a_number_inside_another_is_not_found():
    for code in (8, 9, 19, 33, 64, 95, 101, 1, 2, 3, 535, 53, 5, 65534, 655, 6553):
        words = text(code)
        assert "\n" not in words
        assert not words[:1].isdigit()
    for code in (8, 9, 19, 33, 64, 95, 101, 655, 6553, -1, 1007, 99999):
        assert text(code) == "", code


def test_every_row_can_be_found():
    found = 0
    for code in range(0, 1100):
        found += text(code) != ""
    assert found == 218
    assert len([code for code in range(1100) if cme.text(code)]) == 83
    assert text(65535)


def refused(profile, code):
    """How the error reads when a module refuses a command with this number."""
    wire = Wire()
    modem = adopted(profile, wire)
    wire.expect(b"AT+X\r").reply(b"\r\n+CME ERROR: %d\r\n" % code)
    return str(raises(CommandError, awaited(modem.at.execute, "+X"), wire))


def test_numbers_of_the_standard_have_words_on_every_module():
    for profile in (EC20, YM310, L610):
        assert refused(profile, 10) == "+X: CME 10 SIM not inserted"
    assert refused(EC20, 50) == refused(L610, 50) == "+X: CME 50 incorrect parameters"
    assert refused(YM310, 50) == "+X: CME 50 EXE_FAIL / incorrect parameters"


def test_numbers_of_a_maker_have_the_words_of_its_manuals_alone():
    for code, ours, theirs in (
        (403, "drive full", ""),
        (405, "file not found", ""),
        (505, "GNSS session not active", "MRD file with same version already exist"),
        (516, "not fixed now", ""),
        (603, "FTP: busy", "BTSAP card powered on"),
        (703, "HTTP: busy", ""),
        (730, "HTTP: parameter", ""),
        (797, "", "CFUN state is 0 or 4"),
        (901, "", "PDP_NO_ACTIVE"),
    ):
        number = "+X: CME %d" % code
        assert refused(EC20, code) == number + (ours and " " + ours)
        assert refused(YM310, code) == number + (theirs and " " + theirs)
        assert refused(L610, code) == number


def test_an_error_has_no_blanks_where_it_has_no_number_or_no_words():
    for parts, shown in (
        (("result", -1, "no link"), "+X: result no link"),
        (("result", 3), "+X: result 3"),
        (("result", 0, "no"), "+X: result 0 no"),
        ((), "+X: ERROR"),
        (("CME", -1, "SIM busy"), "+X: CME SIM busy"),
    ):
        assert str(CommandError(b"+X", *parts)) == shown


def test_a_command_error_shows_the_words():
    error = CommandError(b"+CPIN", "CME", 11)
    assert str(error) == "+CPIN: CME 11 SIM PIN required"


def test_an_error_can_be_shown_when_the_heap_has_no_room_for_the_words():
    def full(place):
        raise MemoryError

    loading.passing, kept = full, loading.passing
    try:
        assert str(CommandError(b"+CPIN", "CME", 11)) == "+CPIN: CME 11"
    finally:
        loading.passing = kept
