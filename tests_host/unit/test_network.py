from atmodem.errors import CommandError, Rejected, Timeout
from atmodem.network import Service
from support.ec20_mqtt import module
from support.standin import Modem, call, check_faults, flood, refused
from support.wire import run

OK = b"\r\nOK\r\n"
LTE = (b"+CEREG",)


def signal(csq, cesq):
    modem = Modem()
    modem.dialogue(
        b"+CSQ", b"\r\n+CSQ: " + csq + b"\r\n" + OK, b"+CESQ", b"\r\n" + cesq + b"\r\n" + (OK if b"+CESQ" in cesq else b"")
    )
    quality = call(modem, Service(modem).signal)
    modem.wire.done()
    return quality


def test_signal_in_dbm_and_db():
    # YM310 manual 5.1, 5.2
    quality = signal(b"15,0", b"+CESQ: 99,99,255,255,20,46")
    assert quality.rssi == -83
    assert quality.ber == 0
    assert quality.rxlev is None
    assert quality.rscp is None
    assert quality.ecno is None
    assert quality.rsrq == -10.0
    assert quality.rsrp == -95


def test_the_ends_of_the_signal_scales():
    assert signal(b"0,7", b"+CESQ: 0,0,0,0,0,0") == (-113, 7, -111, -121, -24.5, -20.0, -141)
    assert signal(b"31,99", b"+CESQ: 63,7,96,49,34,97") == (-51, None, -48, -25, 0.0, -3.0, -44)
    assert signal(b"99,99", b"+CESQ: 64,8,97,50,35,98") == (None,) * 7


def test_signal_of_td_scdma_and_unknown_values():
    # EC2x: 100 to 191 stand for -116 dBm and more, 199 is unknown
    assert signal(b"100,99", b"ERROR")[0] == -116
    assert signal(b"191,99", b"ERROR")[0] == -25
    for rssi in (b"32", b"98", b"192", b"199", b"-1", b"", b"x"):
        assert signal(rssi + b",99", b"ERROR")[0] is None


def test_signal_without_the_extended_command():
    assert signal(b"19,3", b"+CME ERROR: 4") == (-75, 3, None, None, None, None, None)
    # fields that are missing are unknown
    assert signal(b"19", b"+CESQ: 99,99") == (-75, None, None, None, None, None, None)


def test_signal_fails_in_time():
    check_faults(lambda modem: Service(modem).signal, b"+CSQ", 9000)
    modem = Modem()
    modem.dialogue(b"+CSQ", b"\r\n+CSQ: 15,0\r\n" + OK)
    modem.wire.expect(b"AT+CESQ\r")
    refused(Timeout, modem, Service(modem).signal)


def registration(domain, line, before=b"", after=b""):
    modem = Modem()
    modem.dialogue(domain + b"?", before + b"\r\n" + domain + b": " + line + b"\r\n" + after + OK)
    found = call(modem, Service(modem).registration, domain)
    modem.wire.done()
    return found


def test_answers_of_every_reporting_level():
    # YM310 manual 5.3, 5.4, 6.1
    none = (None,) * 6
    assert registration(b"+CREG", b"0,1") == (1,) + none
    assert registration(b"+CEREG", b"2,4") == (4,) + none
    assert registration(b"+CREG", b'2,1,"1863","0183db22",7') == (1, 0x1863, 0x0183DB22, 7, None, None, None)
    assert registration(b"+CEREG", b'3,3,"1863","0183db22",7,0,15') == (3, 0x1863, 0x0183DB22, 7, 15, None, None)
    assert registration(b"+CEREG", b"3,3,,,,0,15") == (3, None, None, None, 15, None, None)
    assert registration(b"+CEREG", b'4,1,"1863","0183db22",9,,,"00001010","00101100"') == (
        1,
        0x1863,
        0x0183DB22,
        9,
        None,
        "00001010",
        "00101100",
    )
    assert registration(b"+CEREG", b'5,5,"1863","0183db22",7,0,11,"00001010","00101100"') == (
        5,
        0x1863,
        0x0183DB22,
        7,
        11,
        "00001010",
        "00101100",
    )
    assert registration(b"+CREG", b"2,1,1863,0183db22,7") == (1, 0x1863, 0x0183DB22, 7, None, None, None)


def test_the_routing_area_of_cgreg_is_not_the_cause():
    assert registration(b"+CGREG", b'2,1,"1863","00a2c315",7') == (1, 0x1863, 0xA2C315, 7, None, None, None)
    assert registration(b"+CGREG", b'2,1,"1863","00a2c315",6,"01"') == (1, 0x1863, 0xA2C315, 6, None, None, None)
    assert registration(b"+CGREG", b'3,3,"1863","00a2c315",6,"01",0,7').cause == 7


