# Yuge YM310 settings of the TCP/IP commands, and which of them are kept. Source: manual chapter 9.
from ..arguments import number, text

_ON = ("enabled", 0, 1)
_SETTINGS = {
    # name: the command, how many of its numbers must be given, their names and limits
    "keep_alive": ("+CIPTKA", 1, _ON, ("idle_s", 30, 7200), ("interval_s", 30, 600), ("count", 1, 9)),
    "confirmation": ("+CIPQSEND", 1, ("mode", 0, 2)),
    "prompt": ("+CIPSPRT", 1, ("mode", 0, 2)),
    "timer": ("+CIPATS", 1, _ON, ("seconds", 1, 100)),
    "receive": ("+CIPRXGET", 1, ("mode", 0, 5)),
    "bare": ("+CIPRXF", 1, _ON),
    "header": ("+CIPHEAD", 1, _ON),
    "protocol": ("+CIPSHOWTP", 1, _ON),
    "sender": ("+CIPSRIP", 1, _ON),
    "links": ("+CIPMUX", 1, _ON),
    "transparent": ("+CIPMODE", 1, _ON),
    "packing": (
        "+CIPCCFG", 4, ("retries", 3, 8), ("wait", 2, 10), ("size", 1, 1460), ("escape", 0, 1), ("receive_mode", 0, 1),
        ("receive_size", 50, 1460), ("receive_ms", 20, 1000), ("clean", 0, 1),
    ),
    "loss_detection": ("+CIPDPDP", 1, _ON, ("interval", 1, 65535), ("count", 1, 255)),
    "close_timers": ("+CIPRDTIMER", 2, ("slow_ms", 1, 65535), ("quick_ms", 1, 65535)),
    "tls": ("+CIPSSL",),
    "ports": ("+CLPORT",),
    "apn": ("+CSTT",),
    "bearer": ("+CIPCSGP",),
    "segment": ("+CIPSEND",),
    "ping": ("+CIPPING",),
}  # fmt: skip
_LISTED = (
    b"+CIPCSGP", b"+CIPHEAD", b"+CIPSHOWTP", b"+CIPSRIP", b"+CIPATS", b"+CIPSPRT", b"+CIPQSEND", b"+CIPMODE", b"+CIPCCFG",
    b"+CIPMUX", b"+CIPDPDP", b"+CIPRXGET", b"+CIPRDTIMER",
)  # fmt: skip


def _any(digest):
    return True


