"""The module's files: flash (UFS:), memory (RAM:) that a reboot clears, and the handles that are open."""

from ..engine import error

CAPACITY = {"UFS": 3776512, "RAM": 1048576}
(INVALID_INPUT, TOO_LARGE, READ_ZERO, DRIVE_FULL, NOT_FOUND, INVALID_NAME, EXISTS, WRITE_FAILED, OPEN_FAILED, READ_FAILED,
 TOO_MANY_OPEN, NO_HANDLE, TIMEOUT) = 400, 401, 402, 403, 405, 406, 407, 409, 410, 411, 413, 416, 421
MOST_OPEN, FIRST_HANDLE = 10, 3000


def checksum(data):
    """16 bits: all pairs of bytes, the first one high, joined by exclusive or; an odd last byte is high."""
    value = 0
    for at, byte in enumerate(data):
        value ^= byte << (0 if at % 2 else 8)
    return f"{value:x}"


class OpenFile:
    """What stands behind a handle."""

    def __init__(self, name, mode):
        self.name, self.mode, self.position = name, mode, 0


class Files:
    """All files by full name (``UFS:cert.pem``); flash ones are kept by the storage."""

    def __init__(self, storage):
        self.storage = storage
        self.memory = {}                               # RAM:
        self.handles = {}

    @staticmethod
    def full_name(name):
        drive, colon, rest = name.partition(":")
        if not colon:
            drive, rest = "UFS", name
        drive = drive.upper()
        if drive not in CAPACITY or not rest or len(rest) > 80 or any(letter in rest for letter in '\\:*?"<>|'):
            raise error(INVALID_NAME)
        return f"{drive}:{rest}"

    def all(self):
        return {**self.storage.files, **self.memory}

    def content(self, name):
        """The bytes of a file; KeyError without one."""
        try:
            return self.all()[self.full_name(name)]
        except Exception:
            raise KeyError(name) from None

    def find(self, name):
        """Full name of a file that is there."""
        full = self.full_name(name)
        if full not in self.all():
            raise error(NOT_FOUND)
        return full

    def free(self, drive):
        return CAPACITY[drive] - sum(len(data) for name, data in self.all().items() if name.startswith(drive + ":"))

    def write(self, full, data):
        drive = full.partition(":")[0]
        if len(data) - len(self.all().get(full, b"")) > self.free(drive):
            raise error(DRIVE_FULL)
        if drive == "RAM":
            self.memory[full] = bytes(data)
        else:
            self.storage.write_file(full, bytes(data))

    def delete(self, full):
        if full in self.memory:
            del self.memory[full]
        else:
            self.storage.delete_file(full)

    def open(self, name, mode):
        """A new handle: mode 0 made if missing, 1 emptied, 2 only for reading."""
        full = self.full_name(name)
        if len(self.handles) >= MOST_OPEN:
            raise error(TOO_MANY_OPEN)
        if mode == 2 and full not in self.all():
            raise error(NOT_FOUND)
        if mode == 1 or full not in self.all():
            self.write(full, b"")
        handle = next(number for number in range(FIRST_HANDLE, FIRST_HANDLE + MOST_OPEN) if number not in self.handles)
        self.handles[handle] = OpenFile(full, mode)
        return handle

    def handle(self, number):
        if number not in self.handles:
            raise error(NO_HANDLE)
        return self.handles[number]