def test_a_report_inside_the_answer_is_not_the_answer():
    # the report of level 2 begins as the answer does, but its second field is quoted
    report = b'\r\n+CEREG: 5,"18be","9363",7\r\n'
    assert registration(b"+CEREG", b"2,1", report).stat == 1
    assert registration(b"+CEREG", b"2,1", b"\r\n+CEREG: 2\r\n").stat == 1
    assert registration(b"+CEREG", b"2,1", b"", report).stat == 1
    assert registration(b"+CEREG", b"3,2", b"\r\n+CEREG: 3,,,,0,15\r\n").stat == 2


def test_what_is_no_registration_is_none():
    modem = Modem()
    modem.dialogue(b"+CEREG?", OK)
    assert call(modem, Service(modem).registration) is None
    assert registration(b"+CREG", b'0,1,"zz","-",x').area is None


def test_registration_fails_in_time():
    check_faults(lambda modem: Service(modem).registration, b"+CEREG?", 9000)


def test_reports_reach_the_handlers():
    modem = Modem()
    network = Service(modem)
    told = []

    def handler(domain, found):
        told.append((domain, found.stat, found.cell))

    modem.dialogue(
        b"+CEREG=2",
        b"\r\n+CGREG:0\r\n" + OK + b'\r\n+CEREG: 1,"1863","01a2c315",7\r\n',
        b"+CGREG=2",
        b'\r\n+CEREG: \r\n\r\n+CEREG: x\r\n\r\n+CEREG: 1,"\r\n' + OK,
    )
    call(modem, network.subscribe, handler)
    assert told[:2] == [(b"+CGREG", 0, None), (b"+CEREG", 1, 0x01A2C315)]
    assert told[2:] == [(b"+CEREG", 1, None)]
    network.handlers.remove(handler)
    modem.dialogue(b"+CEREG=2", OK, b"+CGREG=2", b"\r\n+CEREG: 5\r\n" + OK)
    call(modem, network.subscribe)
    assert len(told) == 3


def test_whoever_wants_another_domain_or_level_says_so():
    # 27.007 7.2: +CREG: <stat>[,<lac>,<ci>[,<AcT>[,<cause_type>,<reject_cause>]]]; 10.1.22: n=5 has both cause and times
    modem = Modem()
    network = Service(modem)
    told = []

    def handler(domain, found):
        told.append((domain, found.stat, found.area, found.cause))

    creg = b'\r\n+CREG: 3,"1A2B","01C3D4E5",7,0,15\r\n'
    cereg = b'\r\n+CEREG: 5,"1A2B","01C3D4E5",7,0,15,"00100001","00000110"\r\n'
    modem.dialogue(b"+CREG=3", OK + creg)
    call(modem, network.subscribe, handler, b"+CREG", 3)
    modem.dialogue(b"+CREG=0", creg + OK, b"+CEREG=5", OK + cereg)
    call(modem, network.subscribe, None, b"+CREG", 0)
    call(modem, network.subscribe, None, b"+CEREG", 5)
    modem.dialogue(b"+CEREG=1", OK, b"+CGREG=1", OK)
    call(modem, network.subscribe, level=1)
    assert told == [(b"+CREG", 3, 0x1A2B, 15)] * 2 + [(b"+CEREG", 5, 0x1A2B, 15)], "each report once"
    for name, arguments in (
        ("domain", (None, b"+CPIN")), ("domain", (None, "")), ("domain", (None, b"+CREG\r")),
        ("level", (None, None, 6)), ("level", (None, None, -1)), ("level", (None, b"+CREG", "2")),
    ):  # fmt: skip
        assert str(refused(ValueError, modem, network.subscribe, *arguments)).startswith(name), arguments
    modem.wire.done()
    assert network.handlers == [handler]


def test_a_domain_that_was_asked_for_is_forgotten_with_the_service():
    modem, wire = module()
    heard = []
    wire.expect(b"AT+CREG=2\r").reply(OK)
    wire.expect(b"AT\r").reply(b"\r\n+CREG: 5\r\n" + OK)

    async def main():
        await modem.network.subscribe(lambda domain, found: heard.append(found.stat), b"+CREG", 2)
        modem.release("network")
        await modem.at.execute(b"")

    run(main(), wire)
    assert heard == []


def test_the_reporting_level_and_the_domains_come_from_the_profile():
    modem = Modem(registration=(b"+CREG",), registration_level=3)
    modem.dialogue(b"+CREG=3", OK, b"+CREG?", b"\r\n+CREG: 3,1\r\n" + OK)
    network = Service(modem)
    assert call(modem, network.wait_registered).stat == 1
    modem.wire.done()


