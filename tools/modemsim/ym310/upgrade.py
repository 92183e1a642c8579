"""Chapter 4.21: firmware update over the air. The vendor's server has nothing newer.

A firmware is any file whose first line is its revision, ``YM310.X09_AT.U60_R2.1.0.250101``.
"""

import re

from ..engine import Enum, Text, command, error
from .http_client import HttpFailure, request
from .identity import revision_of

DEFAULTS = {"KEY": "", "AUTO": "1", "PERIOD": "86400", "URL": ""}
INVALID_URL, NETWORK, CONNECT, INVALID_FILE, ANSWER, STORE, OTHER = range(-1000, -1007, -1)
INVALID_FIRMWARE, ALREADY_NEWEST = 26, 27
PATIENCE = 60                                          # seconds for the server
FLASH = 600_000                                        # bytes a firmware may have
FLASH_SPEED = 100_000                                  # bytes a second
REST, WRITING = 1, 3                                   # seconds from the last byte to the restart; of writing, deaf


class Failure(Exception):
    """The numbers behind ``+UPGRADE: 2,``: error code, HTTP status, cause."""


class Update:
    """Parameters, and how far the update is; built anew at each start of the module."""

    def __init__(self, module):
        self.module, self.state, self.fault = module, "0", None
        self.parameters = {**DEFAULTS, **module.storage.get("upgrade", {})}
        self.writing = module.storage.get("firmware")
        self._timer = self._work = None
        self.schedule()

    def set(self, tag, value, keep):
        self.parameters[tag] = value
        if keep:
            self.module.storage.set("upgrade", {**self.module.storage.get("upgrade", {}), tag: value})
        self.schedule()

    def schedule(self):
        """Look by itself every period, if it is told to and has a server."""
        if self._timer:
            self._timer.cancel()
        wanted = self.parameters["AUTO"] == "1" and (self.parameters["URL"] or self.parameters["KEY"])
        self._timer = self.module.spawn(self._regularly(int(self.parameters["PERIOD"]))) if wanted else None

    async def _regularly(self, seconds):
        while True:
            await self.module.clock.sleep(seconds)
            self.start()

    def start(self):
        if self._work is None or self._work.done():
            self.state = "1,1"
            self._work = self.module.spawn(self._update())

    async def _update(self):
        module = self.module
        try:
            revision = await self._fetch()
        except Failure as failure:
            self.state = "2,{},{},{}".format(*failure.args)
            return
        self.state = "2"
        module.storage.set("firmware", revision)
        await module.clock.sleep(REST)
        module.restart()

    async def _fetch(self):
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise Failure(fault, 0, 0)
        url = self.parameters["URL"]
        if not url:
            await self.module.clock.sleep(2)
            raise Failure(ANSWER, 200, ALREADY_NEWEST)
        if not re.fullmatch(r"http://[\w.-]+(:\d+)?/\S+", url):
            raise Failure(INVALID_URL, 0, 0)
        if not self.module.packet.any_active:
            raise Failure(NETWORK, 0, 0)
        try:
            response = await request(self.module, "GET", url, (), b"", PATIENCE, watch=self._watch)
        except HttpFailure as failure:
            broken = failure.response                  # it had begun
            raise (Failure(OTHER, broken.status, 0) if broken else Failure(CONNECT, 0, 0)) from None
        if response.status != 200:
            raise Failure(ANSWER, response.status, 0)
        found = re.match(rb"YM310\.X09_[\w.]+", response.body)
        if not found:
            raise Failure(INVALID_FILE, 200, INVALID_FIRMWARE)
        revision = found[0].decode()
        if _number(revision) <= _number(revision_of(self.module)):
            raise Failure(ANSWER, 200, ALREADY_NEWEST)
        return revision

    async def _watch(self, size, length):
        if size > FLASH:
            raise Failure(STORE, 200, 0)
        before = int(self.state.partition(",")[2])
        self.state = f"1,{max(before, 1, min(100, size * 100 // (length or FLASH)))}"
        await self.module.clock.sleep(4096 / FLASH_SPEED)

    async def write(self):
        """The new firmware is written at the start, deaf and dumb; then it starts once more."""
        module = self.module
        await module.clock.sleep(WRITING)
        module.storage.set("revision", self.writing)
        module.storage.set("firmware", None)
        module.restart()


def _number(revision):
    return [int(part) for part in re.findall(r"\d+", revision.rpartition("_")[2])]


@command("+UPGRADE", section="4.21")
class Upgrade:
    """Parameters of the update, its state, starting it."""

    def write(module, tag: Enum(*DEFAULTS), value: Text(255, quoted=None) = None, keep: Enum("0", "1", quoted=False) = "0"):
        if value is None:
            shown = module.upgrade.parameters[tag]
            return f'+UPGRADE:"{tag}",{shown}' if tag in ("AUTO", "PERIOD") else f'+UPGRADE:"{tag}","{shown}"'
        if not _allowed(tag, value):
            return error(53)
        module.upgrade.set(tag, value, keep == "0")

    def read(module):
        return f"+UPGRADE: {module.upgrade.state}"

    def execute(module):
        module.upgrade.start()


def _allowed(tag, value):
    if tag == "AUTO":
        return value in ("0", "1")
    if tag == "PERIOD":
        return value.isdigit() and 60 <= int(value) <= 4294967296
    return True
