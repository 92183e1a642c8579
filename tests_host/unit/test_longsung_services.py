# C1100 LwM2M, GNSS and power saving against its flow manual (sections 3.4, 3.5, 3.8).
from atmodem.errors import CommandError, NotSupported, Timeout
from atmodem.longsung import names
from atmodem.sched import sleep_ms
from support.c1100 import ERROR, OK, Bench
from support.wire import error_of

# --- LwM2M (manual 3.5)


def test_each_server_has_a_setting_of_its_own():
    # 3 is server 102, 4 is 101, 5 is 1000
    for server, number in ((102, b"3"), (101, b"4"), (1000, b"5")):
        bench = Bench().script(b"+LWMTM=" + number + b',"5.39.83.206:5683"', OK)
        bench.run(lambda modem, server=server: modem.lwm2m.set_server(server, "5.39.83.206"))


def test_address_and_port_are_one_text():
    Bench().script(b'+LWMTM=3,"lwm2m.test:5684"', OK).run(lambda modem: modem.lwm2m.set_server(102, b"lwm2m.test", 5684))


def test_several_servers_then_autostart_then_restart():
    bench = Bench().script(
        b'+LWMTM=4,"5.39.83.205:5683"', OK, b'+LWMTM=3,"5.39.83.206:5683"', OK, b'+LWMTM=5,"5.39.83.204:5683"', OK,
        b"+LWMTM=1", OK, b"+CFUN=1,1", OK,
    )  # fmt: skip
    # factory setting: words, and the echo is on
    bench.wire.expect(b"AT\r").reply(b"AT\r\r\nOK\r\n")
    bench.wire.expect(b"ATV0\r").reply(b"ATV0\r0\r")
    bench.wire.expect(b"ATE0\r").reply(b"ATE0\r0\r")
    bench.script(b"+CMEE=1", OK)

    async def work(modem):
        await modem.lwm2m.start({102: ("5.39.83.206", 5683), 101: ("5.39.83.205", 5683), 1000: ("5.39.83.204", 5683)})
        return modem.started.is_set

    assert bench.run(work)


def test_module_that_does_not_come_back():
    bench = Bench().script(b"+LWMTM=1", OK, b"+CFUN=1,1", OK)
    bench.wire.strict = False

    async def work(modem):
        await modem.lwm2m.start({}, timeout_ms=15000)

    try:
        bench.run(work)
    except Timeout:
        pass
    else:
        raise AssertionError("nothing was raised")


def test_bad_servers_are_refused_before_anything_is_sent():
    for servers in ({103: ("h", 1)}, {102: ("h", 0)}, {102: ('h"', 1)}, {102: ("h", 1), 101: ("", 1)}):
        Bench().refused(ValueError, lambda modem, servers=servers: modem.lwm2m.start(servers))
    Bench().refused(ValueError, lambda modem: modem.lwm2m.set_server(1, "h"))


def test_automatic_start_cannot_be_taken_back():
    Bench().script(b"+LWMTM=1", OK).run(lambda modem: modem.lwm2m.set_automatic())
    Bench().refused(NotSupported, lambda modem: modem.lwm2m.set_automatic(False))


# --- GNSS (manual 3.4)

RMC = b"$GPRMC,074932.00,A,3014.76072,N,12008.54304,E,5.0,90.0,160518,,,A*"
GGA = b"$GPGGA,074932.00,3014.76072,N,12008.54304,E,1,08,1.1,12.5,M,0.0,M,,*"


def summed(sentence):
    """The sentence with its checksum."""
    total = 0
    for c in sentence[1:-1]:
        total ^= c
    return sentence + b"%02X" % total


STARTING = (b"+GPSMODE=1", OK, b"+GPSCONFIG=20,180,9999999,1,2,1", OK, b"+GPSSTART", OK)


def test_receiver_as_the_manual_has_it():
    # without the space of the misprint "AT+ GPSSTART"
    bench = Bench().script(*STARTING + (b"+GPSEND", OK))

    async def work(modem):
        await modem.gnss.start()
        await modem.gnss.start()
        await modem.gnss.stop()

    bench.run(work)


def test_receiver_with_other_numbers():
    bench = Bench().script(b"+GPSMODE=2", OK, b"+GPSCONFIG=1,2,3,4,5,6", OK, b"+GPSSTART", OK)
    bench.run(lambda modem: modem.gnss.start(mode=2, config=(1, 2, 3, 4, 5, 6)))
    for config in ((1, 2, 3), (1, 2, 3, 4, 5, "6")):
        Bench().refused(ValueError, lambda modem, config=config: modem.gnss.start(config=config))
    assert "foo" in str(Bench().refused(NotSupported, lambda modem: modem.gnss.start(foo=1)))