def test_roaming_in_one_domain_is_enough():
    modem = Modem()
    modem.dialogue(
        b"+CEREG=2",
        OK,
        b"+CGREG=2",
        OK,
        b"+CEREG?",
        b"\r\n+CEREG: 2,0\r\n" + OK,
        b"+CGREG?",
        b'\r\n+CGREG: 2,5,"18be","9363",6\r\n' + OK,
    )
    found = call(modem, Service(modem).wait_registered)
    assert (found.stat, found.area, found.act) == (5, 0x18BE, 6)
    modem.wire.done()


def test_waiting_wakes_with_the_report_and_polls_slowly_without():
    modem = Modem(registration=LTE)
    wire = modem.wire
    modem.dialogue(b"+CEREG=2", OK, b"+CEREG?", b"\r\n+CEREG: 2,2\r\n" + OK)
    wire.expect(b"AT+CEREG?\r").reply(b"\r\n+CEREG: 2,2\r\n" + OK).reply(b'\r\n+CEREG: 1,"1863","0183db22",7\r\n', 1500)
    modem.dialogue(b"+CEREG?", b'\r\n+CEREG: 2,1,"1863","0183db22",7\r\n' + OK)
    start = wire.clock.now
    assert call(modem, Service(modem).wait_registered).cell == 0x0183DB22
    assert 6500 <= wire.clock.now - start <= 7600
    assert wire.clock.idles < 100
    wire.done()


def test_a_search_that_finds_nothing_ends_at_the_deadline():
    modem = Modem(registration=LTE)
    modem.dialogue(b"+CEREG=2", OK)
    for _ in range(4):
        modem.dialogue(b"+CEREG?", b"\r\n+CEREG: 2,2\r\n" + OK)
    start = modem.wire.clock.now
    refused(Timeout, modem, Service(modem).wait_registered, 12000)
    assert modem.wire.clock.now - start == 12000
    modem.wire.done()


def test_a_module_that_says_no_registration_ends_at_the_deadline():
    modem = Modem(registration=LTE)
    modem.dialogue(b"+CEREG=2", OK, b"+CEREG?", OK)
    refused(Timeout, modem, Service(modem).wait_registered, 0)


def test_a_lasting_denial_is_told_with_its_cause():
    modem = Modem(registration=LTE, registration_level=3)
    modem.dialogue(b"+CEREG=3", OK)
    for _ in range(2):
        modem.dialogue(b"+CEREG?", b"\r\n+CEREG: 3,3,,,,0,15\r\n" + OK)
    start = modem.wire.clock.now
    error = refused(Rejected, modem, Service(modem).wait_registered)
    assert (error.code, error.command) == (15, b"+CEREG")
    assert modem.wire.clock.now - start == 5000
    modem.wire.done()


def test_a_denial_without_a_cause_at_the_deadline():
    modem = Modem(registration=LTE)
    modem.dialogue(b"+CEREG=2", OK, b"+CEREG?", b"\r\n+CEREG: 2,3\r\n" + OK)
    assert refused(Rejected, modem, Service(modem).wait_registered, 0).code == -1


def test_a_denial_by_one_network_does_not_end_the_search():
    modem = Modem()
    modem.dialogue(b"+CEREG=2", OK, b"+CGREG=2", OK)
    for _ in range(2):  # the other domain still searches
        modem.dialogue(b"+CEREG?", b"\r\n+CEREG: 2,3\r\n" + OK, b"+CGREG?", b"\r\n+CGREG: 2,2\r\n" + OK)
    modem.dialogue(b"+CEREG?", b"\r\n+CEREG: 2,1\r\n" + OK)
    assert call(modem, Service(modem).wait_registered).stat == 1
    modem.wire.done()


def test_enabling_the_reports_fails_in_time():
    check_faults(lambda modem: Service(modem).subscribe, b"+CEREG=2", 9000)
    modem = Modem()
    modem.dialogue(b"+CEREG=2", b"\r\n+CME ERROR: 10\r\n")
    assert refused(CommandError, modem, Service(modem).wait_registered).code == 10


def test_a_flood_of_reports_inside_the_answer_changes_nothing():
    modem = Modem()
    network = Service(modem)
    told = [0]

    def handler(domain, found):
        told[0] += 1

    network.handlers.append(handler)
    flood(modem, b"+CEREG?", b'+CEREG: 5,"18be","9363",7', b"+CEREG: 2,1")
    assert call(modem, network.registration).stat == 1
    assert told == [500]


def test_an_answer_that_comes_twice_is_not_the_next_ones():
    modem = Modem()
    modem.dialogue(b"+CEREG?", (b"\r\n+CEREG: 2,2\r\n" + OK) * 2, b"+CEREG?", b"\r\n+CEREG: 2,1\r\n" + OK)
    network = Service(modem)
    assert call(modem, network.registration).stat == 2
    assert call(modem, network.registration).stat == 1
