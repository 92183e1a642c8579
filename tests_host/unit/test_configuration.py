# How the module talks: V.250, 27.007 5.5, and what the YM310 manual, chapter 3, says about it.
from atmodem.errors import CommandError, Timeout
from support.ym310 import OK, Bench


def sends(line, function, *arguments, answer=b""):
    async def work(modem):
        return await getattr(modem.configuration, function)(*arguments)

    return Bench().script(line, (b"\r\n" + answer + b"\r\n" if answer else b"") + OK).run(work)


def test_character_sets():
    assert sends(b"+CSCS?", "character_set", answer=b'+CSCS: "GSM"') == "GSM"
    for name in ("GSM", "IRA", "UCS2"):
        sends(b'+CSCS="' + name.encode() + b'"', "set_character_set", name)


def test_lines_and_circuits():
    sends(b"E0", "echo", False)
    sends(b"E1", "echo", True)
    sends(b"&C0", "carrier_detect", 0)
    sends(b"&C1", "carrier_detect", 1)
    for mode in (0, 1, 2):
        sends(b"&D%d" % mode, "terminal_ready", mode)


def test_registers_are_bare_numbers():
    assert sends(b"S5?", "register", 5, answer=b"8") == 8
    assert sends(b"S3?", "register", 3, answer=b"013") == 13
    assert sends(b"S4?", "register", 4) is None
    sends(b"S3=13", "set_register", 3, 13)
    sends(b"S4=10", "set_register", 4, 10)
    sends(b"S5=127", "set_register", 5, 127)


def test_form_of_errors():
    assert sends(b"+CMEE?", "error_form", answer=b"+CMEE :1") == 1


def test_storing_leaves_a_start_to_be_told_by_the_form_of_errors():
    sends(b"+CMEE=0;&W+CMEE=1", "store")


def test_storing_that_fails_leaves_the_form_of_errors():
    async def work(modem):
        await modem.configuration.store()

    Bench().script(b"+CMEE=0;&W+CMEE=1", b"\r\nERROR\r\n", b"+CMEE=1", OK).refused(CommandError, work)


def test_factory_settings_are_followed_by_what_the_library_needs():
    async def work(modem):
        await modem.configuration.factory()

    Bench().script(b"&F", OK, b"E0+CMEE=1", b"ATE0+CMEE=1\r" + OK).run(work)


def test_results_off_and_on_again():
    # manual 3.5: with ATQ1 not even its own OK comes
    async def off(modem):
        await modem.configuration.results(False)

    async def on(modem):
        await modem.configuration.results(True)
        return await modem.at.query("+CSQ")

    bench = Bench()
    bench.wire.expect(b"ATQ1\r")
    start = bench.wire.clock.now
    bench.run(off)
    assert bench.wire.clock.now - start < 1000
    bench.script(b"Q0", OK, b"+CMEE?", b"\r\n+CMEE :1\r\n" + OK, b"+CSQ", b"\r\n+CSQ: 15,0\r\n" + OK)
    assert bench.run(on) == (15, 0)


def test_results_that_do_not_come_on_again():
    async def work(modem):
        await modem.configuration.results(True)

    bench = Bench()
    bench.wire.expect(b"ATQ0\r")
    bench.refused(Timeout, work)


def test_bad_values_send_nothing():
    bench = Bench()
    for name, function, arguments in (
        ("name", "set_character_set", ("UTF-8",)),
        ("name", "set_character_set", ('GSM"',)),
        ("index", "register", (6,)),
        ("index", "set_register", ("3", 13)),
        ("value", "set_register", (3, 10)),
        ("value", "set_register", (4, 13)),
        ("value", "set_register", (5, 128)),
        ("value", "set_register", (5, "8\r")),
        ("mode", "carrier_detect", (2,)),
        ("mode", "terminal_ready", (3,)),
        ("mode", "terminal_ready", (None,)),
    ):

        async def work(modem):
            await getattr(modem.configuration, function)(*arguments)

        assert str(bench.refused(ValueError, work)).startswith(name), (name, arguments)
    assert bench.wire.sent == b""
