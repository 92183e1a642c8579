"""NMEA 0183: sentences of a receiver, checked by their checksums and put together to positions."""

from .gnss import Position


def sentence(line):
    """The fields of a sentence (bytes), the first its address such as b"GPRMC"; None when its checksum is missing or wrong.

    What stands before its `$` is skipped.
    """
    start = line.find(b"$") + 1
    stop = line.find(b"*", start)
    if not start or stop < 0:
        return None
    total = 0
    for i in range(start, stop):
        total ^= line[i]
    try:
        if total != int(bytes(line[stop + 1 : stop + 3]), 16):
            return None
    except ValueError:
        return None
    return bytes(line[start:stop]).split(b",")


def angle(digits, side):
    """Degrees and minutes as receivers write them (b"02259.0881", b"S") in millionths of a degree, None for nothing.

    Raises ValueError for what is none.
    """
    if not digits:
        return None
    whole, _, part = digits.partition(b".")
    part = (part + b"000000")[:6]
    if len(side) != 1 or side not in b"NSEW" or not whole.isdigit() or not part.isdigit():
        raise ValueError("no angle")
    minutes = int(whole[-2:]) * 1000000 + int(part)
    value = int(whole[:-2] or b"0") * 1000000 + (minutes + 30) // 60
    if minutes >= 60000000 or value > (90000000 if side in b"NS" else 180000000):
        raise ValueError("no angle")
    return -value if side in b"SW" else value


def decimal(digits):
    """A number as float, None for nothing. Raises ValueError."""
    return float(digits) if digits else None


def moment(clock, date):
    """b"hhmmss.sss" and b"ddmmyy" as (year, month, day, hour, minute, second), None while one is missing. Raises ValueError."""
    if not clock or not date:
        return None
    if len(clock) < 6 or len(date) != 6:
        raise ValueError("no time")
    return 2000 + int(date[4:]), int(date[2:4]), int(date[:2]), int(clock[:2]), int(clock[2:4]), int(clock[4:6])


class Track:
    """Positions out of sentences of any receiver (GP, GN, BD, GL, GA): RMC and GGA of the same moment are put together."""

    position = None  # the last one; None while the receiver has no fix
    wrong = 0  # sentences that were damaged
    clock = None

    def feed(self, line):
        """Take one line (bytes). True when it was a whole sentence; `position` is what is known then."""
        found = sentence(line)
        try:
            if found is None or len(found[0]) < 5:
                raise ValueError("no sentence")
            kind = found[0][-3:]
            if kind == b"RMC":
                self.put(found, found[2] == b"A", 3, None, decimal(found[7]), decimal(found[8]), None, None, found[9])
            elif kind == b"GGA":
                fixed = found[6] not in (b"", b"0")
                self.put(found, fixed, 2, decimal(found[9]), None, None, int(found[7] or b"0"), decimal(found[8]), None)
            return True
        except (ValueError, IndexError):
            self.wrong += 1
            return False

    def put(self, found, fixed, i, altitude, knots, course, satellites, hdop, date):
        """Make the position new, or more complete when the moment is still the same."""
        clock = found[1]
        if not fixed:
            self.position = self.clock = None
            return
        latitude = angle(found[i], found[i + 1])
        longitude = angle(found[i + 2], found[i + 3])
        if latitude is None or longitude is None:
            raise ValueError("no angle")
        speed = None if knots is None else knots * 1.852
        new = (latitude, longitude, altitude, speed, course, satellites, hdop, moment(clock, date))
        if clock == self.clock and self.position is not None:
            new = [old if value is None else value for value, old in zip(new, self.position)]
        self.clock = clock
        self.position = Position(*new)
