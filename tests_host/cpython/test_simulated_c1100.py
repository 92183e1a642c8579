"""The simulated C1100 as the manual shows it: framing, card, network, restart, GNSS, power saving."""

import pytest
from cpython.c1100_bench import ERROR, OK, Modem
from cpython.ym310_bench import server_command
from modemsim.registry import module_class


@pytest.fixture
def bench(started):
    return lambda **options: started(Modem(**options))


# -- 3.1, 3.2: framing, card, network --

def test_words_until_numbers_are_asked_for(bench):
    modem = bench(verbose=True)
    assert modem("AT") == b"\r\nOK\r\n"
    assert modem("AT+CPIN?") == b"\r\n+CPIN: READY\r\n\r\nOK\r\n"
    assert modem("ATV0") == b"0\r"
    assert modem("ATV1") == b"\r\nOK\r\n"


def test_it_echoes_until_told_not_to(bench):
    modem = bench(booted=False)
    modem.after(3)
    assert modem("AT") == b"AT\r\r\nOK\r\n"
    assert modem("ATE0V0") == b"ATE0V0\r0\r"


@pytest.mark.parametrize("sent, received", [
    ("ATV0", b"0\r"),
    ("AT+CPIN?", b"+CPIN: READY\r\n0\r"),
    ("AT+CSQ", b"+CSQ: 22,99\r\n0\r"),
    ("AT+CEREG=1", b"0\r"),
    ("AT+CGREG=1", b"0\r"),
    ("AT+COPS?", b'+COPS: 0,2,"46000",0\r\n0\r'),
    ("AT+MODODREX=2", b"0\r"),
    ('AT+CGDCONT=1,"IP","3GNET"', b"0\r"),
    ("AT+GPSMODE=1", b"0\r"),
    ("AT+GPSCONFIG=20,180,9999999,1,2,1", b"0\r"),
    ('AT+LWMTM=3,"5.39.83.206:5683"', b"0\r"),
    ('AT+LWMTM=4,"5.39.83.205:5683"', b"0\r"),
    ('AT+LWMTM=5,"5.39.83.204:5683"', b"0\r"),
    ("AT+LWMTM=1", b"0\r"),
    ("AT+CFUN=1,1", b"0\r"),
    ("AT+CEREG=4", b"0\r"),
])
def test_the_transcripts_of_the_manual(modem, sent, received):
    assert modem(sent) == received


@pytest.mark.parametrize("sent", [
    "AT+CPIN=", "AT+CSQ?", "AT+CEREG=6", "AT+CGREG=3", "AT+COPS=5", "AT+MODODREX", "AT+MODODREX=1", "AT+MODODREX?",
    'AT+CGDCONT="IP"', "AT+CFUN=0,1", "AT+CFUN=2", "AT+GPSMODE", "AT+GPSMODE=2", "AT+GPSCONFIG=20,180", "AT+GPSCONFIG",
    "AT+GPSSTART=1", "AT+ GPSSTART", "AT+ CFUN=1,1", "AT+GPSEND", "AT+CDGCONT=1", "AT+LSMQTTTCFG", "AT+LSHTTTPURL=3", "AT+CPSMS",
    "AT+CPSMS=3", 'AT+CPSMS=1,,,"0000011","00000101"', 'AT+CPSMS=1,,,"00000112","00000101"', "AT+CPSMS=1,,,00000110,00000101",
    "AT+CEDRXS=1,3,\"0010\"", "AT+CEDRXS=1,5,\"002\"", "AT+CEDRXS=1,5", "AT+CEDRXRDP=1", "AT+NONSENSE", "ATV2"])
def test_wrong_syntax_is_refused(modem, sent):
    assert modem(sent) == ERROR


def test_a_locked_card_as_it_is_printed(bench):
    modem = bench(pin="1234")
    assert modem("AT+CPIN?") == b"+CPIN:SIM PIN \r\n0\r"
    assert modem('AT+CPIN="4321"') == ERROR
    assert modem('AT+CPIN="1234"') == OK
    assert modem("AT+CPIN?") == b"+CPIN: READY\r\n0\r"
    modem.after(2)
    assert modem("AT+CEREG?") == b"+CEREG: 0,1\r\n0\r"
    tidy = bench(pin="1234", spaces="none")
    assert tidy("AT+CPIN?") == b"+CPIN: SIM PIN\r\n0\r"


