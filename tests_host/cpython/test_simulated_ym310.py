"""The simulated YM310 as a modem: framing, settings, card, network, contexts, files, boot."""

import pytest
from cpython.ym310_bench import OK, Modem


@pytest.fixture
def modem(started):
    return started(Modem())


# -- framing, as captures of the family show it --

def test_echo_and_answer(started):
    modem = started(Modem())
    assert modem("ATE1") == OK
    assert modem("AT+CGATT?") == b"AT+CGATT?\r\r\n+CGATT: 1\r\n\r\nOK\r\n"


def test_several_commands_in_one_line(modem):
    assert modem("ATE0&W+CREG=2;&W") == OK
    assert modem("AT+CFUN=1;+CIMI;+VER") == (
        b"\r\n460115883032649\r\n\r\nYM310.X09_AT.U60_R2.0.0.240820\r\n\r\nOK\r\n")


def test_the_first_error_ends_the_line(modem):
    assert modem("AT+CIMI;+NONSENSE;+VER") == b"\r\n460115883032649\r\n\r\nERROR\r\n"


def test_suppressed_result_codes_leave_the_information(modem):
    assert modem("ATQ1") == b""
    assert modem("AT+CREG?") == b"\r\n+CREG: 0,1\r\n"


def test_numeric_result_codes(modem):
    assert modem("ATV0") == b"0\r"
    assert modem("AT+NONSENSE") == b"4\r"


def test_s_parameters_are_read_as_bare_numbers(modem):
    assert modem("ATS5?") == b"\r\n8\r\n\r\nOK\r\n"
    assert modem("ATS3=13") == OK
    assert modem("ATS3=10") == b"\r\nERROR\r\n"


def test_error_report_is_read_with_a_space_before_the_colon(modem):
    assert modem("AT+CMEE?") == b"\r\n+CMEE :0\r\n\r\nOK\r\n"


def test_errors_as_word_number_and_text(modem):
    for mode, shown in ((0, b"ERROR"), (1, b"+CME ERROR: 3"), (2, b"+CME ERROR: operation not allowed")):
        modem(f"AT+CMEE={mode}")
        assert modem("AT+CIPSEND") == b"\r\n" + shown + b"\r\n"


def test_spaces_behind_commas_mean_nothing(modem):
    assert modem('AT+SAPBR=3,1,"APN", ""') == OK


def test_quoted_numbers_and_unquoted_texts(modem):
    assert modem('AT+IPR="115200"') == OK
    assert modem("AT+CSCS=IRA") == OK
    assert modem("AT+CSCS?") == b'\r\n+CSCS: "IRA"\r\n\r\nOK\r\n'


def test_settings_survive_a_restart_when_stored(modem):
    modem("AT+IFC=2,2;&W")
    modem("AT+CSCLK=1")
    modem("AT+RESET", seconds=3)
    assert b"+IFC: 2,2" in modem("AT+IFC?")
    assert b"+CSCLK: 0" in modem("AT+CSCLK?")


# -- boot --

BOOT = (b"+CPIN: READY", b"^MODE: 17,17", b"+E_UTRAN Service", b"+CGEV: ME PDN ACT 1", b"+NITZ: ")


def test_restart_says_ok_and_then_the_boot_texts(modem):
    assert modem("AT+RESET") == OK
    said = modem.after(3)
    assert all(text in said for text in BOOT)
    assert [said.index(text) for text in BOOT] == sorted(said.index(text) for text in BOOT)


def test_cfun_1_1_restarts_too(modem):
    assert modem("AT+CFUN=1,1") == OK
    assert b"^MODE" in modem.after(3)


