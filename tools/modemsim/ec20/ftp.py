"""FTP commands (Quectel EC2x FTP(S) AT Commands Manual, chapter 2)."""

import asyncio

from ..engine import CONNECT, OK, Int, Keyed, PayloadTimeout, Text, command, error
from ..standard.packet import Cid
from .ftp_client import BUSY, CONTROL_CLOSED, INVALID, NETWORK, NO_FILE, TIMEOUT, FtpClient, Refused

CLOSED, OPENING, IDLE, TRANSFERRING, CLOSING = 4, 0, 1, 2, 3          # <ftpstat>
CLOSING_SECONDS = 0.4
Path, Local = Text(255, 1), Text(84, 1)


class Ftp:
    """The one FTP client, and its settings."""

    def __init__(self, module):
        self.module = module
        self.settings = {"account": ("", ""), "filetype": 0, "transmode": 0, "contextid": 1, "rsptimeout": 90, "ssltype": 0,
                         "sslctxid": 0}
        self.client, self.state, self.length = None, CLOSED, 0

    def ready(self, state=IDLE):
        """Raises what forbids a command; the client."""
        if self.state in (OPENING, TRANSFERRING, CLOSING):
            raise error(BUSY)
        if state != self.state:
            raise error(CONTROL_CLOSED if state == IDLE else BUSY)
        return self.client

    def run(self, name, work, shown=lambda value: value):
        """Do what takes time; then +QFTP...: error, value or the server's reply."""
        self.state = OPENING if name == "QFTPOPEN" else TRANSFERRING
        self.module.after(self._run(name, work, shown))
        return OK

    async def _run(self, name, work, shown):
        code, value = 0, 0
        try:
            value = shown(await self.module.clock.limit(self.settings["rsptimeout"], work))
        except Refused as refusal:
            code, value = refusal.code, refusal.reply
            if self.settings["contextid"] not in self.module.tcpip.active:
                code, value = NETWORK, 0
        except asyncio.TimeoutError:
            code = TIMEOUT
        if self.state in (OPENING, TRANSFERRING):
            self.state = IDLE
            if code in (CONTROL_CLOSED, NETWORK, TIMEOUT, 604, 614) or code and name == "QFTPOPEN":
                self.end()
        self.module.report(f"+{name}: {code},{value}")

    def end(self):
        if self.client:
            self.client.close()
        self.client, self.state = None, CLOSED

    def context_lost(self, cid):
        if self.client and cid == self.settings["contextid"]:
            self.client.close()


settings = Keyed("Settings of FTP; a key alone asks.")


@settings.key("account")
def account(module, user: Text(255) = None, password: Text(255) = ""):
    if user is None:
        user, password = module.ftp.settings["account"]
        return f'+QFTPCFG: "account","{user}","{"*" * len(password)}"'
    module.ftp.settings["account"] = user, password


def _setting(name, kind):
    def setting(module, value: kind = None):
        if value is None:
            return f'+QFTPCFG: "{name}",{module.ftp.settings[name]}'
        module.ftp.settings[name] = value
    settings.key(name)(setting)


_setting("filetype", Int(0, 1))
_setting("transmode", Int(0, 1))
_setting("contextid", Cid)
_setting("rsptimeout", Int(20, 180))
_setting("ssltype", Int(0, 2))
_setting("sslctxid", Int(0, 5))

qftpcfg = command("+QFTPCFG", section="2.1", test=(
    '+QFTPCFG: "account",<username>,<password>', '+QFTPCFG: "filetype",(0,1)', '+QFTPCFG: "transmode",(0,1)',
    '+QFTPCFG: "contextid",(1-16)', '+QFTPCFG: "rsptimeout",(20-180)', '+QFTPCFG: "ssltype",(0-2)',
    '+QFTPCFG: "sslctxid",(0-5)'))(settings)


@command("+QFTPOPEN", section="2.2")
class Open:
    """Log in at a server."""

    test = '+QFTPOPEN: "hostname",(1-65535)'

    def write(module, host: Text(200, 1), port: Int(1, 65535) = 21):
        ftp = module.ftp
        ftp.ready(CLOSED)
        if ftp.settings["contextid"] not in module.tcpip.active:
            return error(NETWORK)
        ftp.client = FtpClient(module, host, port)
        return ftp.run("QFTPOPEN", ftp.client.log_in(*ftp.settings["account"], "IA"[ftp.settings["filetype"]]), lambda value: 0)


@command("+QFTPCLOSE", section="2.22", test=())
def close(module):
    """Leave the server: that it is done is told later, and until then everything is refused."""
    ftp = module.ftp
    if ftp.state in (CLOSED, CLOSING):
        return error(CONTROL_CLOSED if ftp.state == CLOSED else BUSY)
    ftp.state = CLOSING

    async def leave():
        await module.clock.sleep(CLOSING_SECONDS)
        ftp.end()
        module.report("+QFTPCLOSE: 0,0")
    module.after(leave())
    return OK


