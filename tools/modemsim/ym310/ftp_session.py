"""FTP as the module does it: settings, and one operation at a time that tells how it goes by itself."""

from .ftp_client import NET, FtpClient, FtpFailure

QUIT, READY, FINISHED = 86, 1, 0                       # values of the second field of +FTPGET: 1,<...>
IDLE_SECONDS, MOST_PER_WRITE = 32, 1360                # as a module of the family was seen to behave
DEFAULTS = {"FTPSERV": "", "FTPPORT": 21, "FTPUN": "", "FTPPW": "", "FTPCID": 1, "FTPMODE": 1, "FTPTYPE": "I",
            "FTPPUTOPT": "STOR", "FTPREST": 0, "FTPGETNAME": "", "FTPGETPATH": "/", "FTPPUTNAME": "", "FTPPUTPATH": "/",
            "FTPTIMEOUT": 0}


class FtpSession:
    """``name`` of the operation under way (None: idle), what it has received, the link it sends on."""

    def __init__(self, module):
        self.module = module
        self.settings = {**DEFAULTS, **module.storage.get("ftp", {})}
        self.name = self._task = self._upload = self._idle = None
        self.received, self.complete, self.announced = bytearray(), False, False
        self.extended_download = None                  # AT+FTPEXTGET=1: the whole file; None: off
        self.extended_upload = None                    # AT+FTPEXTPUT=1, AT+FTPFILEPUT=1: what is to be sent
        self.streamed = False                          # AT+FTPEXTGET=4
        self.progress = 0
        self.whole, self.stored = bytearray(), False   # of a file: what has come of it, whether the server has a beginning

    @property
    def source(self):
        return self.settings["FTPGETPATH"].rstrip("/") + "/" + self.settings["FTPGETNAME"]

    @property
    def destination(self):
        return self.settings["FTPPUTPATH"].rstrip("/") + "/" + self.settings["FTPPUTNAME"]

    # -- one operation --

    def start(self, name, work, failed=None, tries=0, wait=0):
        """Run ``work(client)`` within a session; tells +<name>: 1,<error> if it fails, and so do ``tries`` more."""
        self.name, self.progress = name, 0
        self.whole, self.stored = bytearray(), False
        self._task = self.module.spawn(self._run(name, work, failed or (lambda code: f"+{name}: 1,{code}"), tries, wait))

    async def _run(self, name, work, failed, tries, wait):
        try:
            failure = await self._attempt(work)
            while failure and not failure.final and tries:
                tries -= 1
                await self.module.clock.sleep(wait)
                failure = await self._attempt(work)
            if failure:
                self.module.report(failed(failure.code))
        finally:
            if self.name == name:
                self.name = None

    async def _attempt(self, work):
        """One session with the server: the failure it ended with."""
        settings = self.settings
        client = FtpClient(self.module, settings["FTPSERV"], settings["FTPPORT"])
        try:
            await client.log_in(settings["FTPUN"], settings["FTPPW"], settings["FTPTYPE"])
            await work(client)
        except FtpFailure as failure:
            return failure
        finally:
            client.close()

    def quit(self):
        """AT+FTPQUIT. False: nothing is under way."""
        name, self.name = self.name, None
        if name is None:
            return False
        self._task.cancel()
        self._upload = None
        self.received.clear()
        self.module.after(f"+{name}: 1,{QUIT}")
        return True

    def lose(self):
        """The bearer is gone."""
        name, self.name = self.name, None
        if name is not None:
            self._task.cancel()
            self._upload = None
            self.received.clear()
            self.module.report(f"+{name}: 1,{NET}")

    # -- download --

    async def receive(self, client, line, restart=0):
        """AT+FTPGET, AT+FTPLIST: announce what comes; over when all of it was read."""
        self.received.clear()
        self.complete = self.announced = False
        name = self.name
        data = await client.transfer(line, restart)
        while piece := await data.read(4096):
            self.received += piece
            if not self.announced:
                self.announced = True
                self.module.report(f"+{name}: 1,{READY}")
        data.close()
        await client.finished()
        self.complete = True
        while self.received:
            await self.module.clock.sleep(0.2)
        self.module.report(f"+{name}: 1,{FINISHED}")

    def read(self, length):
        piece = bytes(self.received[:length])
        del self.received[:length]
        self.announced = bool(self.received)
        return piece

    async def fetch(self, client, tell):
        """The whole file at once, behind what an earlier attempt has brought; ``tell(file)`` at its end."""
        whole = self.whole
        data = await client.transfer(f"RETR {self.source}", self.settings["FTPREST"] + len(whole))
        while piece := await data.read(4096):
            whole += piece
            self.progress = len(whole)
        data.close()
        await client.finished()
        tell(bytes(whole))

    # -- upload --

    async def send(self, client):
        """AT+FTPPUT: take pieces by ``write`` until ``finish`` or a long silence."""
        whole = self.extended_upload
        data = await client.transfer(f"{self.settings['FTPPUTOPT']} {self.destination}".rstrip("/"))
        if whole is None:
            self.module.report(f"+FTPPUT: 1,{READY},{MOST_PER_WRITE}")
            await self._pieces(data)
        else:
            await data.write(whole)
        data.close()
        await client.finished()
        self.module.report(f"+FTPPUT: 1,{FINISHED}")

    async def _pieces(self, data):
        self._upload, self._idle = data, 0
        while self._upload and self._idle < IDLE_SECONDS:
            await self.module.clock.sleep(0.1)
            self._idle += 0.1
        self._upload = None

    @property
    def uploading(self):
        return self._upload is not None

    async def write(self, piece):
        self._idle = 0
        return self._upload is not None and await self._upload.write(piece)

    def finish(self):
        self._upload = None

    async def put(self, client, content, tell):
        """A file of the module's own; another attempt goes on behind what the server has."""
        verb, start = "STOR", 0
        if self.stored:
            verb, start = "APPE", await client.size(self.destination)
        data = await client.transfer(f"{verb} {self.destination}")
        self.stored = True
        await data.write(content[start:])
        self.progress = len(content)
        data.close()
        await client.finished()
        tell()

    # -- the short ones --

    async def ask(self, client, line, *wanted):
        """One command and its reply: +<name>: 1,0."""
        name = self.name
        await client.say(line, *wanted)
        self.module.report(f"+{name}: 1,{FINISHED}")

    async def ask_size(self, client):
        self.module.report(f"+FTPSIZE: 1,0,{await client.size(self.source)}")
