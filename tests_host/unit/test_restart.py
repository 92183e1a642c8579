# The module restarts in mid-session: everyone who waits is told at once, it is set up again before anything else is sent.
import atmodem
from atmodem import loading
from atmodem.errors import LinkLost, Timeout
from atmodem.modem import Modem
from atmodem.quectel import EC20
from atmodem.sched import loop, sleep_ms, spawn
from support.obedient import OK, Obedient, begin, ec20
from support.scarce import full
from support.wire import Wire, detach_all, error_of, run

AGAIN = [b"AT\r", b"ATE0\r", b"AT+CMEE=1\r", b'AT+QURCCFG="urcport","uart1"\r']
RDY = b"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n"


def restart(wire, after_ms):
    """The module restarts so many milliseconds from now, and answers at once."""
    wire.start()
    wire.echo = True
    wire.say(RDY, after_ms)


async def lost_at(awaitable, log):
    """When awaiting ends with LinkLost."""
    try:
        await awaitable
    except LinkLost as error:
        log.append((loop.now(), str(error)))


def test_while_a_command_is_in_flight_and_another_waits_for_its_turn():
    modem, wire = ec20()
    log = []

    async def main():
        wire.stopped = True
        spawn(lost_at(modem.at.query("+CPIN?"), log))
        spawn(lost_at(modem.at.query("+CGATT?"), log))
        await sleep_ms(100)
        wire.stopped = False
        restart(wire, 50)
        at = loop.now() + 50
        await sleep_ms(50)
        assert await modem.at.query("+CSQ") == (24, 99)
        assert log == [(at, "the module restarted")] * 2
        assert wire.lines == AGAIN + [b"AT+CSQ\r"]
        assert not wire.echo

    begin(wire, main)


def test_who_asks_again_at_once_is_not_before_the_setup():
    modem, wire = ec20()

    async def ask():
        await error_of(modem.at.query("+CPIN?"), LinkLost)
        return await modem.at.query("+CPIN?")

    async def main():
        wire.stopped = True
        task = spawn(ask())
        await sleep_ms(100)
        wire.stopped = False
        restart(wire, 50)
        assert await task == ("READY",)
        assert wire.lines == AGAIN + [b"AT+CPIN?\r"]

    begin(wire, main)


def test_while_idle():
    modem, wire = ec20()

    async def main():
        assert modem.started.is_set
        restart(wire, 50)
        await sleep_ms(60)
        assert not modem.started.is_set
        await sleep_ms(500)
        assert modem.started.is_set
        assert wire.lines == AGAIN

    begin(wire, main)


def test_a_session_is_dead_and_a_new_one_works():
    modem, wire = ec20()
    log = []

    async def main():
        session = await modem.mqtt.connect("broker.test", 1883, "one")
        spawn(lost_at(session.receive(), log))  # waits for ever
        restart(wire, 50)
        at = loop.now() + 50
        await sleep_ms(60)
        assert log == [(at, "the module restarted")]
        assert not session.connected
        await lost_at(session.publish("t", b"x"), log)
        assert len(log) == 2
        again = await modem.mqtt.connect("broker.test", 1883, "one")
        assert again.index == 0
        await again.publish("t", b"x")
        assert wire.lines[:4] == AGAIN
        assert wire.lines[4] == b'AT+QMTCFG="version",0,4\r'

    begin(wire, main)


def test_a_session_half_open_is_not_finished_in_a_module_that_forgot_its_settings():
    # RDY at each moment of connect(): no QMTOPEN without the settings in front of it.
    for after_ms in range(0, 200, 5):
        modem, wire = ec20()
        log = []

        async def main():
            wire.say(RDY, after_ms)
            await lost_at(modem.mqtt.connect("broker.test", 1883, "one"), log)
            await sleep_ms(1500)
            return modem.mqtt.sessions

        sessions = begin(wire, main)
        assert len(log) == 1, after_ms
        assert sessions == [None] * 6
        after = wire.lines[wire.lines.index(AGAIN[1]) :]
        assert after == AGAIN[1:], (after_ms, after)


def test_while_a_timed_out_command_is_drained():
    modem, wire = ec20()
    log = []

    async def main():
        wire.stopped = True
        await error_of(modem.at.query("+CPIN?"), Timeout)
        spawn(lost_at(modem.at.query("+CGATT?"), log))
        await sleep_ms(2500)
        wire.stopped = False
        restart(wire, 10)
        await sleep_ms(10)
        assert await modem.at.query("+CSQ") == (24, 99)
        assert len(log) == 1
        assert wire.lines == AGAIN + [b"AT+CSQ\r"]

    begin(wire, main)