def test_receiver_started_by_the_program_before():
    Bench().script(b"+GPSMODE=1", ERROR, b"+GPSEND", OK, *STARTING).run(lambda modem: modem.gnss.start())


def test_receiver_that_is_off_already():
    Bench().script(b"+GPSEND", ERROR).run(lambda modem: modem.gnss.stop())


def test_position_asked_for():
    sentences = b"+GPSNMEA: " + summed(RMC) + b"\r\n+GPSNMEA: " + summed(GGA) + b"\r\n0\r"
    bench = Bench().script(b"+GPSNMEA", b"+GPSNMEA: " + summed(RMC.replace(b",A,", b",V,")) + b"\r\n0\r", b"+GPSNMEA", sentences)
    found = bench.run(lambda modem: modem.gnss.position(timeout_ms=5000))
    assert (found.latitude, found.longitude, found.satellites) == (30246012, 120142384, 8)
    assert found.time == (2018, 5, 16, 7, 49, 32)


def test_position_from_bare_sentences_and_from_reports():
    bench = Bench().script(b"+GPSNMEA", summed(GGA) + b"\r\n0\r")
    assert bench.run(lambda modem: modem.gnss.position()).latitude == 30246012
    for prefix in (b"", b"+GPSNMEA: "):
        bench = Bench()

        async def work(modem, prefix=prefix, bench=bench):
            assert not modem.gnss.running
            bench.wire.say(prefix + summed(RMC) + b"\r\n" + prefix + summed(GGA) + b"\r\n")
            await sleep_ms(10)
            found = await modem.gnss.position()
            # a report that has grown old is no position any more
            await sleep_ms(5000)
            bench.script(b"+GPSNMEA", ERROR)
            await error_of(modem.gnss.position(), CommandError)
            return found

        found = bench.run(work)
        assert (found.longitude, found.satellites, found.time[0]) == (120142384, 8, 2018)


def test_position_between_two_sentences_of_a_moment_is_the_one_before():
    bench = Bench()

    async def work(modem):
        seen = []
        assert not modem.gnss.running
        later = GGA.replace(b"074932", b"074933").replace(b"3014.7", b"3014.8")
        without = RMC.replace(b"074932", b"074934").replace(b",A,", b",V,")
        for sentence in (
            RMC,
            GGA,
            later,
            later.replace(b"$GPGGA", b"$GPZZZ"),
            RMC.replace(b"074932", b"074933").replace(b"3014.7", b"3014.8"),
            without,
        ):
            bench.wire.say(summed(sentence) + b"\r\n")
            await sleep_ms(10)
            found = await modem.gnss.position()
            seen.append(found and (found.latitude, found.satellites, found.time and found.time[5]))
        return seen

    first, whole, between, same, next, none = bench.run(work)
    assert first == (30246012, None, 32) and whole == (30246012, 8, 32) and between == same == whole
    assert next == (30247679, 8, 33) and none is None


def test_sentence_that_is_damaged():
    bench = Bench().script(b"+GPSNMEA", summed(GGA)[:-1] + b"x\r\n0\r")
    assert bench.run(lambda modem: modem.gnss.position()) is None


def test_position_by_another_name():
    names.GNSS_NMEA = b"+NMEAS"
    try:
        bench = Bench().script(b"+NMEAS", b"+NMEAS:" + summed(GGA) + b"\r\n0\r")
        assert bench.run(lambda modem: modem.gnss.position()).latitude == 30246012
    finally:
        names.GNSS_NMEA = b"+GPSNMEA"


def test_position_while_the_receiver_is_off():
    Bench().script(b"+GPSNMEA", ERROR).refused(CommandError, lambda modem: modem.gnss.position())


# --- power saving (manual 3.8)


def test_psm_is_asked_for_with_its_reports():
    # T3412 of an hour, T3324 of ten seconds (24.008 10.5.7.4a, 10.5.7.3)
    bench = Bench().script(b"+CEREG=4", OK, b'+CPSMS=1,,,"00000110","00000101"', OK)
    bench.run(lambda modem: modem.power.set_psm(active_s=10, periodic_s=3600))


def test_psm_off():
    Bench().script(b"+CEREG=1", OK, b"+CPSMS=0", OK).run(lambda modem: modem.power.set_psm())