def test_no_card(bench):
    modem = bench(sim=False)
    assert modem("AT+CPIN?") == ERROR
    assert modem("AT+CEREG?") == b"+CEREG: 0,0\r\n0\r"


def test_registration_is_told(modem):
    modem("AT+CEREG=1")
    modem("AT+CGREG=1")
    assert modem.event("registration 2") == b"+CGREG: 2\r\n+CEREG: 2\r\n"
    assert modem.event("registration 5") == b"+CGREG: 5\r\n+CEREG: 5\r\n"
    assert modem("AT+CEREG?") == b"+CEREG: 1,5\r\n0\r"


@pytest.mark.parametrize("registered, eps, gprs", [("both", b"1", b"1"), ("eps", b"1", b"0"), ("gprs", b"0", b"1")])
def test_which_domain_tells_the_registration(bench, registered, eps, gprs):
    modem = bench(registered=registered)
    assert modem("AT+CEREG?") == b"+CEREG: 0,%s\r\n0\r" % eps
    assert modem("AT+CGREG?") == b"+CGREG: 0,%s\r\n0\r" % gprs


def test_start_from_power_on(bench):
    modem = bench(booted=False, boot_text="+SIM READY")
    said = modem.after(0.6)
    assert said == b"\r\n+SIM READY\r\n"
    modem("ATE0V0")
    modem("AT+CEREG=1")
    assert modem.after(2) == b"+CEREG: 1\r\n"


def test_a_restart_brings_words_back(modem):
    assert modem("AT+CFUN=1,1") == OK
    modem.after(3)
    assert modem("AT").endswith(b"\r\nOK\r\n")


def test_the_radio_can_be_switched_off(modem):
    modem("AT+CEREG=1")
    assert modem("AT+CFUN=4", seconds=0.2) == b"0\r+CEREG: 0\r\n"
    assert modem("AT+CFUN?") == b"+CFUN: 4\r\n0\r"
    assert modem("AT+CFUN=1", seconds=3) == b"0\r+CEREG: 2\r\n+CEREG: 1\r\n"


# -- the four variants --

def test_narrow_band_only(bench):
    for variant in ("NGGT", "NGCX"):
        modem = bench(variant=variant)
        assert modem("AT+COPS?") == b'+COPS: 0,2,"46000",9\r\n0\r'
        assert modem("AT+CGMM") == b"C1100 %s\r\n0\r" % variant.encode()
        assert [modem(f"AT+MODODREX={mode}") for mode in (2, 5, 3, 8)] == [OK, OK, ERROR, ERROR]
        assert modem('AT+CEDRXS=1,4,"0010"') == ERROR


def test_all_modes(bench):
    modem = bench(variant="MGCX")
    assert [modem(f"AT+MODODREX={mode}") for mode in (2, 3, 5, 8)] == [OK] * 4
    assert modem("AT+MODODR?") == b"+MODODR: 8\r\n0\r"
    assert modem("AT+CGMM") == b"C1100 MGCX\r\n0\r"


def test_every_command_of_the_manual_is_there():
    rows = {line.split()[0]: line.split() for line in module_class("c1100").commands.listing()}
    for forms, names in {
        "R": "+CPIN +CEREG +CGREG +COPS +LSIPCALL +LSIPOPEN +LSIPCLOSE +LSMQTTSUB +LSMQTTPUB +CPSMS +CEDRXS",
        "W": "V +CPIN +CEREG +CGREG +MODODREX +CGDCONT"
             " +LSIPPROFILE +LSIPCALL +LSIPOPEN +LSIPHEX +LSIPSEND +LSIPPUSH +LSIPCLOSE"
             " +LSIPTPS D +GPSMODE +GPSCONFIG +LWMTM +CFUN +LSMQTTCFG +LSMQTTCALL +LSMQTTOPEN +LSMQTTSUB +LSMQTTPUB"
             " +LSMQTTCLOSE +LSHTTPURL +LSHTTPCFG +LSHTTPHEADERINFO +LSHTTPPOST +CPSMS +CEDRXS",
        "X": "+CSQ H +GPSSTART +GPSEND +LSHTTPGET +LSHTTPPOST +CEDRXRDP",
    }.items():
        for name in names.split():
            assert any(forms in column for column in rows["AT" + name][2:5]), name


