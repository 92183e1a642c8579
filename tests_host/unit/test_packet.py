from atmodem.contexts import ip
from atmodem.errors import CommandError
from atmodem.packet import Service
from support.standin import Modem, call, check_faults, check_text, flood, refused

OK = b"\r\nOK\r\n"


def test_addresses_in_every_shape():
    for printed, address in (
        ("10.162.229.248", "10.162.229.248"),
        ("010.083.172.111", "10.83.172.111"),
        ("10.192.234.63.255.255.255.128", "10.192.234.63"),
        ("32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.17", "2001:db8:0:0:0:0:0:11"),
        ("32.1.13.184" + ".0" * 11 + ".17" + ".255" * 8 + ".0" * 8, "2001:db8:0:0:0:0:0:11"),
        ("2409:8d1e:6:2f::1", "2409:8d1e:6:2f::1"),
        ("0.0.0.0", None),
        ("000.000.000.000", None),
        ("0" + ".0" * 15, None),
        ("::", None),
        ("0:0:0:0:0:0:0:0", None),
        ("", None),
        ("cmnet", None),
        ("a.b.c.d", None),
        ("1.2.3", None),
        (None, None),
        (7, None),
    ):
        assert ip(printed) == address, printed


def address(line):
    modem = Modem()
    modem.dialogue(b"+CGPADDR=1", b"\r\n" + line + b"\r\n" + OK)
    found = call(modem, Service(modem).address)
    modem.wire.done()
    return found


def test_the_address_of_a_context():
    # YM310 manual 6.5, and the other forms of 27.007 10.1.14
    assert address(b'+CGPADDR: 1,"10.162.229.248"') == ["10.162.229.248"]
    assert address(b"+CGPADDR:1,010.162.029.248") == ["10.162.29.248"]
    assert address(b'+CGPADDR: 1,"10.64.1.2","36.9.141.30.0.6.0.47.0.0.0.0.0.0.0.1"') == ["10.64.1.2", "2409:8d1e:6:2f:0:0:0:1"]
    for line in (b"+CGPADDR: 1", b'+CGPADDR: 1,""', b'+CGPADDR: 1,"0.0.0.0"', b""):
        assert address(line) == []


def parameters(*lines, **data):
    modem = Modem(**data)
    modem.dialogue(b"+CGCONTRDP=1", b"".join([b"\r\n" + line + b"\r\n" for line in lines]) + OK)
    return call(modem, Service(modem).parameters)


def test_the_parameters_of_the_ym310_have_the_mask_apart():
    # YM310 manual 5.5
    found = parameters(
        b'+CGCONTRDP: 1,5,"xz01.njm2mapn","10.64.16.223","", "10.64.16.223","58.240.57.33","221.6.4.66"',
        separate_subnet_mask=True,
    )
    assert found == [("xz01.njm2mapn", "10.64.16.223", "10.64.16.223", ["58.240.57.33", "221.6.4.66"])]
    assert found[0].apn == "xz01.njm2mapn"


def test_the_parameters_of_the_ec20_have_the_mask_behind_the_address():
    found = parameters(
        b'+CGCONTRDP: 1,5,"cmnet","10.42.215.8.255.0.0.0","10.42.0.1","10.41.132.9","10.41.132.10"',
        b'+CGCONTRDP: 1,5,"cmnet","10.42.215.8.255.0.0.0",,"10.41.132.9","0.0.0.0",,',
        b'+CGCONTRDP: 1,5,"cmnet"',
    )
    assert found[0] == ("cmnet", "10.42.215.8", "10.42.0.1", ["10.41.132.9", "10.41.132.10"])
    assert found[1] == ("cmnet", "10.42.215.8", None, ["10.41.132.9"])
    assert found[2] == ("cmnet", None, None, [])
    assert parameters() == []


def test_attaching():
    modem = Modem()
    modem.wire.expect(b"AT+CGATT=1\r").reply(OK, after_ms=130000)
    modem.dialogue(b"+CGATT?", b"\r\n+CGATT: 1\r\n" + OK, b"+CGATT=0", OK, b"+CGATT?", b"\r\n+CGATT: 0\r\n" + OK, b"+CGATT?", OK)
    packet = Service(modem)
    call(modem, packet.attach)
    assert call(modem, packet.attached) is True
    call(modem, packet.attach, 0)
    assert call(modem, packet.attached) is False
    assert call(modem, packet.attached) is None
    modem.wire.done()


