"""Chapter 12: the commands of FTP."""

from ..engine import ERROR, OK, Enum, Int, Text, answer, command, error
from ..engine.commands import Command
from .filesystem import FileError
from .ftp_client import FILE, FtpFailure
from .payload import LATE, counted, take

FOLDER = "C:/USER/FTP/"
PIECE = Int(1, 1460)


def session(module):
    """The idle session over its open bearer."""
    module.bearers.expect_open(module.ftp.settings["FTPCID"])
    if module.ftp.name is not None:
        raise error(3)
    return module.ftp


def kept(name, section, kind, about):
    """A setting: AT+FTPPORT=<value>, AT+FTPPORT?, AT+FTPPORT=?"""
    key = name[1:]

    def write(module, value: kind):
        module.ftp.settings[key] = value

    def read(module):
        return f"{name}:{module.ftp.settings[key]}"

    return Command((name,), section, {"W": write, "R": read, "T": ()}, about)


def words(most):
    return Text(most, quoted=None)


PORT = kept("+FTPPORT", "12.1", Int(1, 65535), "Control port")
MODE = kept("+FTPMODE", "12.2", Int(1, 1), "Passive mode; there is no other")
KIND = kept("+FTPTYPE", "12.3", Enum("A", "I", quoted=None), "Text or binary")
PUT_OPTION = kept("+FTPPUTOPT", "12.4", Enum("APPE", "STOU", "STOR", quoted=None), "How to store")
BEARER = kept("+FTPCID", "12.5", Int(1, 3), "Which bearer")
RESTART = kept("+FTPREST", "12.6", Int(0, 0xFFFFFFFF), "Where to go on")
SERVER = kept("+FTPSERV", "12.7", words(49), "Server")
USER = kept("+FTPUN", "12.8", words(49), "User")
PASSWORD = kept("+FTPPW", "12.9", words(49), "Password")
GET_NAME = kept("+FTPGETNAME", "12.10", words(99), "Name of the file to get")
GET_PATH = kept("+FTPGETPATH", "12.11", words(255), "Its folder")
PUT_NAME = kept("+FTPPUTNAME", "12.12", words(99), "Name of the file to put")
PUT_PATH = kept("+FTPPUTPATH", "12.13", words(99), "Its folder")
TIMEOUT = kept("+FTPTIMEOUT", "12.26", Int(0, 3600), "Time limit")


def short(name, section, line, wanted, about):
    """A command that asks the server for one thing: OK, and later +<name>: 1,0 or an error."""
    def execute(module):
        ftp = session(module)
        module.after(lambda: ftp.start(name[1:], lambda client: ftp.ask(client, line(ftp), *wanted)))
        return OK

    return Command((name,), section, {"X": execute, "T": ()}, about)


MAKE_FOLDER = short("+FTPMKD", "12.14", lambda ftp: f"MKD {ftp.settings['FTPGETPATH']}", (257,), "Make the folder FTPGETPATH")
REMOVE_FOLDER = short("+FTPRMD", "12.15", lambda ftp: f"RMD {ftp.settings['FTPGETPATH']}", (250,), "Remove it")
DELETE = short("+FTPDELE", "12.27", lambda ftp: f"DELE {ftp.source}", (250,), "Delete a file")


@command("+FTPSIZE", section="12.24", test=())
def size(module):
    """Size of the file to get."""
    ftp = session(module)
    module.after(lambda: ftp.start("FTPSIZE", ftp.ask_size, lambda code: f"+FTPSIZE: 1,{code},0"))
    return OK


def download(name, section, line, about):
    """+FTPGET and +FTPLIST: 1 begins, 2 reads."""
    def write(module, mode: Int(1, 2), length: PIECE = None):
        ftp = module.ftp
        if mode == 1:
            session(module)
            restart = ftp.settings["FTPREST"] if name == "+FTPGET" else 0
            module.after(lambda: ftp.start(name[1:], lambda client: ftp.receive(client, line(ftp), restart)))
            return OK
        if length is None or ftp.name != name[1:]:
            return error(3)
        piece = ftp.read(length)
        return counted(f"{name}: 2,{len(piece)}", piece)

    return Command((name,), section, {"W": write, "T": ()}, about)


GET = download("+FTPGET", "12.16", lambda ftp: f"RETR {ftp.source}", "Download in pieces")
LIST = download("+FTPLIST", "12.23", lambda ftp: f"LIST {ftp.settings['FTPGETPATH']}", "Listing of a folder in pieces")


@command("+FTPPUT", section="12.17", test=())
async def put(module, mode: Int(1, 2), length: Int(0, 1360) = None):
    """Upload in pieces: 1 begins, 2 gives a piece (no prompt, its header invites), 2,0 ends."""
    ftp = module.ftp
    if mode == 1:
        session(module)
        module.after(lambda: ftp.start("FTPPUT", ftp.send))
    elif length is None or not ftp.uploading:
        return error(3)
    elif length == 0:
        ftp.finish()
    else:
        module.output.information(f"+FTPPUT: 2,{length}")
        piece, _ = await take(module, length, prompt=None)
        if not await ftp.write(piece):
            return ERROR
    return OK