def test_only_capitals_train_the_baud_rate(started):
    modem = started(Modem(booted=False, set={"autobaud": "1"}))
    modem.after(5)
    for untrained in ("at", "aT", "At", "+CSQ"):
        assert modem(untrained, seconds=1) == b""
    said = modem("AT", seconds=3)
    assert OK in said and b"+CPIN: READY" in said
    assert modem("ate0+csq").endswith(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n")


def test_a_fixed_baud_rate_needs_no_training(started):
    modem = started(Modem(booted=False, set={"autobaud": "1"}))
    modem.after(5)
    modem("AT+IPR=115200;&W", seconds=3)
    modem("AT+RESET")
    assert b"+CPIN: READY" in modem.after(3)


def test_power_down_with_and_without_a_word(modem):
    assert modem("AT+CPOWD=1") == b"\r\nNORMAL POWER DOWN\r\n"
    assert modem("AT", seconds=5) == b""
    modem.pipe.request("power-key")
    assert b"+CPIN: READY" in modem.after(3)
    assert modem("AT+CPOWD=0", seconds=1).replace(b"AT+CPOWD=0\r", b"") == b""


# -- sleep --

def test_the_first_words_to_a_sleeping_module_are_lost(modem):
    modem("AT+CSCLK=2")
    assert modem("AT") == OK
    modem.after(6)
    assert modem("AT", seconds=0.5) == b""
    assert modem("AT") == OK


def test_waking_from_the_deepest_sleep_is_a_restart(modem):
    modem("AT+CSCLK=4")
    modem("AT+CSTT", seconds=6)
    assert b"+CPIN: READY" in modem("AT", seconds=5)
    assert b"IP INITIAL" in modem("AT+CIPSTATUS")


def test_a_zero_delay_means_no_sleep(modem):
    modem("AT+CSCLK=2;+WAKETIM=0")
    modem.after(60)
    assert modem("AT") == OK


# -- card --

def test_the_right_pin_says_ready_before_ok(started):
    modem = started(Modem(pin="4321"))
    assert modem("AT+CPIN?") == b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"
    assert modem('AT+CPIN="4321"') == b"\r\n+CPIN: READY\r\n\r\nOK\r\n"
    modem.after(3)
    assert b"+CREG: 0,1" in modem("AT+CREG?")


def test_three_wrong_pins_want_the_puk(started):
    modem = started(Modem(pin="4321"))
    modem("AT+CMEE=1")
    assert [modem('AT+CPIN="0000"') for _ in range(3)] == [b"\r\n+CME ERROR: %d\r\n" % n for n in (16, 16, 12)]
    assert b"+CPIN: SIM PUK" in modem("AT+CPIN?")
    assert modem('AT+CPIN="12345678","1111"') == b"\r\n+CPIN: READY\r\n\r\nOK\r\n"


def test_a_lock_shows_after_the_restart(modem):
    assert modem('AT+CLCK="SC",1,"1234"') == OK
    assert b"READY" in modem("AT+CPIN?")
    modem("AT+RESET")
    assert b"\r\n+CPIN: SIM PIN\r\n" in modem.after(3)
    modem('AT+CPIN="1234"')
    assert modem('AT+CLCK="SC",2').endswith(b"+CLCK: 1\r\n\r\nOK\r\n")


def test_the_pin_changes_only_under_the_lock(modem):
    assert modem('AT+CPWD="SC","1234","8888"') == b"\r\nERROR\r\n"
    modem('AT+CLCK="SC",1,"1234"')
    assert modem('AT+CPWD="SC","1234","8888"') == OK
    modem("AT+RESET", seconds=3)
    assert b"READY" in modem('AT+CPIN="8888"')


def test_without_a_card(started):
    modem = started(Modem(sim=False))
    modem("AT+CMEE=1")
    assert b"+CPIN: SIM REMOVED" in modem("AT+CPIN?")
    assert modem("AT+CIMI") == b"\r\n+CME ERROR: 10\r\n"
    assert b"*SIMDETEC: 1, NOS" in modem("AT*SIMDETEC=1")


# -- network --

@pytest.mark.parametrize("command", ["CREG", "CGREG"])
def test_registration_report_with_the_cell(modem, command):
    modem(f"AT+{command}=2")
    assert modem(f"AT+{command}?") == b'\r\n+%s: 2,1,"1863","0183db22",7\r\n\r\nOK\r\n' % command.encode()
    modem.pipe.request("move")
    assert modem.after(0) == b'\r\n+%s: 1,"1863","01a2c315",7\r\n' % command.encode()


def test_losing_and_finding_the_network(modem):
    modem("AT+CREG=1")
    modem.pipe.request("lose-network")
    assert b"\r\n+CREG: 0\r\n" in modem.after(0)
    assert b"+CSQ: 99,99" in modem("AT+CSQ")
    modem.pipe.request("regain-network")
    assert b"\r\n+CREG: 1\r\n" in modem.after(3)


def test_operator_in_three_spellings(modem):
    assert modem("AT+COPS?") == b'\r\n+COPS: 0,2,"46001",7\r\n\r\nOK\r\n'
    for form, name in ((1, b"UNICOM"), (0, b"CHN-UNICOM")):
        modem(f"AT+COPS=3,{form}")
        assert modem("AT+COPS?") == b'\r\n+COPS: 0,%d,"%s",7\r\n\r\nOK\r\n' % (form, name)


def test_calendar_runs_in_local_time(modem):
    assert modem('AT+CCLK="18/08/07,13:28:29+32"') == OK
    assert b'+CCLK: "18/08/07,13:28:31+32"' in (modem.after(2) + modem("AT+CCLK?"))
    assert modem('AT+CCLK="18/13/07,13:28:29+32"') == b"\r\nERROR\r\n"


# -- contexts --

def test_context_1_is_active_after_registration(modem):
    assert b"+CGACT: 1,1" in modem("AT+CGACT?")
    address = modem("AT+CGPADDR=1").split(b'"')[1]
    assert address in modem("AT+CGDCONT?") and address in modem("AT+CGCONTRDP=1")


def test_context_events_are_reported_unless_switched_off(modem):
    assert b"+CGEV: ME PDN DEACT 1" in modem("AT+CGACT=0,1", seconds=1)
    assert b"+CGEV: ME PDN ACT 1" in modem("AT+CGACT=1,1", seconds=1)
    modem("AT+CGEREP=0")
    assert modem("AT+CGACT=0,1", seconds=1) == OK


def test_a_private_network_restarts_the_stack(modem):
    assert modem("AT+CPNETAPN=2,jscmiot,u9682,iot98765,2").startswith(OK + b"\r\n+CGEV: ME DETACH\r\n")
    modem.after(3)
    assert b'+CGDCONT: 1,"IP","jscmiot"' in modem("AT+CGDCONT?")
    assert b"MODE:2\r\nAPN:jscmiot\r\nUSR:u9682\r\nPWD:iot98765\r\nAUTHMODE:2\r\n" in modem("AT+CPNETAPN?")


# -- files --

def test_file_dialogue_of_the_manual(modem):
    assert modem('AT+FSMKDIR="/testdir"') == OK
    assert modem('AT+FSMKDIR="/testdir/testdir"') == OK
    assert modem('AT+FSCREATE="/testdir/test.txt"') == OK
    assert modem('AT+FSLS="/testdir"') == b"\r\ntestdir\\\r\ntest.txt\r\n\r\nOK\r\n"
    assert modem('AT+FSWRITE="/testdir/test.txt",0,10,10') == b"\r\n>"
    assert modem(b"1234567890") == OK
    assert modem('AT+FSREAD="/testdir/test.txt",0,10,10') == b"\r\n1234567890\r\nOK\r\n"
    assert modem('AT+FSREAD="/testdir/test.txt",1,5,2') == b"\r\n34567\r\nOK\r\n"
    assert modem('AT+FSFLSIZE="/testdir/test.txt"') == b"\r\n+FSFLSIZE: 10\r\n\r\nOK\r\n"
    assert modem("AT+FSMEM") == b"\r\n+FSMEM: 1303990 bytes\r\n\r\nOK\r\n"
    assert modem('AT+FSDEL="/testdir/test.txt"') == OK
    assert modem('AT+FSRMDIR="/testdir"') == OK


def test_a_file_takes_any_byte(modem):
    content = bytes(range(256))
    modem("AT+FSCREATE=a")
    modem("AT+FSWRITE=a,0,256,10")
    assert modem(content) == OK
    assert modem("AT+FSREAD=a,0,1000,0") == b"\r\n" + content + b"\r\nOK\r\n"


def test_bytes_that_come_too_late(modem):
    modem("AT+FSCREATE=a")
    modem("AT+FSWRITE=a,0,10,3")
    assert modem(b"12345", seconds=4) == b"\r\nTimeOut\r\n"


def test_writing_needs_a_file_and_keeps_what_lies_behind(modem):
    assert modem("AT+FSWRITE=a,0,3,5") == b"\r\nERROR\r\n"
    modem("AT+FSCREATE=a")
    for start, piece in ((0, b"abcdef"), (0, b"AB"), (1, b"!")):
        modem(f"AT+FSWRITE=a,{start},{len(piece)},5")
        modem(piece)
    assert b"ABcdef!" in modem("AT+FSREAD=a,0,100,0")


def test_read_head(modem):
    modem("AT+FSCREATE=a;+FSREADHEAD=1")
    modem("AT+FSWRITE=a,0,3,5")
    modem(b"abc")
    assert modem("AT+FSREAD=a,0,3,0") == b"\r\n+FSREAD:abc\r\nOK\r\n"