class Service:
    """`modem.socket_options`. All raise CommandError, Timeout, ValueError; worst case 9 s each.

    Names, and their numbers in this order:

        keep_alive      enabled, idle_s 30-7200, interval_s 30-600, count 1-9           9.32
        confirmation    0 SEND OK (fast), 1 DATA ACCEPT (fast), 2 SEND OK of the peer   9.11
        prompt          1 (what the sockets need); 0 no ">", 2 no confirmation either   9.16
        timer           enabled, seconds 1-100: send by itself what was typed           9.15
        receive         0 pushed, 1 and 5 pulled (told once, told each time)            9.27
        bare            1: no line end behind pushed data                               9.12
        header protocol sender   before pushed data of a single link                   9.23, 9.24, 9.22
        links           1 six links, 0 a single one (IP INITIAL only)                   9.1
        transparent     0 or 1 (IP INITIAL, single link)                                9.10
        packing         retries 3-8, wait 2-10, size 1-1460, escape 0-1, receive_mode 0-1,
                        receive_size 50-1460, receive_ms 20-1000, clean 0-1             9.13
        loss_detection, close_timers                                                    9.26

    What the sockets have set themselves (links, receive, confirmation) they set again when the context is brought up.
    """

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem

    def set(self, name, *values):
        """Await it to change a setting: `set("keep_alive", 1, 60, 30, 3)` (9.1, 9.10 to 9.16, 9.22 to 9.28, 9.32)."""
        row = _SETTINGS.get(name, ())
        if len(row) < 3:
            raise ValueError("name: no such setting")
        if not row[1] <= len(values) <= len(row) - 2:
            raise ValueError(name + ": number of values")
        for i in range(len(values)):
            number(values[i], *row[i + 2])
        return self.at.execute(row[0], *values)

    async def get(self, name):
        """A setting as a tuple of int and str; a list of them where there is one a link ("ports" with six links).

        Also "ports" (TCP and UDP port, with six links behind its number), "segment" (most bytes of one sending), "apn",
        "bearer", "ping", "tls".
        """
        if name not in _SETTINGS:
            raise ValueError("name: no such setting")
        rows = await self.at.rows(_SETTINGS[name][0] + "?")
        if name == "receive":
            self._wake()
            rows = rows[:1]
        return rows[0] if len(rows) == 1 else rows

    def _wake(self):
        # +CIPRXGET: 1 of a single link that came meanwhile was taken for the setting: let its reader look.
        modem = self.modem
        for link in modem.sockets.links if "sockets" in modem.loaded else ():
            if link is not None:
                link.arrived.set()

    def set_bearer(self, apn="", user="", password=""):
        """Await it to set what a connection started in IP INITIAL goes over (9.19): GPRS with this APN."""
        return self.at.execute(
            "+CIPCSGP", 1, text(apn, "apn", 128, 0), text(user, "user", 32, 0), text(password, "password", 32, 0), secret=True
        )

    def set_gateway(self, address):
        """Await it to set the address of the USB network interface's gateway, 192.168.x.2 (9.30)."""
        return self.at.execute("+CIFCONFIG", text(address, "address", 15))

    async def gateway(self):
        """The address of the USB network interface's gateway, as str (9.30)."""
        return (await self.at.command("+CIFCONFIG?"))[0]

    async def address(self):
        """The module's own address, as str; None outside a context (9.5)."""
        from ..errors import CommandError
        from ..fields import to_text
        from ..loading import passing

        try:
            return passing("contexts").ip(to_text(bytes(await self.at.text("+CIFSR", linger=True) or b"")))
        except CommandError:
            return None

    def save(self):
        """Await it to keep all these settings over a restart (9.26)."""
        return self.at.execute("+CIPSCONT")

    async def saved(self):
        """The settings as the module lists them, a dict of str: {"+CIPSCONT": "0", "+CIPHEAD": "0" …} (9.26).

        "+CIPSCONT" is "0" when they are kept.
        """
        found = {}
        command = self.at.command("+CIPSCONT?")
        command.follow = _LISTED  # lines that begin with a plus are else no part of a bare answer
        command.shape = _any
        for row in await command:
            name, _, value = row.partition(":")
            found[name] = value.strip()
        self._wake()
        return found

    def set_private_apn(self, apn, user="", password="", method="none"):
        """Await it to set APN and login of a private network's card for good; the module registers anew (9.3).

        `method`: none, PAP or CHAP. `apn` None: forget them.
        """
        methods = ("none", "PAP", "CHAP")
        if method not in methods:
            raise ValueError("method: none, PAP or CHAP")
        if apn is None:
            return self.at.execute("+CPNETAPN", 3, "", "", "", 0)
        return self.at.execute(
            "+CPNETAPN", 2, text(apn, "apn", 128), text(user, "user", 32, 0), text(password, "password", 32, 0),
            methods.index(method), secret=True,
        )  # fmt: skip

    async def private_apn(self):
        """APN, user and method of a private network's card, as str; None when none is set (9.3)."""
        found = {}
        for row in await self.at.command("+CPNETAPN?"):
            for part in row.split(" ") if row.count(":") > 1 else (row,):
                name, _, value = part.partition(":")
                found[name] = value.strip()
        if found.get("MODE") != "2":
            return None
        return found.get("APN"), found.get("USR"), ("none", "PAP", "CHAP")[int(found.get("AUTHMODE") or 0)]

    def automatic_apn(self, enabled):
        """Await it to have the module take the APN the network gives, or not (9.3)."""
        return self.at.execute("+AUTOAPN", 1 if enabled else 0)