@pytest.mark.parametrize("settings", [
    {"variant": "XXXX"}, {"spaces": "many"}, {"nonsense": "1"}, {"rrc": "soon"}, {"mqtt_incoming": "{nothing}"}])
def test_settings_nobody_knows(bench, settings):
    with pytest.raises(ValueError):
        bench(**settings)


# -- 3.3.3: dialling --

def test_dialling(modem):
    modem('AT+CGDCONT=1,"IP","3GNET"')
    assert modem("ATD*99#") == b"1\r"
    modem.after(2)
    assert modem(b"+++", seconds=2) == OK
    assert modem("ATH") == OK
    assert modem("ATD123") == b"3\r"


def test_the_network_takes_a_call_away(bench):
    modem = bench(ppp_server=server_command("slirp", "usr/bin/slirp-fullbolt"))
    assert modem("ATD*99#") == b"1\r"
    modem(b"\x7e\xff\x03\xc0\x21\x01\x01\x00\x04\xd1\xb5\x7e", b"\x7e\xff\x7d\x23\xc0\x21")       # LCP: Configure-Request
    modem.pipe.request("registration 2")
    assert modem.until(b"3\r").endswith(b"3\r")


# -- 3.4: satellites --

def sealed(line):
    body, _, checksum = line[1:].partition(b"*")
    value = 0
    for byte in body:
        value ^= byte
    return line[:1] == b"$" and b"%02X" % value == checksum


def test_sentences_every_second(modem):
    modem("AT+GPSMODE=1")
    modem("AT+GPSCONFIG=20,180,9999999,1,2,1")
    assert modem("AT+GPSSTART") == OK
    assert modem("AT+GPSSTART") == ERROR
    searching = modem.after(4).splitlines()
    assert searching and all(map(sealed, searching))
    assert not [line for line in searching if line.startswith(b"$GPRMC") and b",A," in line]
    fixed = modem.after(3).splitlines()
    assert [line for line in fixed if line.startswith(b"$GPRMC") and b",A,3014.7" in line and b",E," in line]
    assert modem("AT+GPSEND") == OK
    assert modem.after(5) == b""


def test_a_tunnel(modem):
    modem("AT+GPSMODE=1")
    modem("AT+GPSSTART")
    modem.after(8)
    modem.event("gnss-fix 0")
    assert b",A,3014" not in modem.after(2)
    modem.event("gnss-fix 1")
    assert b",A,3014" in modem.after(2)


def test_sentences_on_request_only(bench):
    modem = bench(gps_report="quiet")
    modem("AT+GPSMODE=1")
    modem("AT+GPSSTART")
    assert modem.after(8) == b""
    said = modem("AT+GPSNMEA")
    assert said.startswith(b"+GPSNMEA: $GPGGA,07493") and said.endswith(OK)
    modem = bench(gps_names="prefixed")
    modem("AT+GPSMODE=1")
    modem("AT+GPSSTART")
    assert modem.after(2).startswith(b"+GPSNMEA: $GPGGA")
    assert modem("AT+NMEAS=0") == OK
    assert modem.after(3) == b""


def test_the_mode_comes_first(modem):
    assert modem("AT+GPSSTART") == ERROR


# -- 3.8.1: power saving mode --

TIMERS = 'AT+CPSMS=1,,,"01000001","00000101"'          # T3412: 10 hours; T3324: 10 s


def test_timers_asked_for_and_granted(modem):
    assert modem("AT+CEREG=4") == OK
    assert modem(TIMERS) == OK
    assert modem.after(1) == b'+CEREG: 1,"1A2B","183DB22",7,,,"00000101","01000001"\r\n'
    assert modem("AT+CPSMS?") == b'+CPSMS: 1,,,"01000001","00000101"\r\n0\r'
    assert modem("AT+CEREG?") == b'+CEREG: 4,1,"1A2B","183DB22",7,,,"00000101","01000001"\r\n0\r'


@pytest.mark.parametrize("mode, shown", [
    (1, b"1"), (2, b'1,"1A2B","183DB22",7'), (3, b'1,"1A2B","183DB22",7'),
    (5, b'1,"1A2B","183DB22",7,,,"00000101","01000001"')])
def test_the_other_modes_of_registration(modem, mode, shown):
    modem(TIMERS, seconds=1)
    modem(f"AT+CEREG={mode}")
    assert modem("AT+CEREG?") == b"+CEREG: %d,%s\r\n0\r" % (mode, shown)