# -- folders and names --

def _asking(name, section, verb, *wanted, shown=lambda value: 0):
    def write(module, path: Path):
        client = module.ftp.ready()
        return module.ftp.run(name, client.say(f"{verb} {path}", *wanted), lambda value: shown(client))
    write.__doc__ = f"{verb} of the server."
    return command("+" + name, section=section, test=())(write)


change_folder = _asking("QFTPCWD", "2.3", "CWD", 250)
size = _asking("QFTPSIZE", "2.10", "SIZE", 213, shown=lambda client: int(client.reply))
delete = _asking("QFTPDEL", "2.11", "DELE", 250)
make_folder = _asking("QFTPMKDIR", "2.12", "MKD", 257)
remove_folder = _asking("QFTPRMDIR", "2.13", "RMD", 250)
modified = _asking("QFTPMDTM", "2.17", "MDTM", 213, shown=lambda client: f'"{client.reply}"')


@command("+QFTPPWD", section="2.4", test=())
def folder(module):
    """The current folder."""
    client = module.ftp.ready()
    return module.ftp.run("QFTPPWD", client.say("PWD", 257), lambda value: '"' + client.reply.split('"')[1] + '"')


@command("+QFTPRENAME", section="2.14")
def rename(module, old: Path, new: Path):
    """Rename a file."""
    client = module.ftp.ready()

    async def work():
        await client.say(f"RNFR {old}", 350)
        await client.say(f"RNTO {new}", 250)
        return 0
    return module.ftp.run("QFTPRENAME", work())


@command("+QFTPSTAT", section="2.20", test=())
def status(module):
    """State of the session."""
    module.after(f"+QFTPSTAT: 0,{module.ftp.state}")
    return OK


@command("+QFTPLEN", section="2.21", test=())
def length(module):
    """Bytes of the last transfer."""
    module.after(f"+QFTPLEN: 0,{module.ftp.length}")
    return OK


# -- transfers --

async def _fetch(module, name, line, local, restart=0, most=None):
    """To the host behind CONNECT, or into a file, which holds what came also when the transfer breaks."""
    ftp = module.ftp
    client = ftp.ready()
    if local.upper() != "COM:":
        full = module.files.full_name(local)

        async def keep():
            data = bytearray()
            try:
                ftp.length = await client.receive(line, data.extend, restart, most)
            finally:
                if len(data) - len(module.files.all().get(full, b"")) > module.files.free(full.partition(":")[0]):
                    raise Refused(NO_FILE)
                module.files.write(full, bytes(data))
            return ftp.length
        return ftp.run(name, keep())
    module.output.result(CONNECT, more=True)
    return_code, value = 0, 0
    ftp.state = TRANSFERRING
    try:
        value = ftp.length = await client.receive(line, module.output.raw, restart, most)
    except Refused as refusal:
        return_code, value = refusal.code, refusal.reply
    ftp.state = IDLE
    module.after(f"+{name}: {return_code},{value}")
    return OK


@command("+QFTPGET", section="2.6")
class Get:
    """Fetch a file, or a part of it."""

    test = '+QFTPGET: <file_name>,<local_name>,<startpos>,<downloadlen>'

    async def write(module, path: Path, local: Local, start: Int(0, 0xFFFFFFFF) = 0, length: Int(0, 0xFFFFFFFF) = 0):
        return await _fetch(module, "QFTPGET", f"RETR {path}", local, start, length or None)


@command("+QFTPLIST", section="2.8")
class List:
    """Listing of a folder."""

    test = '+QFTPLIST: <path>,<local_name>'

    async def write(module, path: Path, local: Local):
        return await _fetch(module, "QFTPLIST", f"LIST {path}", local)


@command("+QFTPNLST", section="2.9")
class Names:
    """Names in a folder."""

    test = '+QFTPNLST: <path>,<local_name>'

    async def write(module, path: Path, local: Local):
        return await _fetch(module, "QFTPNLST", f"NLST {path}", local)


@command("+QFTPPUT", section="2.5")
class Put:
    """Store a file of the module, or what the host gives behind CONNECT."""

    test = '+QFTPPUT: <file_name>,<local_name>,<startpos>,<uploadlen>,(0,1)'

    async def write(module, path: Path, local: Local, start: Int(0, 0xFFFFFFFF) = 0, length: Int(1, 1024000) = None,
                    end: Int(0, 1) = 1):
        ftp = module.ftp
        client = ftp.ready()
        if local.upper() != "COM:":
            content = module.files.all()[module.files.find(local)]
        elif length is None:
            return error(INVALID)
        else:
            try:
                content = await module.prompt(CONNECT, length, ftp.settings["rsptimeout"])
            except PayloadTimeout:
                return error(TIMEOUT)

        async def store():
            ftp.length = await client.send(f"STOR {path}", content, start)
            return ftp.length
        return ftp.run("QFTPPUT", store())