def test_defining_a_context():
    for arguments, line in (
        ((), b'+CGDCONT=1,"IP",""'),
        ((1, "cmnet"), b'+CGDCONT=1,"IP","cmnet"'),
        ((16, b"a" * 100, "IPV4V6"), b'+CGDCONT=16,"IPV4V6","' + b"a" * 100 + b'"'),
        ((2, "x", "IPV6"), b'+CGDCONT=2,"IPV6","x"'),
    ):
        modem = Modem()
        modem.dialogue(line, OK)
        call(modem, Service(modem).define, *arguments)
        modem.wire.done()


def test_authentication():
    for arguments, line in (
        ((), b"+CGAUTH=1,0"),
        ((2, "PAP", "user", "word"), b'+CGAUTH=2,1,"user","word"'),
        ((1, "CHAP", "u" * 64, b"p" * 64), b'+CGAUTH=1,2,"' + b"u" * 64 + b'","' + b"p" * 64 + b'"'),
    ):
        modem = Modem()
        modem.dialogue(line, OK)
        call(modem, Service(modem).authenticate, *arguments)
        modem.wire.done()


def test_a_password_is_in_no_error():
    modem = Modem()
    modem.dialogue(b'+CGAUTH=1,1,"user","swordfish"', b"\r\n+CME ERROR: 149\r\n")
    error = refused(CommandError, modem, Service(modem).authenticate, 1, "PAP", "user", "swordfish")
    assert str(error) == "+CGAUTH: CME 149 PDP authentication failure"
    error = refused(ValueError, modem, Service(modem).authenticate, 1, "PAP", "user", 'sword"fish')
    assert "fish" not in str(error)


def test_parameters_that_are_none_are_refused_by_name():
    modem = Modem()
    packet = Service(modem)
    for function, arguments, name in (
        (packet.attach, (2,), "state"),
        (packet.define, (1, "a", "PPP"), "kind"),
        (packet.define, (0,), "context"),
        (packet.define, (17,), "context"),
        (packet.authenticate, (1, "MD5"), "method"),
        (packet.authenticate, (1, "PAP"), "user"),
        (packet.authenticate, (1, "PAP", "u"), "password"),
        (packet.authenticate, (1, "PAP", "u", ""), "password"),
        (packet.authenticate, ("1",), "context"),
        (packet.activate, (17,), "context"),
        (packet.activate, (1, 2), "state"),
        (packet.address, (None,), "context"),
        (packet.parameters, (-1,), "context"),
        (packet.start, (None, None, None, 17), "context"),
        (packet.start, ("apn", "user"), "password"),
    ):
        assert str(refused(ValueError, modem, function, *arguments)).startswith(name), (name, arguments)
    check_text(modem, "apn", 100, lambda apn: packet.define(1, apn))
    check_text(modem, "apn", 100, packet.start)
    check_text(modem, "user", 64, lambda user: packet.authenticate(1, "PAP", user, "p"))
    check_text(modem, "password", 64, lambda password: packet.authenticate(1, "PAP", "u", password))
    modem = Modem(contexts=15)
    refused(ValueError, modem, Service(modem).activate, 16)
    assert modem.wire.sent == b""


def test_activating():
    modem = Modem()
    modem.wire.expect(b"AT+CGACT=1,1\r").reply(OK, after_ms=149000)
    modem.dialogue(
        b"+CGACT?", b"\r\n+CGACT: 1,1\r\n\r\n+CGACT: 2,0\r\n\r\n+CGACT:5,1\r\n" + OK, b"+CGACT=0,2", OK, b"+CGACT?", OK
    )
    packet = Service(modem)
    call(modem, packet.activate)
    assert call(modem, packet.active) == [1, 5]
    call(modem, packet.activate, 2, 0)
    assert call(modem, packet.active) == []
    modem.wire.done()


def test_the_defined_contexts():
    # YM310 manual 6.3
    modem = Modem()
    modem.dialogue(b"+CGDCONT?", b'\r\n+CGDCONT: 1,"IP","xz01.njm2mapn","10.173.90.29",0,0\r\n' + OK)
    assert call(modem, Service(modem).contexts) == [(1, "IP", "xz01.njm2mapn", "10.173.90.29", 0, 0)]