def test_who_is_told_and_raises_keeps_it_from_no_other():
    modem, wire = ec20()
    told = []

    async def main():
        modem.losses.insert(0, lambda error: {}["nothing"])
        modem.losses.append(lambda error: told.append(str(error)))
        modem.network.handlers += [lambda *report: {}["nothing"], lambda *report: told.append(report[0])]
        wire.say(b"\r\n+CEREG: 1\r\n", 5)
        restart(wire, 50)
        await sleep_ms(500)
        assert told == [b"+CEREG", "the module restarted"]
        assert modem.started.is_set

    begin(wire, main)


def test_it_restarts_once_more_while_it_is_set_up():
    modem, wire = ec20()

    async def main():
        restart(wire, 0)
        await sleep_ms(107)  # it has heard AT, and is being set up
        assert wire.lines == AGAIN[:2]
        wire.arm(lambda module, replies: [])  # this is lost
        restart(wire, 300)
        before = loop.now()
        while not modem.started.is_set:
            await modem.started.wait(100)
        assert loop.now() - before < 2000
        assert wire.lines[-4:] == AGAIN
        assert await modem.at.query("+CSQ") == (24, 99)

    begin(wire, main)


def test_it_does_not_come_back_in_time():
    modem, wire = ec20()

    async def main():
        restart(wire, 0)
        wire.stopped = True
        await sleep_ms(10)
        start = loop.now()
        await error_of(modem.at.query("+CSQ"), Timeout)
        assert loop.now() - start <= 20500 + 10300
        wire.stopped = False
        # All that it was asked meanwhile may be answered now.
        wire.say(OK * 30)
        assert await modem.at.query("+CSQ") == (24, 99)

    begin(wire, main)


def test_a_pipe_that_breaks_while_the_module_is_set_up_blocks_nobody():
    modem, wire = ec20()

    async def main():
        restart(wire, 0)
        await sleep_ms(1)
        write = wire.write

        def broken(data):
            raise OSError(5)

        wire.write = broken
        await sleep_ms(30000)
        assert modem.at.owner is None
        wire.write = write
        assert await modem.at.query("+CSQ") == (24, 99)

    begin(wire, main)


def test_without_room_for_the_code_that_sets_it_up_nobody_waits_for_ever():
    for hint in (False, True):
        modem, wire = ec20()

        async def main(modem=modem, wire=wire, hint=hint):
            room = full(loading, "passing", "restarting")
            restart(wire, 50)
            if hint:
                modem._on_hint()
            await sleep_ms(100)
            room()
            try:
                await modem.at.query("+CSQ")
            except LinkLost:
                pass
            assert await modem.at.query("+CSQ") == (24, 99)
            assert modem.started.is_set and not wire.echo, "its echo has shown that it had not been set up"

        begin(wire, main)


def test_a_restart_while_the_module_is_opened_leaves_no_task_behind():
    detach_all()
    wire = Obedient()

    async def main():
        wire.arm(lambda module, replies: [(5, RDY)], 4)  # in place of the answer to AT+CMEE=1
        await error_of(atmodem.open(wire), LinkLost)
        told = len(wire.sent)
        await sleep_ms(5000)
        assert len(wire.sent) == told
        assert (await atmodem.open(wire)).started.is_set

    begin(wire, main)


def test_a_restart_that_is_told_before_its_ok():
    # What device.restart() sends is answered by RDY alone: it was gone before its OK was out.
    modem, wire = ec20()

    async def main():
        wire.arm(lambda module, replies: [(300, RDY)])
        start = loop.now()
        await modem.device.restart(30000)
        assert loop.now() - start < 3000
        assert modem.started.is_set

    begin(wire, main)


def test_the_rest_of_a_read_behind_the_boot_text_is_no_answer():
    wire = Wire()
    detach_all()
    modem = Modem(wire, EC20)
    modem.attach()
    modem.adopt(EC20)
    wire.expect(b"AT+CSQ\r").reply(b"\r\nRDY\r\n\r\nOK\r\n\r\n+CSQ: 1,1\r\n\r\nOK\r\n")
    for line in AGAIN:
        wire.expect(line).reply(OK)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 24,99\r\n\r\nOK\r\n")
    log = []

    async def main():
        await lost_at(modem.at.query("+CSQ"), log)
        return await modem.at.query("+CSQ")

    assert run(main(), wire) == (24, 99)
    assert len(log) == 1
    wire.done()
