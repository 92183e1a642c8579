# The module as the program sees it: brought up, its services loaded when they are first touched.
import sys

from atmodem.errors import CommandError, LinkLost, NotSupported
from atmodem.modem import Modem
from atmodem.profile import Profile
from atmodem.quectel import EC20
from support.obedient import OK, Obedient, begin, ec20
from support.wire import Wire, detach_all, raises, run

SERVICES = ("device", "sim", "network", "packet", "clock", "mqtt", "tls", "quectel.mqtt", "quectel.tls", "quectel.packet")


class Forgotten:
    """The services are not loaded in here; afterwards they are as they were."""

    def __enter__(self):
        self.modules = {}
        for name in SERVICES:
            module = sys.modules.pop("atmodem." + name, None)
            if module is not None:
                self.modules[name] = module
                parent, attribute = self.place(name)
                if hasattr(parent, attribute):
                    delattr(parent, attribute)
        return self

    def __exit__(self, kind, error, trace):
        for name in self.modules:
            sys.modules["atmodem." + name] = self.modules[name]
            setattr(*self.place(name), self.modules[name])

    def place(self, name):
        """Where the service's module is an attribute: (package, its name there)."""
        package, _, attribute = ("atmodem." + name).rpartition(".")
        return sys.modules[package], attribute

    def loaded(self):
        """The services that are loaded, sorted."""
        return sorted([name for name in SERVICES if "atmodem." + name in sys.modules])


def scripted(*exchanges):
    """An EC20 that is set up, on a wire that expects these lines (behind AT) and answers them."""
    wire = Wire()
    detach_all()
    modem = Modem(wire, EC20)
    modem.attach()
    modem.adopt(EC20)
    for line, answer in exchanges:
        wire.expect(b"AT" + line + b"\r").reply(answer)
    return modem, wire


def test_start_asks_for_the_sim_waits_for_the_network_and_activates_the_context():
    modem, wire = scripted(
        (b"+CPIN?", b"\r\n+CPIN: READY\r\n" + OK),
        (b"+CEREG=2", OK),
        (b"+CGREG=2", OK),
        (b"+CEREG?", b'\r\n+CEREG: 2,1,"1A2B","01C3D4E5",7\r\n' + OK),
        (b"+QIACT?", OK),
        (b'+QICSGP=1,1,"cmnet"', OK),
        (b"+QIACT=1", OK),
    )
    run(modem.start(apn="cmnet"), wire)
    wire.done()


def test_start_enters_the_pin_once_and_waits_until_it_is_taken():
    modem, wire = scripted(
        (b"+CPIN?", b"\r\n+CPIN: SIM PIN\r\n" + OK),
        (b'+QPINC="SC"', b'\r\n+QPINC: "SC",3,10\r\n' + OK),
        (b'+CPIN="1234"', OK),
        (b"+CPIN?", b"\r\n+CME ERROR: 14\r\n"),
        (b"+CPIN?", b"\r\n+CPIN: READY\r\n" + OK),
        (b"+CEREG=2", OK),
        (b"+CGREG=2", OK),
        (b"+CEREG?", b'\r\n+CEREG: 2,5,"1A2B","01C3D4E5",7\r\n' + OK),
        (b"+QIACT?", OK),
        (b'+QICSGP=1,1,"cmnet","u","p",3', OK),
        (b"+QIACT=1", OK),
    )
    run(modem.start("cmnet", "1234", "u", "p"), wire)
    wire.done()


def test_start_checks_everything_before_anything_is_sent():
    for name, options in (
        ("apn", {"apn": 'a"b'}),
        ("pin", {"apn": "cmnet", "pin": "12\r4"}),
        ("user", {"apn": "cmnet", "user": "u\n", "password": "p"}),
        ("password", {"apn": "cmnet", "user": "u", "password": "p\0"}),
        ("password", {"apn": "cmnet", "user": "u"}),
    ):
        modem, wire = scripted()
        error = raises(ValueError, modem.start(**options), wire)
        assert str(error).startswith(name), (name, str(error))
        assert wire.sent == b"", name


def test_nothing_is_loaded_before_it_is_touched():
    with Forgotten() as services:
        modem, wire = scripted()
        assert services.loaded() == []
        assert modem.supports("mqtt") and modem.supports("network") and modem.supports("tls")
        assert not modem.supports("bearer") and not modem.supports("teleport")
        assert services.loaded() == []
        assert modem.clock is modem.clock
        assert services.loaded() == ["clock"]
        assert modem.mqtt is modem.mqtt
        assert services.loaded() == ["clock", "mqtt", "quectel.mqtt"]