def test_events_name_the_context_they_are_about():
    # YM310 manual 6.8; 27.007 10.1.19
    modem = Modem()
    packet = Service(modem)
    told = []

    def handler(event, context):
        told.append((event, context))

    events = (
        (b"+CGEV: NW DETACH", "NW DETACH", None),
        (b"+CGEV: ME DETACH", "ME DETACH", None),
        (b'+CGEV: "IP","10.0.0.0",1', "", 1),
        (b'+CGEV: "PPP","",2', "", 2),
        (b'+CGEV: NW DEACT "IP","10.0.0.0",1', "NW DEACT", 1),
        (b"+CGEV: NW DEACT IP, 10.0.0.0, 3", "NW DEACT", 3),
        (b"+CGEV: NW DEACT IP,10.0.0.0", "NW DEACT", None),
        (b"+CGEV: ME DEACT 1, 2", "ME DEACT", 2),
        (b"+CGEV: EPS PDN ACT 1", "EPS PDN ACT", 1),
        (b"+CGEV: ME PDN ACT 4,0", "ME PDN ACT", 4),
        (b"+CGEV: ME PDN ACT 4,3,5", "ME PDN ACT", 4),
        (b"+CGEV: ME PDN DEACT 1", "ME PDN DEACT", 1),
        (b"+CGEV: EPS DED ACT 1, 6", "EPS DED ACT", 6),
        (b"+CGEV:EPS ACT 1", "EPS ACT", 1),
        (b"+CGEV:EPS MODIFY 2, 3", "EPS MODIFY", 2),
        (b"+CGEV: NW MODIFY 2,3,0", "NW MODIFY", 2),
    )
    answer = b"".join([b"\r\n" + line + b"\r\n" for line, event, context in events])
    modem.dialogue(b"+CGEREP=1", answer + b"\r\n+CGEV: \r\n" + OK)
    call(modem, packet.subscribe, handler)
    for i in range(len(events)):
        assert told[i] == events[i][1:], events[i]
    packet.handlers.remove(handler)
    modem.dialogue(b"+CGEREP=1", b"\r\n+CGEV: NW DETACH\r\n" + OK)
    call(modem, packet.subscribe)
    assert len(told) == len(events) + 1


def test_faults():
    check_faults(lambda modem: Service(modem).attach, b"+CGATT=1", 140000)
    check_faults(lambda modem: Service(modem).attached, b"+CGATT?", 9000)
    check_faults(lambda modem: Service(modem).define, b'+CGDCONT=1,"IP",""', 9000)
    check_faults(lambda modem: Service(modem).contexts, b"+CGDCONT?", 9000)
    check_faults(lambda modem: Service(modem).authenticate, b"+CGAUTH=1,0", 9000)
    check_faults(lambda modem: Service(modem).activate, b"+CGACT=1,1", 150000)
    check_faults(lambda modem: Service(modem).active, b"+CGACT?", 9000)
    check_faults(lambda modem: Service(modem).address, b"+CGPADDR=1", 9000)
    check_faults(lambda modem: Service(modem).parameters, b"+CGCONTRDP=1", 9000)
    check_faults(lambda modem: Service(modem).subscribe, b"+CGEREP=1", 9000)
    check_faults(lambda modem: Service(modem).start, b"+CGACT?", 9000)


def test_a_flood_of_events_inside_the_answer_changes_nothing():
    modem = Modem()
    packet = Service(modem)
    told = [0]

    def handler(event, context):
        told[0] += context

    modem.dialogue(b"+CGEREP=1", OK)
    call(modem, packet.subscribe, handler)
    flood(modem, b"+CGPADDR=1", b"+CGEV: ME PDN ACT 1", b'+CGPADDR: 1,"10.162.229.248"')
    assert call(modem, packet.address) == ["10.162.229.248"]
    assert told == [500]


def test_an_answer_that_comes_twice_is_not_the_next_ones():
    modem = Modem()
    modem.dialogue(b"+CGACT?", (b"\r\n+CGACT: 1,1\r\n" + OK) * 2, b"+CGACT?", b"\r\n+CGACT: 1,0\r\n" + OK)
    packet = Service(modem)
    assert call(modem, packet.active) == [1]
    assert call(modem, packet.active) == []
