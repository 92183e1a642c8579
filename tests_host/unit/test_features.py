# What a module has not, a call for it says before a byte is sent, and which modules have it.
from atmodem import registry
from atmodem.errors import NotSupported
from atmodem.profile import Profile
from atmodem.tls import Tls
from support.bench import Bench

MODULES = ("ec20", "l610", "ml302", "ym310", "c1100")
PEM = b"-----BEGIN CERTIFICATE-----\n"

# Who has it: EC2x AT manual 2.28 +QSCLK, +QPOWD, TCP/IP manual +QIOPEN, +QPING, +QIDNSGIP, +QNTP; YM310 manual 4.12, 4.2,
# 9.9, 9.44, 9.18, 3.11 to 3.12, 11.11, 11.3; C1100 application flows 3.8.
FEATURES = {
    "sleep": (("ec20", "ym310"), lambda modem: modem.power.sleep()),
    "psm": (("c1100",), lambda modem: modem.power.psm()),
    "edrx": (("c1100",), lambda modem: modem.power.edrx()),
    "power_off": (("ec20", "ym310"), lambda modem: modem.device.power_off()),
    "ping": (("ec20", "ym310"), lambda modem: modem.packet.ping("h")),
    "dns": (("ec20", "ym310"), lambda modem: modem.packet.resolve("h")),
    "ntp": (("ec20", "ym310"), lambda modem: modem.clock.synchronise("h", zone=0)),
    "transparent": (("ec20", "ym310"), lambda modem: modem.sockets.open_transparent("h", 7)),
    "sockets_tls": (("ec20", "ym310"), lambda modem: modem.sockets.open("tcp", "h", 7, tls=Tls(verify=False))),
    "folders": (("ym310",), lambda modem: modem.files.make_folder("log")),
    "mqtt_tls": (("ec20", "l610", "ym310"), lambda modem: modem.mqtt.connect("h", client_id="c", tls=Tls(ca=PEM))),
    "mqtt_buffered": (("ec20", "l610", "ym310"), lambda modem: modem.mqtt.connect("h", client_id="c", buffered=True)),
    "http_tls": (("ec20", "ym310"), lambda modem: modem.http.get("https://h/", tls=Tls(verify=False))),
    "http_stream": (("ec20", "ym310"), lambda modem: modem.http.get("http://h/", stream=True)),
    "http_headers": (("ec20", "ym310"), lambda modem: modem.http.get("http://h/", want_headers=True)),
    "http_head": (("ym310",), lambda modem: modem.http.head("http://h/")),
    "http_redirects": (("ym310",), lambda modem: modem.http.get("http://h/", redirects=True)),
    "http_proxy": (("ym310",), lambda modem: modem.http.get("http://h/", proxy=("10.0.0.1", 80))),
}
SERVICES = {
    "transparent": "sockets", "sockets_tls": "sockets", "folders": "files", "sleep": "power", "psm": "power", "edrx": "power",
    "mqtt_tls": "mqtt", "mqtt_buffered": "mqtt", "http_tls": "http", "http_stream": "http", "http_headers": "http",
    "http_head": "http", "http_redirects": "http", "http_proxy": "http",
}  # fmt: skip


def benches():
    """(name, Bench) of each module whose driver is on this board."""
    for name in MODULES:
        try:
            yield name, Bench(registry.profile(registry.row(name)), 64)
        except ImportError:
            pass


def test_a_call_for_what_a_module_has_not_says_who_has_it():
    for name, bench in benches():
        for feature in FEATURES:
            owners, call = FEATURES[feature]
            has = name in owners
            assert bench.modem.supports(feature) is has, (name, feature)
            if has or not bench.modem.supports(SERVICES.get(feature, "device")):
                continue

            async def work(modem, call=call):
                await call(modem)

            text = str(bench.refused(NotSupported, work))
            assert text.startswith(feature + ": " + ", ".join(owners) + " has it"), (name, text)
            for service in list(bench.modem.loaded):
                bench.modem.release(service)  # the next one's code needs the room
        assert bench.wire.sent == b"", name


def test_a_feature_is_no_service():
    for name, bench in benches():
        for feature in ("psm", "sleep", "mqtt_tls"):
            assert not hasattr(bench.modem, feature), (name, feature)


def test_every_feature_is_told():
    for feature, owners in (
        ("mqtt_tls", ("ec20", "l610", "ym310")),
        ("mqtt_buffered", ("ec20", "l610", "ym310")),
        ("http_tls", ("ec20", "ym310")),
        ("http_stream", ("ec20", "ym310")),
        ("http_headers", ("ec20", "ym310")),
        ("http_head", ("ym310",)),
        ("http_redirects", ("ym310",)),
        ("http_proxy", ("ym310",)),
        ("tls_name", ("ym310",)),
        ("teleport", ()),
    ):
        for name, bench in benches():
            assert bench.modem.supports(feature) is (name in owners), (name, feature)


def test_a_module_of_its_own_says_itself_what_it_has():
    class Tracker(Profile):
        name = "tracker"
        features = ("power_off",)
        power_off_command = b"+CPOF"

    bench = Bench(Tracker, 64)
    assert bench.modem.supports("power_off") and not bench.modem.supports("sleep")
    bench.script(b"+CPOF", b"\r\nOK\r\n\r\nPOWERED DOWN\r\n")

    async def work(modem):
        await modem.device.power_off()

    bench.run(work)
