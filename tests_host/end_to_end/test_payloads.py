# Payloads of every length and content arrive as they were sent, both ways.
from support import world
from support.messages import HOST
from support.program import error_of, online

SETUP = {
    "module": ["ec20", "ml302", "ym310"],  # any byte passes, both ways
    "arguments": ["--booted", "--speed", "5"],
    "only": {
        "test_a_message_for_which_there_is_no_room_is_counted_and_the_next_one_comes": ["ec20"],
        "test_a_message_longer_than_what_may_be_sent_is_received": ["ec20"],
        "test_firmware_that_cannot_count_publishes_too": ["ec20"],
        "test_what_would_break_the_command_is_refused_before_a_byte_leaves": ["ec20", "l610", "ml302", "c1100", "ym310"],
    },
    "also": {
        "test_lengths_over_a_line_in_random_pieces": ["--chunks", "--seed", "11", "--urc-in-answer", "--latency", "5"],
        "test_lengths_over_a_line_of_115200_baud": ["--baud", "115200"],
        "test_firmware_that_cannot_count_publishes_too": ["--set", "publish_counted=0"],
    },
    "once": (
        "test_long_ones_up_to_the_limit",
        "test_topics_in_any_language_and_with_commas_keep_their_spelling",
        "test_every_length_from_nothing_to_300",
        "test_lengths_over_a_line_in_random_pieces",
        "test_lengths_over_a_line_of_115200_baud",
    ),
}
EDGES = (0, 1, 2, 63, 64, 65, 255, 256, 257, 511, 512, 513, 700, 1023, 1024, 1025, 1359, 1360, 1459, 1460, 1461, 1548)
LIKE_THE_PROTOCOL = (
    b"\r\nOK\r\n",
    b"\r\nERROR\r\n",
    b"\r\n> ",
    b"> ",
    b"\x1a",
    b"\x1b",
    b"+++",
    b"\r",
    b"\n",
    b'"',
    b'","',
    b'"\r\n',
    b'\r\n+QMTRECV: 0,0,"like",3,"abc"\r\n',
    b"\r\n+QMTSTAT: 0,1\r\n",
    b"\r\nRDY\r\n",
    b"\r\n+CME ERROR: 3\r\n",
    b"0\r",
    b"AT\r",
    "中文 → ü".encode(),
)


def most():
    """Bytes of a message that can be published and received."""
    return {"ec20": 1548, "ml302": 1024, "ym310": 1360}[world.module()]


def edges():
    """The lengths at which something may change."""
    return [length for length in EDGES if length <= most()] + [most() - 1]


def pattern(length):
    payload = bytearray(length)
    for i in range(length):
        payload[i] = (7 * i + length) & 255
    return payload


async def comes_back(session, topic, payload):
    """Out to the broker, where another client gets it, and back."""
    await session.publish(topic, payload, 1)
    assert world.received(topic) == payload, len(payload)
    assert await session.receive(5000) == (topic, payload), len(payload)


async def passes(modem, name, payloads):
    async with await modem.mqtt.connect(HOST, client_id=name) as session:
        await session.subscribe(name, 1)
        for payload in payloads:
            await comes_back(session, name, payload)
        assert session.dropped == 0


@online
async def test_every_length_from_nothing_to_300(modem):
    await passes(modem, "short", (pattern(length) for length in range(301)))


@online
async def test_long_ones_up_to_the_limit(modem):
    await passes(modem, "long", (pattern(length) for length in list(range(301, most(), 89)) + edges()))


@online
async def test_a_message_longer_than_what_may_be_sent_is_received(modem):
    async with await modem.mqtt.connect(HOST, client_id="longer") as session:
        await session.subscribe("longer", 1)
        for length in (most() + 1, 3000, 4096):
            world.ask("publish longer 1 0 0a*%d" % length)
            assert await session.receive(5000) == ("longer", b"\n" * length)


@online
async def test_a_message_for_which_there_is_no_room_is_counted_and_the_next_one_comes(modem):
    async with await modem.mqtt.connect(HOST, client_id="huge") as session:
        await session.subscribe("huge", 1)
        world.ask("publish huge 1 0 55*99999")
        world.publish("huge", b"next", 1)
        topic, payload = await session.receive(10000)
        if len(payload) == 99999:
            topic, payload = await session.receive(5000)
        else:
            assert session.dropped == 1
        assert payload == b"next"


@online
async def test_what_looks_like_the_protocol_is_payload(modem):
    await passes(modem, "like", LIKE_THE_PROTOCOL)


@online
async def test_every_byte_value_in_every_place_that_matters(modem):
    every = bytes(range(256))
    await passes(modem, "bytes", [every, every + every[:1]] + [bytes([value]) for value in (0, 10, 13, 17, 19, 26, 27, 34, 255)])


@online
async def test_topics_in_any_language_and_with_commas_keep_their_spelling(modem):
    topics = ("comma,and space", "水表/状态", "a/" * 126 + "b")
    async with await modem.mqtt.connect(HOST, client_id="topics", buffered=world.module() == "ec20") as session:
        for topic in topics:
            await session.subscribe(topic, 1)
            await session.publish(topic, b"here", 1)
            assert await session.receive(5000) == (topic, b"here")


@online
async def test_what_would_break_the_command_is_refused_before_a_byte_leaves(modem):
    async with await modem.mqtt.connect(HOST, client_id="hostile") as session:
        for topic in ('a"b', "a\rb", "a\nb", "a\x1ab", "a\x00b", "", "a/#", "+", "x" * (modem.profile.limits["topic"] + 1)):
            assert isinstance(await error_of(session.publish(topic, b"", 1), ValueError), ValueError), topic
        await session.publish("hostile", b"end", 1)
        assert world.received("hostile") == b"end"
    assert world.ask("modem ignored") == "none"


@online
async def test_lengths_over_a_line_in_random_pieces(modem):
    await passes(modem, "pieces", [pattern(length) for length in edges()])


@online
async def test_lengths_over_a_line_of_115200_baud(modem):
    await passes(modem, "baud", [pattern(length) for length in edges()])


@online
async def test_firmware_that_cannot_count_publishes_too(modem):
    async with await modem.mqtt.connect(HOST, client_id="old") as session:
        for qos in (0, 1, 2):
            payload = b"\r\nOK\r\n> any line, QoS %d" % qos
            await session.publish("payloads/old", payload, qos)
            assert world.received("payloads/old") == payload
        await error_of(session.publish("payloads/old", b"\x1a"), ValueError)
