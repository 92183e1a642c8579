# From a module that answers to one with SIM, registration and packet context: what may be in the way is told, and costs no PIN.
import atmodem
from support import world
from support.messages import HOST
from support.program import APN, error_of, online, opened

WITH_PIN = ["--pin", "4321"]
SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": ["--boot-ms", "50", "--registration-ms", "200"],
    "also": {
        "test_a_pin_is_entered_through_lines_in_random_pieces": WITH_PIN + ["--chunks", "--urc-in-answer"],
        "test_a_card_that_wants_a_pin_nobody_gave_is_told": WITH_PIN,
        "test_a_wrong_pin_costs_one_try_and_no_more": WITH_PIN,
        "test_the_last_try_is_never_taken": WITH_PIN,
        "test_no_card_is_told": ["--no-sim"],
        "test_a_module_that_starts_with_noise": ["--boot-ms", "300", "--boot-noise", "--chunks"],
        "test_a_registration_that_takes_time_is_waited_for": ["--registration-ms", "1200"],
        "test_a_network_that_is_not_there_is_told": ["--registration-ms", "60000"],
    },
    "only": {
        "test_a_wrong_pin_costs_one_try_and_no_more": ["ec20"],  # the others do not tell how many are left
        "test_the_last_try_is_never_taken": ["ec20"],
        "test_a_network_that_denies_is_told": ["ec20", "l610", "ml302", "c1100"],
    },
    "once": (
        "test_a_module_that_starts_with_noise",
        "test_a_card_that_wants_a_pin_nobody_gave_is_told",
        "test_the_last_try_is_never_taken",
        "test_no_card_is_told",
        "test_a_registration_that_takes_time_is_waited_for",
        "test_a_network_that_is_not_there_is_told",
        "test_a_network_that_denies_is_told",
    ),
}


async def tries(modem):
    return (await modem.at.rows('+QPINC="SC"'))[0][1]


async def reaches_the_broker(modem):
    async with await modem.mqtt.connect(HOST, client_id="start") as session:
        await session.publish("start", b"up", qos=1)
    assert world.received("start") == b"up"


@opened
async def test_a_free_card_takes_no_pin_and_a_second_start_changes_nothing(modem):
    await modem.start(apn=APN)
    await modem.start(apn=APN, pin="4321")
    await reaches_the_broker(modem)


@opened
async def test_a_pin_is_entered_through_lines_in_random_pieces(modem):
    await modem.start(apn=APN, pin="4321")
    await reaches_the_broker(modem)


@opened
async def test_a_card_that_wants_a_pin_nobody_gave_is_told(modem):
    error = await error_of(modem.start(apn=APN, timeout_ms=2000), atmodem.CommandError)
    assert (error.kind, error.code) == ("CME", 11), error
    if world.module() == "ec20":
        assert await tries(modem) == 3
    await modem.start(apn=APN, pin="4321")


@opened
async def test_a_wrong_pin_costs_one_try_and_no_more(modem):
    error = await error_of(modem.start(apn=APN, pin="1111"), atmodem.CommandError)
    assert (error.kind, error.code) == ("CME", 16), error
    assert "1111" not in str(error) and b"1111" not in error.command
    assert isinstance(await error_of(modem.start(apn=APN, pin="1111")), atmodem.Rejected)
    assert await tries(modem) == 2


@opened
async def test_the_last_try_is_never_taken(modem):
    while await modem.sim.state() != "SIM PIN":
        await atmodem.sleep_ms(20)
    for _ in range(2):
        await error_of(modem.at.execute("+CPIN", "1111"))
    error = await error_of(modem.start(apn=APN, pin="4321"), atmodem.Rejected)
    assert error.code == 1
    assert await tries(modem) == 1


@opened
async def test_no_card_is_told(modem):
    error = await error_of(modem.start(apn=APN, timeout_ms=600), atmodem.CommandError)
    assert (error.kind, error.code) == ("CME", 10), error
    assert error.text == "SIM not inserted"


test_a_module_that_starts_with_noise = test_a_registration_that_takes_time_is_waited_for = online(reaches_the_broker)


@opened
async def test_a_network_that_is_not_there_is_told(modem):
    assert isinstance(await error_of(modem.start(apn=APN, timeout_ms=800)), atmodem.Timeout)


@opened
async def test_a_network_that_denies_is_told(modem):
    await modem.network.wait_registered(10000)
    world.ask("modem registration 3")
    error = await error_of(modem.start(apn=APN, timeout_ms=1500))
    assert isinstance(error, atmodem.Rejected), error
