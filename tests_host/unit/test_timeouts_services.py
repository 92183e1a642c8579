# Times that are none, in the services of every module: refused by name before a byte leaves.
from atmodem import registry
from support.bench import Bench

# calls that send something; none of them knows a time of 0
CALLS = {
    "mqtt": (
        lambda modem, ms: modem.mqtt.connect("h", client_id="c", timeout_ms=ms),
        lambda modem, ms: modem.mqtt.allocate(1).publish("t", b"x", timeout_ms=ms),
        lambda modem, ms: modem.mqtt.allocate(1).subscribe("t", timeout_ms=ms),
        lambda modem, ms: modem.mqtt.allocate(1).unsubscribe("t", timeout_ms=ms),
    ),
    "http": (
        lambda modem, ms: modem.http.get("http://h/", timeout_ms=ms),
        lambda modem, ms: modem.http.Response(modem.http).readinto(bytearray(8), ms),
    ),
    "ftp": (
        lambda modem, ms: modem.ftp.connect("h", timeout_ms=ms),
        lambda modem, ms: modem.ftp.Session(modem.ftp).get_file("a", "a", timeout_ms=ms),
        lambda modem, ms: modem.ftp.Session(modem.ftp).put_file("a", "a", timeout_ms=ms),
    ),
    "files": (
        lambda modem, ms: modem.files.write("a", b"x", timeout_ms=ms),
        lambda modem, ms: modem.files.readinto("a", bytearray(8), timeout_ms=ms),
        lambda modem, ms: modem.files.read("a", timeout_ms=ms),
    ),
}
NONE = (0, -1, 1 << 29, 1.5, "5")


def refused(profile, call):
    """The call must refuse each time that is none, by its name, and send nothing."""
    for ms in NONE:
        bench = Bench(profile)

        async def work(modem, ms=ms):
            await call(modem, ms)

        error = bench.refused(ValueError, work)
        assert str(error).startswith("timeout_ms"), (profile.name, ms, error)
        assert bench.wire.sent == b"", (profile.name, ms)


def every(service):
    """Each module on this board that has the service refuses what is no time."""
    tried = 0
    for name in registry.names():
        try:
            profile = registry.profile(registry.row(name))
        except ImportError:
            continue
        if service in profile.services:
            for call in CALLS[service]:
                refused(profile, call)
            tried += 1
            modem = Bench(profile).modem  # the next one's code needs the room
            assert getattr(modem, service)
            modem.release(service)
    assert tried


def test_mqtt():
    every("mqtt")


def test_http():
    every("http")


def test_ftp():
    every("ftp")


def test_files():
    every("files")


def test_ppp():
    from atmodem.quectel import EC20

    refused(EC20, lambda modem, ms: modem.ppp.dial(timeout_ms=ms))
    refused(EC20, lambda modem, ms: modem.ppp.connect(timeout_ms=ms))
    refused(EC20, lambda modem, ms: modem.ppp.hang_up(timeout_ms=ms))


def test_a_certificate_of_the_ec20():
    from atmodem.quectel import EC20

    refused(EC20, lambda modem, ms: modem.tls.upload("ca.pem", b"x", ms))


def test_a_publication_in_one_line():
    from atmodem.yuge import YM310

    refused(YM310, lambda modem, ms: modem.mqtt.publish_line(modem.mqtt.allocate(1), "t", b"x", timeout_ms=ms))


def test_an_operation_of_the_ml302():
    from atmodem.chinamobile import ML302
    from atmodem.chinamobile.operation import Operation

    async def operate(modem, ms):
        await Operation(modem.at, b"+MQTTDISC", (), b"+MQTTDISC", ms)

    refused(ML302, operate)
    at = Bench(ML302).modem.at
    for ms, taken in ((None, at.timeout_ms), (700, 700)):
        assert Operation(at, b"+MQTTDISC", (), b"+MQTTDISC", ms).timeout_ms == taken
