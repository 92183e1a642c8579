"""File commands (Quectel EC2x FILE AT Commands Manual, chapter 2)."""

from ..engine import CONNECT, OK, Enum, Int, PayloadTimeout, Text, command, error
from .file_store import CAPACITY, EXISTS, INVALID_INPUT, READ_ZERO, TIMEOUT, WRITE_FAILED, checksum

Name = Text(84, 1)
Handle = Int(0, 0xFFFFFFFF)
ACKNOWLEDGED = 1024                                    # bytes per "A" of an upload with <ackmode> 1


@command("+QFLDS", section="2.1")
class Space:
    """Free and total space of a drive."""

    test = '+QFLDS: "UFS","RAM"'

    def execute(module):
        return f"+QFLDS: {sum(len(data) for data in module.files.all().values())},{len(module.files.all())}"

    def write(module, drive: Enum(*CAPACITY)):
        return f"+QFLDS: {module.files.free(drive)},{CAPACITY[drive]}"


@command("+QFLST", section="2.2")
class List:
    """Names and sizes."""

    test = ()

    def execute(module):
        return _listing(module, "UFS:*")

    def write(module, pattern: Text(84, 1)):
        return _listing(module, pattern)


def _listing(module, pattern):
    files = module.files
    drive = pattern[:-1] if pattern in ("UFS:*", "RAM:*") else "UFS:" if pattern == "*" else None
    if drive is None:
        full = files.find(pattern)
        return f'+QFLST: "{full}",{len(files.all()[full])}'
    return [f'+QFLST: "{name}",{len(data)}' for name, data in sorted(files.all().items()) if name.startswith(drive)]


@command("+QFDEL", section="2.3")
class Delete:
    """Delete a file, or all of a drive."""

    test = '+QFDEL: "filename"'

    def write(module, name: Name):
        files = module.files
        if name in ("*", "UFS:*", "RAM:*"):
            drive = "UFS:" if name == "*" else name[:-1]
            for full in files.all():
                if full.startswith(drive):
                    files.delete(full)
            return OK
        files.delete(files.find(name))
        return OK


@command("+QFUPL", section="2.4")
class Upload:
    """Upload a file; an existing one is not replaced."""

    test = '+QFUPL: "filename",(1-3776512),(1-65535),(0,1)'

    async def write(module, name: Name, size: Int(1, 3776512) = 10240, timeout: Int(1, 65535) = 5, acknowledged: Int(0, 1) = 0):
        files = module.files
        full = files.full_name(name)
        if full in files.all():
            return error(EXISTS)
        if size > files.free(full.partition(":")[0]):
            return error(403)
        data = b""
        prompt = CONNECT
        try:
            if not acknowledged:
                data = await module.prompt(prompt, size, timeout)
            while len(data) < size:
                data += await module.prompt(prompt, min(ACKNOWLEDGED, size - len(data)), timeout)
                prompt = None
                if len(data) % ACKNOWLEDGED == 0:
                    module.output.raw(b"A")
        except PayloadTimeout:
            return error(TIMEOUT)
        files.write(full, data)
        return f"+QFUPL: {len(data)},{checksum(data)}"


@command("+QFDWL", section="2.5")
class Download:
    """Give out a file."""

    test = '+QFDWL: "filename"'

    def write(module, name: Name):
        data = module.files.all()[module.files.find(name)]
        _give(module, CONNECT, data)
        module.output.information(f"+QFDWL: {len(data)},{checksum(data)}")
        return OK


def _give(module, head, data):
    """CONNECT, a line end, the bytes as they are."""
    module.output.result(head, more=True)
    module.output.raw(data)


@command("+QFOPEN", section="2.6")
class Open:
    """Open a file: 0 made if missing, 1 emptied, 2 for reading."""

    test = '+QFOPEN: "filename",(0-2)'

    def read(module):
        return [f'+QFOPEN: "{file.name}",{handle},{file.mode}' for handle, file in sorted(module.files.handles.items())]

    def write(module, name: Name, mode: Int(0, 2) = 0):
        return f"+QFOPEN: {module.files.open(name, mode)}"


@command("+QFREAD", section="2.7")
class Read:
    """Read from where the handle stands."""

    test = "+QFREAD: <filehandle>,<length>"

    def write(module, handle: Handle, length: Int(1, 3776512) = None):
        file = module.files.handle(handle)
        data = module.files.content(file.name)[file.position:]
        data = data if length is None else data[:length]
        if not data:
            return error(READ_ZERO)
        file.position += len(data)
        module.output.information(f"CONNECT {len(data)}")
        module.output.raw(data)
        return OK


@command("+QFWRITE", section="2.8")
class Write:
    """Write where the handle stands."""

    test = "+QFWRITE: <filehandle>,<length>,<timeout>"

    async def write(module, handle: Handle, length: Int(1, 3776512) = 10240, timeout: Int(1, 65535) = 5):
        file = module.files.handle(handle)
        if file.mode == 2:
            return error(WRITE_FAILED)
        try:
            data = await module.prompt(CONNECT, length, timeout)
        except PayloadTimeout as partial:
            data = partial.data
        content = module.files.content(file.name)
        at = file.position
        content = content[:at].ljust(at, b"\0") + data + content[at + len(data):]
        module.files.write(file.name, content)
        file.position = at + len(data)
        return f"+QFWRITE: {len(data)},{len(content)}"


@command("+QFSEEK", section="2.9")
class Seek:
    """Move the handle: from the start, from here, from the end."""

    test = "+QFSEEK: <filehandle>,<offset>,(0-2)"

    def write(module, handle: Handle, offset: Int(0, 3776512), origin: Int(0, 2) = 0):
        file = module.files.handle(handle)
        size = len(module.files.content(file.name))
        position = offset if origin == 0 else file.position + offset if origin == 1 else size - offset
        if not 0 <= position <= size:
            return error(INVALID_INPUT)
        file.position = position
        return OK


@command("+QFPOSITION", section="2.10")
def position(module, handle: Handle):
    """Where the handle stands."""
    return f"+QFPOSITION: {module.files.handle(handle).position}"


@command("+QFTUCAT", section="2.11")
def truncate(module, handle: Handle):
    """Cut the file off where the handle stands."""
    file = module.files.handle(handle)
    module.files.write(file.name, module.files.content(file.name)[:file.position])
    return OK


@command("+QFCLOSE", section="2.12")
def close(module, handle: Handle):
    """Close a handle."""
    module.files.handle(handle)
    del module.files.handles[handle]
    return OK