def test_idle_asleep_awake(modem):
    modem("AT+CEREG=4")
    modem(TIMERS, seconds=1)
    assert modem.after(9) == b""
    assert modem.after(1) == b"^DATADISCONN\r\n"
    assert modem.after(9) == b""
    assert modem.after(1) == b"^ENTERPSMMODE\r\n"
    assert modem.after(35990) == b""
    assert modem.after(15) == b"^EXITPSMMODE\r\n"      # ten hours: T3412
    assert modem("AT") == OK
    assert modem.after(12) == b"^DATADISCONN\r\n"


def test_a_sleeping_module_hears_nothing_but_wakes(modem):
    modem("AT+CEREG=4")
    modem(TIMERS, seconds=1)
    modem.after(25)
    assert modem("AT") == b""
    assert modem.after(1) == b"^EXITPSMMODE\r\n"
    assert modem("AT") == OK


def test_only_the_key_wakes(bench):
    modem = bench(psm_wake="key", psm_keeps="0")
    modem("AT+CEREG=4;&W")
    modem(TIMERS, seconds=1)
    modem.after(25)
    for _ in range(3):
        assert modem("AT", seconds=1) == b""
    assert modem.pipe.request("power-key") == "ok"
    assert b"^EXITPSMMODE\r\n" in modem.after(1)
    assert modem("ATV1") == b"\r\nOK\r\n"


def test_what_was_set_may_be_forgotten_in_the_sleep(bench):
    modem = bench(psm_keeps="0", psm_urcs="always", verbose=True)
    modem("ATV0")
    modem.event("psm")
    modem("AT", seconds=1)
    assert modem("AT") == b"AT\r\r\nOK\r\n"


def test_power_saving_is_not_told_without_cereg_4(modem):
    modem(TIMERS, seconds=1)
    assert modem.after(25) == b""
    assert modem("AT", seconds=1) == b""
    assert modem("AT") == OK


def test_power_saving_may_be_told_always(bench):
    modem = bench(psm_urcs="always", rrc="3")
    modem(TIMERS, seconds=1)
    assert modem.after(20) == b"^DATADISCONN\r\n^ENTERPSMMODE\r\n"


def test_without_power_saving_the_module_stays(modem):
    modem("AT+CEREG=4")
    modem("AT+CPSMS=0", seconds=1)
    assert modem.after(3600) == b"^DATADISCONN\r\n"
    assert modem("AT") == OK


def test_a_timer_that_is_off_never_ends(modem):
    modem("AT+CEREG=4")
    modem('AT+CPSMS=1,,,"01000001","11100000"', seconds=1)
    assert modem.after(7200) == b"^DATADISCONN\r\n"


def test_events_of_power_saving(modem):
    modem("AT+CEREG=4")
    assert modem.event("data-disconnect") == b"^DATADISCONN\r\n"
    assert modem.event("psm") == b"^ENTERPSMMODE\r\n"
    assert modem.event("signal 9") == b""
    modem.event("psm-exit")
    assert modem.after(1) == b"^EXITPSMMODE\r\n"
    assert modem("AT+CSQ") == b"+CSQ: 9,99\r\n0\r"


def test_what_happens_in_the_sleep_is_told_after_it(modem):
    modem("AT+CEREG=4")
    modem.event("psm")
    modem.event("registration 2")
    modem("AT")
    assert modem.after(1) == b"^EXITPSMMODE\r\n+CEREG: 2\r\n"


# -- 3.8.2: eDRX --

def test_edrx(modem):
    assert modem("AT+CEDRXRDP") == b"+CEDRXRDP: 0\r\n0\r"
    assert modem('AT+CEDRXS=1,5,"0010"') == OK
    assert modem("AT+CEDRXS?") == b'+CEDRXS: 5,"0010"\r\n0\r'
    assert modem("AT+CEDRXRDP") == b'+CEDRXRDP: 5,"0010","0010","0011"\r\n0\r'
    assert modem('AT+CEDRXS=2,5,"0101"') == b'0\r+CEDRXP: 5,"0101","0101","0011"\r\n'
    assert modem("AT+CEDRXS=0,5") == OK
    assert modem("AT+CEDRXRDP") == b"+CEDRXRDP: 0\r\n0\r"