@command("+FTPEXTGET", section="12.18")
class ExtendedGet:
    """1 get the whole file, 2 keep it in a file, 3 say it, 4 say it in pieces as it comes, 0 back to AT+FTPGET."""

    test = ()

    def read(module):
        ftp = module.ftp
        return f"+FTPEXTGET: 1,{ftp.progress}" if ftp.name == "FTPEXTGET" else "+FTPEXTGET: 0"

    def write(module, mode: Int(0, 4), what: Text(64, quoted=None) = None, length: Int(0, 302512) = None):
        ftp = module.ftp
        if mode == 0:
            ftp.extended_download, ftp.streamed = None, False
        elif mode == 1:
            session(module)
            module.after(lambda: ftp.start("FTPEXTGET", lambda client: ftp.fetch(client, lambda file: _whole(module, file))))
        elif mode == 4 and what is None:
            session(module)
            ftp.streamed = True
            module.after(lambda: ftp.start("FTPEXTGET", lambda client: ftp.fetch(client, lambda file: _stream(module, file))))
        elif ftp.extended_download is None:
            return error(3)
        elif mode == 4:
            return _next_piece(module, int(what) if what.isdigit() else 0)
        elif mode == 2 and what:
            return _store(module, what)
        elif mode == 3 and what and what.isdigit() and length is not None:
            piece = ftp.extended_download[int(what):][:length]
            return counted(f"+FTPEXTGET: 3,{len(piece)}", piece)
        else:
            return error(53)


def _whole(module, file):
    module.ftp.extended_download = file
    module.report("+FTPEXTGET: 1,0")


def _stream(module, file):
    module.ftp.extended_download = file
    _announce_piece(module)


async def _announce_next(module):
    await module.clock.sleep(0.1)
    _announce_piece(module)


def _announce_piece(module):
    module.report(f"+FTPEXTGET: 4,{min(1460, len(module.ftp.extended_download))}")


def _next_piece(module, length):
    ftp = module.ftp
    piece, ftp.extended_download = ftp.extended_download[:length], ftp.extended_download[length:]
    module.after(_announce_next(module))               # ...4,0 at the end
    return counted(f"+FTPEXTGET: 4,{len(piece)}", piece)


def _store(module, name):
    try:
        module.files.replace(FOLDER + name, module.ftp.extended_download)
    except FileError:
        return ERROR
    return f"+FTPEXTGET: 2,{len(module.ftp.extended_download)}"


@command("+FTPEXTPUT", section="12.19", test=())
async def extended_put(module, mode: Int(0, 2), position: Int(0, 307200) = None, length: Int(1, 307200) = None,
                       milliseconds: Int(1000, 1000000) = 10000):
    """1 collect what is to be put, 2 a piece of it, 0 back to AT+FTPPUT in pieces."""
    ftp = module.ftp
    if mode < 2:
        ftp.extended_upload = b"" if mode else None
        return OK
    if ftp.extended_upload is None or position is None or length is None:
        return error(3)
    module.output.information(f"+FTPEXTPUT: {position},{length}")
    piece, ending = await take(module, length, within=milliseconds / 1000, prompt=None)
    if ending == LATE:
        return ERROR
    before = ftp.extended_upload.ljust(position, b"\0")
    ftp.extended_upload = before[:position] + piece + before[position + length:]


@command("+FTPFILEPUT", section="12.22", test=())
def file_put(module, on: Int(0, 1), path: Text(128, quoted=None) = None):
    """A file as what AT+FTPPUT=1 puts."""
    try:
        module.ftp.extended_upload = module.files.read(path or "") if on else None
    except FileError:
        return ERROR


@command("+FTPGETTOFS", section="12.20")
class GetToFile:
    """Download into a file of C:/USER/FTP (0) or D:/FTP (1)."""

    test = ()

    def write(module, place: Int(0, 1), name: Text(64, least=1, quoted=None), tries: Int(0, 255) = 3, wait: Int(0, 60) = 5):
        ftp = session(module)

        def keep(file):
            try:
                module.files.replace((FOLDER, "D:/FTP/")[place] + name, file)
            except FileError:
                raise FtpFailure(FILE, final=True) from None
            module.report(f"+FTPGETTOFS: 0,{len(file)}")
        module.after(lambda: ftp.start("FTPGETTOFS", lambda client: ftp.fetch(client, keep),
                                       lambda code: f"+FTPGETTOFS: {code}", tries, wait))
        return OK

    def read(module):
        done = module.ftp.progress
        return f"+FTPGETTOFS: 1,{done},{done}" if module.ftp.name == "FTPGETTOFS" else "+FTPGETTOFS: 0"


@command("+FTPPUTFRMFS", section="12.21")
class PutFromFile:
    """Upload a file."""

    test = ()

    def write(module, path: Text(128, least=1, quoted=None), tries: Int(0, 255) = 3, wait: Int(0, 60) = 5):
        ftp = session(module)
        try:
            content = module.files.read(path)
        except FileError:
            return ERROR

        def tell():
            module.report(f"+FTPPUTFRMFS: 0,{len(content)}")
        module.after(lambda: ftp.start("FTPPUTFRMFS", lambda client: ftp.put(client, content, tell),
                                       lambda code: f"+FTPPUTFRMFS: {code}", tries, wait))
        return OK

    def read(module):
        return f"+FTPPUTFRMFS: 1,{module.ftp.progress}" if module.ftp.name == "FTPPUTFRMFS" else "+FTPPUTFRMFS: 0"


@command("+FTPSTATE", section="12.25", test=())
def state(module):
    """0 idle, 1 at work."""
    return f"+FTPSTATE: {int(module.ftp.name is not None)}"


@command("+FTPSCONT", section="12.26")
class Saved:
    """Keep the settings over a restart; show them."""

    def execute(module):
        module.storage.set("ftp", dict(module.ftp.settings))

    def read(module):
        saved = module.storage.get("ftp") is not None
        return answer(f"+FTPSCONT: {0 if saved else 1}", *(f"+{key}: {value}" for key, value in module.ftp.settings.items()))


@command("+FTPQUIT", section="12.28", test=())
def leave(module):
    """End what is under way: +<operation>: 1,86."""
    return OK if module.ftp.quit() else ERROR