def test_a_vendor_s_file_goes_before_the_common_one():
    modem, wire = scripted()
    assert modem.packet.longest == 127
    assert type(modem.packet) is not type(modem.network)


def test_what_the_module_has_not_says_which_has_it():
    modem, wire = scripted()
    try:
        raise AssertionError(modem.bearer)
    except NotSupported as error:
        assert "ym310" in str(error) and "bearer" in str(error)


def test_what_no_module_has_is_an_attribute_error():
    modem, wire = scripted()
    assert not hasattr(modem, "teleport")
    assert not hasattr(modem, "_private")
    assert Profile().features == ()


def test_the_raw_door():
    modem, wire = scripted((b"+QCSQ", b'\r\n+QCSQ: "LTE",50,-78,188,-14\r\n' + OK), (b'+QCFG="urc/delay"', OK))
    assert run(modem.command("+QCSQ"), wire) == ['+QCSQ: "LTE",50,-78,188,-14']
    assert run(modem.command('+QCFG="urc/delay"'), wire) == []
    wire.done()


def test_an_unclaimed_urc_reaches_the_program_even_when_the_profile_names_it():
    modem, wire = scripted()
    seen = []
    modem.at.unclaimed = lambda digest: seen.append(bytes(digest.buffer[digest.line : digest.stop]))
    wire.say(b'\r\nRING\r\n\r\n+QIND: "csq",24,99\r\n', 5)

    async def main():
        from atmodem.sched import sleep_ms

        await sleep_ms(20)

    run(main(), wire)
    assert seen == [b"RING", b'+QIND: "csq",24,99']


def test_times_come_from_the_profile():
    modem, wire = scripted()
    assert modem.timing("QIACT") == 150000  # TCP/IP manual
    assert modem.timing("CSQ") == 5000


def test_closing_tells_who_waits_and_sends_nothing_more():
    modem, wire = ec20()
    wire.stopped = True
    log = []

    async def ask(name):
        try:
            await modem.at.query(name)
        except LinkLost as error:
            log.append((name, str(error)))

    async def main():
        from atmodem.sched import sleep_ms, spawn

        for name in ("+CSQ", "+CPIN?"):
            spawn(ask(name))
        await sleep_ms(100)
        modem.close()
        await sleep_ms(20000)

    begin(wire, main)
    assert sorted(log) == [("+CPIN?", "closed"), ("+CSQ", "closed")]
    assert wire.sent == b"AT+CSQ\r"
    modem.close()  # twice does no harm


def test_a_context_that_is_active_already_is_no_error():
    # Real: ERROR, and then it is in the list
    refused = b"\r\nERROR\r\n"
    rows = b'\r\n+QIACT: 2,1,1,"10.3.118.131"\r\n\r\n+QIACT: 1,1,1,"10.3.118.130"\r\n'
    modem, wire = scripted((b"+QIACT=1", refused), (b"+QIACT?", rows + OK))
    run(modem.packet.start(), wire)
    wire.done()
    for rows in (b'\r\n+QIACT: 2,1,1,"10.3.118.131"\r\n', b""):
        modem, wire = scripted((b"+QIACT=1", refused), (b"+QIACT?", rows + OK), (b"+QIDEACT=1", refused), (b"+QIACT=1", refused))
        assert raises(CommandError, modem.packet.start(), wire).command == b"+QIACT"
        wire.done()


def test_events_of_the_packet_domain_are_enabled_again():
    modem, wire = scripted((b"+QIACT?", OK), (b'+QICSGP=1,1,"","u","p",3', OK), (b"+CGEREP=1", OK), (b"+QIACT=1", OK))
    modem.packet.handlers.append(print)
    run(modem.packet.start(user="u", password="p"), wire)
    wire.done()


def test_the_factory_s_urc_port_is_changed():
    # Its setting sends URCs to USB (AT manual, +QURCCFG), where no UART hears them.
    wire = Obedient()
    modem, wire = ec20(wire)
    begin(wire, modem.setup)
    assert wire.lines == [b"ATE0\r", b"AT+CMEE=1\r", b'AT+QURCCFG="urcport","uart1"\r']