def test_psm_asked_for_and_granted():
    bench = Bench().script(
        b"+CPSMS?", b'+CPSMS: 1,,,"00000110","00000101"\r\n0\r',
        b"+CEREG=4", OK, b"+CEREG?", b'+CEREG: 4,1,"1A2B","01C3D4E5",9,,,"00100001","00000110"\r\n0\r',
    )  # fmt: skip

    async def work(modem):
        return await modem.power.psm(), await modem.power.granted()

    asked, granted = bench.run(work)
    assert asked == (True, 3600, 10)
    # 00100001: active time of one minute; 00000110: an update every hour
    assert granted == (3600, 60)


def test_granted_nothing():
    for text in (b"+CEREG: 1,1\r\n0\r", OK, b'+CEREG: 4,1,"1A2B","01C3D4E5",9\r\n0\r'):
        assert Bench().script(b"+CEREG=4", OK, b"+CEREG?", text).run(lambda modem: modem.power.granted()) == (None, None), text


def test_registration_keeps_the_reports_of_psm():
    # not even for a moment: in between an event would be lost
    bench = Bench().script(
        b"+CEREG=4", OK, b'+CPSMS=1,,,"00000110"', OK, b"+CEREG?", b"+CEREG: 4,1\r\n0\r", b"+CGREG=1", OK
    )  # fmt: skip
    heard = []

    async def work(modem):
        await modem.power.set_psm(periodic_s=3600)
        await modem.network.subscribe(lambda domain, found: heard.append(found))
        bench.wire.say(b'+CEREG: 1,"1A2B","01C3D4E5",9,,,"00100001","00000110"\r\n')
        await sleep_ms(10)

    bench.run(work)
    assert heard[0].active_time == "00100001" and heard[0].periodic_tau == "00000110"


def test_edrx():
    bench = Bench().script(b'+CEDRXS=1,5,"0010"', OK, b"+CEDRXRDP", b'+CEDRXRDP: 5,"0010","0011","0001"\r\n0\r', b"+CEDRXS=0", OK)

    async def work(modem):
        await modem.power.set_edrx(20.48)
        granted = await modem.power.edrx()
        await modem.power.set_edrx(None)
        return granted

    cycle, window = bench.run(work)
    assert abs(cycle - 40.96) < 0.01 and abs(window - 5.12) < 0.01


def test_edrx_asked_for():
    bench = Bench().script(b"+CEDRXS?", b'+CEDRXS: 4,"0010"\r\n+CEDRXS: 5,"0011"\r\n0\r', b"+CEDRXS?", b"+CEDRXS: 0\r\n0\r")

    async def work(modem):
        return await modem.power.edrx_requests(), await modem.power.edrx_requests()

    (lte, nb), none = bench.run(work)
    assert lte[0] == "LTE" and abs(lte[1] - 20.48) < 0.01 and nb[0] == "NB-IoT" and abs(nb[1] - 40.96) < 0.01 and none == []


def test_events_have_no_plus_sign():
    bench = Bench()
    heard = []

    async def work(modem):
        modem.power.handlers.append(lambda event, *details: heard.append(event))
        bench.wire.say(b"\r\n^DATADISCONN\r\n\r\n^ENTERPSMMODE\r\n", 10)
        # also in the middle of an answer
        bench.script(b"+CSQ", b"^EXITPSMMODE\r+CSQ: 22,99\r\n0\r", b"+CESQ", ERROR)
        await sleep_ms(20)
        await modem.network.signal()

    bench.run(work)
    assert heard == ["data_disconnected", "enter_psm", "exit_psm"]


def test_bad_timers_are_refused_before_anything_is_sent():
    Bench().refused(ValueError, lambda modem: modem.power.set_psm(active_s=-1))
    Bench().refused(NotSupported, lambda modem: modem.power.sleep())


def test_module_in_psm_does_not_answer():
    bench = Bench()
    bench.wire.expect(b"AT\r")
    bench.wire.expect(b"AT").reply(b"")
    bench.wire.strict = False
    try:
        bench.run(lambda modem: modem.power.wake(timeout_ms=500))
    except Timeout:
        return
    raise AssertionError("it answered")


def test_the_times_of_psm_stay_unless_a_level_is_wanted():
    keeps = b"+CEREG: 4,1\r\n0\r"
    for arguments, script in (
        ((None, b"+CEREG"), (b"+CEREG?", keeps, b"+CEREG=4", OK)),
        ((None, b"+CEREG", 2), (b"+CEREG=2", OK)),
        ((None, None, 1), (b"+CEREG=1", OK, b"+CGREG=1", OK)),
        ((None, b"+CREG"), (b"+CREG=1", OK)),
    ):
        Bench().script(*script).run(lambda modem, arguments=arguments: modem.network.subscribe(*arguments))
