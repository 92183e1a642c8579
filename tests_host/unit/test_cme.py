from atmodem.cme import text
from atmodem.errors import CommandError


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
    assert text(65535)


def test_a_command_error_shows_the_words():
    error = CommandError(b"+CPIN", "CME", 11)
    assert str(error) == "+CPIN: CME 11 SIM PIN required"
