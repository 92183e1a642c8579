# MQTT messages between the module of an end-to-end test and another client of the real broker.
from support import world

HOST = "broker.test"
EVERY = bytes(range(256))
# What passes where a message ends with its line.
LINE = bytes([c for c in range(256) if c not in (10, 13)])
TEXT = "21.5 °C, pump 7: on; level = 3 #".encode()
HOSTILE = (
    EVERY, b"\n", b"\r\nOK\r\n", b"\x1a", b"\x1b", b">", b"\r\n+MQTTPUBACK:0,1\r\n", b"+MQTTPUB: 1,0\r\n",
    b"0,1,0,1,t,3,", b'",5 byte,', LINE, b'"123"', b", ", b' {"a": 1, "b": 2} ', b"+++", EVERY * 4, LINE * 4, TEXT, b"",
)  # fmt: skip


def heard_whole(payload):
    """The L610 tells a message within a line; its newer firmware keeps messages and counts their bytes."""
    return world.module() != "l610" or (b"\r" not in payload and b"\n" not in payload)


def is_sent(session, payload):
    """The C1100 publishes text alone."""
    return session.binary or not any(c < 32 or c in (34, 127) for c in payload)


def any_text(session):
    """Every byte this module can publish and receive."""
    return TEXT if not session.binary else EVERY if heard_whole(EVERY) else LINE


async def back_and_forth(session, topic, qualities=(1,), payloads=None):
    """What is published is what others get, and what comes back; what others publish comes."""
    payloads = payloads or (any_text(session),)
    for qos in qualities:
        assert await session.subscribe(topic, qos=qos) == qos
        for payload in filter(heard_whole, payloads):
            if is_sent(session, payload):
                await session.publish(topic, payload, qos=qos)
            else:
                world.publish(topic, payload, qos)
            assert world.received(topic) == payload, (qos, payload)
            assert await session.receive(10000) == (topic, payload), (qos, payload)
        await session.unsubscribe(topic)
        for payload in payloads:
            if not heard_whole(payload):
                await session.publish(topic, payload, qos=qos)
                assert world.received(topic) == payload, (qos, payload)
    assert session.dropped == 0


async def talks(modem, name, *arguments, **options):
    """A new session works both ways, and is closed."""
    async with await modem.mqtt.connect(HOST, *arguments, client_id=name, **options) as session:
        await back_and_forth(session, name + "/talks")
