"""Chapter 8: the commands of the file system. What goes wrong is always the bare ERROR."""

from ..engine import ERROR, Int, Text, answer, command, final
from ..standard.settings import setting
from .filesystem import FileError
from .payload import LATE, take

NAME, SIZE = Text(64, least=1, quoted=None), Int(1, 10240)


def on_files(name, section, about):
    """A command of one name: does something with the file system, or ERROR."""
    def declare(function):
        def write(module, path: NAME):
            try:
                return function(module.files, path)
            except FileError:
                return ERROR
        write.__doc__ = about
        return command(name, section=section, test=())(write)
    return declare


@on_files("+FSCREATE", "8.1", "Create a file.")
def create(files, path):
    files.create(path)


@on_files("+FSDEL", "8.10", "Delete a file.")
def delete(files, path):
    files.delete(path)


@on_files("+FSMKDIR", "8.8", "Create a folder.")
def make_folder(files, path):
    files.make_folder(path)


@on_files("+FSRMDIR", "8.9", "Remove a folder.")
def remove_folder(files, path):
    files.remove_folder(path)


@on_files("+FSFLSIZE", "8.11", "Size of a file (the manual's headings say FSFSIZE).")
def size(files, path):
    return f"+FSFLSIZE: {len(files.read(path))}"


@on_files("+FSLS", "8.6", "Names in a folder; those of folders end in a backslash.")
def listing(files, path):
    return files.listing(path)


@command("+FSREAD", section="8.2", test=())
def read(module, path: NAME, mode: Int(0, 1), length: SIZE, position: Int(0, 0xFFFFFFFF) = 0):
    """Read from the start or from a position: the bytes as they are, fewer if there are no more."""
    try:
        data = module.files.read(path)
    except FileError:
        return ERROR
    data = data[position if mode else 0:][:length]
    return answer(b"+FSREAD:" + data if module.file_heads else data, blank=False)


READ_HEAD = setting("+FSREADHEAD", "8.3", Int(0, 1), "+FSREAD: before what is read", store="", key="file_heads")


@command("+FSWRITE", section="8.4", test=())
async def write(module, path: NAME, mode: Int(0, 1), length: SIZE, seconds: Int(1, 4294967295)):
    """Over the start (0) or behind the end (1); TimeOut when the bytes do not come in time."""
    try:
        module.files.read(path)
        data, ending = await take(module, length, within=seconds, prompt=">")
        if ending == LATE:
            return final("TimeOut", success=False)
        module.files.write(path, data, append=mode == 1)
    except FileError:
        return ERROR


@command("+FSDRIVE", section="8.5", test=())
def drive(module, kind: Int(0, 1)):
    """Letter of the flash (0) or of the memory card (1)."""
    return f"+FSDRIVE:{'CD'[kind]}"


@command("+FSMEM", section="8.7")
class Free:
    """Free bytes."""

    test = ()

    def execute(module):
        return f"+FSMEM: {module.files.free()} bytes"
