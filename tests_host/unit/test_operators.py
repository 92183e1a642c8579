from atmodem.network import Service
from support.standin import HOSTILE, Modem, call, check_faults, check_text, refused

OK = b"\r\nOK\r\n"


def test_operators_of_the_manual():
    # YM310 manual 5.6
    modem = Modem()
    modem.dialogue(
        b"+COPS?",
        b'\r\n+COPS: 0,2,"46001",7\r\n' + OK,
        b"+COPS?",
        b'\r\n+COPS: 0,0,"CHN-UNICOM",7\r\n' + OK,
        b"+COPS?",
        b"\r\n+COPS: 2\r\n" + OK,
        b"+COPS?",
        OK,
    )
    network = Service(modem)
    assert call(modem, network.operator) == (0, 2, "46001", 7)
    assert call(modem, network.operator) == (0, 0, "CHN-UNICOM", 7)
    assert call(modem, network.operator) == (2, None, None, None)
    assert call(modem, network.operator) == (None,) * 4


def test_selecting_an_operator():
    for arguments, line in (
        ((), b"+COPS=0"),
        ((2,), b"+COPS=2"),
        ((3, 1), b"+COPS=3,1"),
        ((1, 2, "46001"), b'+COPS=1,2,"46001"'),
        ((4, 0, "CHN-UNICOM", 7), b'+COPS=4,0,"CHN-UNICOM",7'),
    ):
        modem = Modem()
        modem.wire.expect(b"AT" + line + b"\r").reply(OK, after_ms=170000)
        call(modem, Service(modem).select, *arguments)
        modem.wire.done()


def test_a_selection_that_is_none_is_refused_by_name():
    modem = Modem()
    network = Service(modem)
    for arguments, name in (
        ((5,), "mode"),
        ((-1,), "mode"),
        ((3,), "kind"),
        ((3, 3), "kind"),
        ((1, None, "46001"), "kind"),
        ((1, 2), "operator"),
        ((1, 2, ""), "operator"),
        ((4, 2, "46001", 16), "act"),
        ((4, 2, "46001", "7"), "act"),
    ):
        assert str(refused(ValueError, modem, network.select, *arguments)).startswith(name), arguments
    check_text(modem, "operator", 16, lambda operator: network.select(1, 0, operator))
    for value in HOSTILE:
        assert str(refused(ValueError, modem, network.registration, value)).startswith("domain")
    assert modem.wire.sent == b""


def scan(line):
    modem = Modem()
    modem.wire.expect(b"AT+COPS=?\r").reply(b"\r\n" + line + b"\r\n" + OK, after_ms=100000)
    return call(modem, Service(modem).scan)


def test_a_scan_lists_the_operators():
    assert scan(
        b'+COPS: (2,"CHN-UNICOM","UNICOM","46001",7),(3,"CHINA MOBILE","CMCC","46000",7),(1,"","","46011",2),,(0,1,2,3,4),(0,1,2)'
    ) == [
        (2, "CHN-UNICOM", "UNICOM", "46001", 7),
        (3, "CHINA MOBILE", "CMCC", "46000", 7),
        (1, "", "", "46011", 2),
    ]


def test_a_scan_survives_odd_names_and_missing_technologies():
    assert scan(b'+COPS: (1,"A (B), C","A,B","46001"),(,"D","D","46002",)') == [
        (1, "A (B), C", "A,B", "46001", None),
        (0, "D", "D", "46002", None),
    ]
    assert scan(b"+COPS: ,,(0,1,2,3,4),(0,1,2)") == []
    assert scan(b'+COPS: (1,"A","B","460') == []
    assert scan(b"") == []


def test_operators_fail_in_time():
    check_faults(lambda modem: Service(modem).operator, b"+COPS?", 180000)
    check_faults(lambda modem: Service(modem).scan, b"+COPS=?", 180000)
    check_faults(lambda modem: lambda: Service(modem).select(2), b"+COPS=2", 180000)
