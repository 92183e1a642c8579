"""Positioning (Quectel EC2x GNSS AT Commands Manual, chapter 2): a receiver that hears a recorded drive."""

from ..engine import OK, Enum, Int, Keyed, command, error
from ..standard.track import Track

INVALID, ONGOING, NOT_ACTIVE, NOT_ENABLED, NOT_FIXED = 501, 504, 505, 507, 516
SENTENCES = "GGA", "RMC", "GSV", "GSA", "VTG"


class Receiver(Track):
    """The receiver and what AT+QGPSCFG sets for it; the settings are kept."""

    SETTINGS = {"outport": "usbnmea", "nmeasrc": 0, "gpsnmeatype": 31, "autogps": 0}

    def __init__(self, module):
        super().__init__(module.clock)
        self.module = module
        if self.setting("autogps"):
            self.start()

    def setting(self, name):
        return {**self.SETTINGS, **self.module.storage.get("gnss", {})}[name]

    def set(self, name, value):
        self.module.storage.set("gnss", {**self.module.storage.get("gnss", {}), name: value})

    def fields(self, kind):
        """The fields of this second's sentence, the first its name."""
        return self.sentence(kind).partition("*")[0].split(",")


@command("+QGPS", section="2.2")
class Session:
    """Switch the receiver on."""

    test = "+QGPS: (1-4),(1-255),(1-1000),(0-1000),(1-65535)"

    def read(module):
        return f"+QGPS: {int(module.gnss.running)}"

    def write(module, mode: Int(1, 4), fix_seconds: Int(1, 255) = 30, metres: Int(1, 1000) = 50, fixes: Int(0, 1000) = 0,
              rate: Int(1, 65535) = 1):
        if module.gnss.running:
            return error(ONGOING)
        module.gnss.start()
        return OK


@command("+QGPSEND", section="2.4", test=())
def stop(module):
    """Switch the receiver off."""
    if not module.gnss.running:
        return error(NOT_ACTIVE)
    module.gnss.stop()


@command("+QGPSLOC", section="2.5")
class Location:
    """Where the module is: 0 minutes with four decimals, 1 with six, 2 degrees with a sign."""

    test = "+QGPSLOC: (0-2)"

    def read(module):
        return _location(module, 0)

    def write(module, mode: Int(0, 2)):
        return _location(module, mode)


def _location(module, mode):
    gnss = module.gnss
    if not gnss.running:
        raise error(NOT_ACTIVE)
    if not gnss.fixed:
        raise error(NOT_FIXED)
    _, clock, latitude, north, longitude, east, _, satellites, hdop, altitude = gnss.fields("GGA")[:10]
    _, _, _, _, _, _, _, knots, course, date = gnss.fields("RMC")[:10]
    place = ",".join(_angle(*pair, mode) for pair in ((latitude, north), (longitude, east)))
    speed = float(knots or 0)
    return (f"+QGPSLOC: {clock[:8]},{place},{float(hdop):.1f},{float(altitude):.1f},{gnss.fields('GSA')[2]},"
            f"{float(course or 0):.2f},{speed * 1.852:.1f},{speed:.1f},{date},{int(satellites):02d}")


def _angle(digits, side, mode):
    point = digits.index(".") - 2
    minutes = float(digits[point:])
    if mode == 2:
        degrees = int(digits[:point]) + minutes / 60
        return f"{-degrees if side in 'SW' else degrees:.5f}"
    return digits[:point] + (f"{minutes:09.6f},{side}" if mode else f"{minutes:07.4f}{side}")


@command("+QGPSGNMEA", section="2.6")
class Sentence:
    """NMEA sentences of one kind, when AT+QGPSCFG="nmeasrc",1 allows it."""

    test = '+QGPSGNMEA: "GGA","RMC","GSV","GSA","VTG"'

    def write(module, kind: Enum(*SENTENCES)):
        if not module.gnss.setting("nmeasrc"):
            return error(NOT_ENABLED)
        if not module.gnss.running:
            return error(NOT_ACTIVE)
        return [f"+QGPSGNMEA: {line}" for line in module.gnss.sentences() if line[3:6] == kind]


@command("+QGPSXTRA", section="2.7")
class Assistance:
    """Assistance data."""

    test = "+QGPSXTRA: (0,1)"

    def read(module):
        return f"+QGPSXTRA: {module.storage.get('xtra', 0)}"

    def write(module, on: Int(0, 1)):
        module.storage.set("xtra", on)


settings = Keyed("Settings of the receiver; a key alone asks.")


def _setting(name, kind, shown="{}"):
    def setting(module, value: kind = None):
        if value is None:
            return f'+QGPSCFG: "{name}",' + shown.format(module.gnss.setting(name))
        module.gnss.set(name, value)
    settings.key(name)(setting)


_setting("outport", Enum("none", "usbnmea", "uartdebug"), '"{}"')
_setting("nmeasrc", Int(0, 1))
_setting("gpsnmeatype", Int(0, 31))
_setting("autogps", Int(0, 1))

qgpscfg = command("+QGPSCFG", section="2.1", test=(
    '+QGPSCFG: "outport",("none","usbnmea","uartdebug")', '+QGPSCFG: "nmeasrc",(0,1)', '+QGPSCFG: "gpsnmeatype",(0-31)',
    '+QGPSCFG: "autogps",(0,1)'))(settings)
