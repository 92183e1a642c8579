# Yuge YM310 sockets: six links, or a single one without a number. Source: manual chapter 9.
from .. import sockets
from ..dialogue import line, raw_line
from ..errors import Busy, CommandError, LinkLost, Timeout
from ..fields import Counted, field_at
from ..loading import passing


class Socket(sockets.Socket):
    """One of the module's links."""

    opened = False
    quick = False  # True: `close` does not wait for the peer (manual 9.28)
    local_port = 0
    number = ()

    seldom = "yuge.socket_tools"  # acknowledged, unread, read_hex, send_until

    def _texts(self, *texts):
        # For its links the manual prints 1,CONNECT OK and 4, CONNECT OK.
        number = self.number
        if number:
            return [b"%d,%s" % (number[0], text) for text in texts] + [b"%d, %s" % (number[0], text) for text in texts]
        return texts

    async def _open(self, host, port, tls, local_port, timeout_ms):
        """AT+CLPORT (manual 9.8), CIPSSL (9.6), CIPSTART (9.9)."""
        modem = self.service.modem
        if tls is not None and self.kind == "udp":
            raise ValueError("tls: tcp only")
        await modem.packet.start()
        if not modem.packet.single:
            self.number = (self.index,)
        elif self.index:
            raise Busy("the single link is in use")
        at = self.at
        number = self.number
        kind = self.kind.upper()
        if tls is not None:
            await modem.tls.configure(self.index, tls, host)
        try:
            if local_port:
                self.local_port = local_port
                await at.execute("+CLPORT", *number, kind, local_port)
            async with modem.packet.lock:
                # The switch is one for all links; each takes it with it when it starts.
                await at.execute("+CIPSSL", 0 if tls is None else 1)
                await at.execute("+CIPSTART", *number, kind, host, port)
            await self.changed.wait(timeout_ms)
            # A peer may greet and leave at once: opened it was.
            if not self.opened:
                raise self.error or Timeout(b"+CIPSTART")
        except BaseException:
            # It may still be connecting, or be open since before we came (ALREADY CONNECT).
            await self.close()
            raise

    async def _send(self, data, timeout_ms):
        """AT+CIPSEND with a length (manual 9.14)."""
        command = self.at.send("+CIPSEND", *self.number, len(data), payload=data, timeout_ms=timeout_ms)
        command.finals = [b"DATA ACCEPT:", b"TCP ERROR:", b"UDP ERROR:"]
        command.finals += self._texts(b"SEND OK", b"SEND FAIL")
        command.keep = raw_line
        # Behind CR alone, LF as the first byte of the data is eaten, and the module waits for one more (manual 9.14).
        command.echo += b"\n"
        try:
            answer = await command
            if b"FAIL" not in answer and b"ERROR" not in answer:
                return
        except CommandError as error:
            answer = error
        raise await passing("yuge.socket_tools").failure(answer, self)

    async def _read(self, buffer):
        """AT+CIPRXGET, mode 2 (manual 9.27)."""
        if self.local:
            return 0  # the link may be another's by now
        number = self.number
        n = min(len(buffer), self.profile.limits["receive"])
        try:
            return await self.at.read("+CIPRXGET", 2, *number, n, into=buffer, counted=Counted(1 + len(number)))
        except CommandError:
            return 0

    async def _close(self):
        """AT+CIPCLOSE (manual 9.28)."""
        at = self.at
        number = self.number
        if self.local_port:
            await at.execute("+CLPORT", *number, self.kind.upper(), 0)
        if self.quick:
            number += (1,)
        await at.execute("+CIPCLOSE", *number, finals=self._texts(b"CLOSE OK"), timeout_ms=self.profile.close_ms)


class Service(sockets.Sockets):
    """`modem.sockets` of the YM310. `modem.packet.single` True, before anything is opened: a single link.

    In single mode nothing tells whether a CLOSED is the link's or the MQTT session's: do not use both.
    """

    Socket = Socket

    def __init__(self, modem):
        super().__init__(modem)
        subscribe = self.at.subscribe
        subscribe(b"CONNECT OK", self._on_open, numbered=True)
        subscribe(b"CONNECT FAIL", self._on_end, numbered=True)
        subscribe(b"ALREADY CONNECT", self._on_end, numbered=True)
        subscribe(b"+CIPRXGET", self._on_data)
        subscribe(b"TCP ERROR", self._on_error)
        subscribe(b"UDP ERROR", self._on_error)

    def _link(self, digest, field=0):
        index = digest.integer(field_at(digest, field, digest.stop))
        if index is None and self.modem.packet.single:
            index = 0
        return self.links[index] if index is not None and index < len(self.links) else None

    def _on_open(self, digest):
        link = self._link(digest)
        if link is not None:
            link.opened = True
            link.changed.set()

    def _on_end(self, digest):
        link = self._link(digest)
        if link is not None:
            link.ended = True
            link.lost(LinkLost(line(digest), b"+CIPSTART"))

    _on_closed = _on_end

    def _on_error(self, digest):
        # It names no link: with six of them CLOSED does.
        link = self.links[0]
        if link is not None and self.modem.packet.single:
            link.lost(passing("yuge.socket_tools").error_of(line(digest), b"+CIPSTART"))

    def _on_data(self, digest):
        # +CIPRXGET: 1,3 comes once, until the data is fetched (manual 9.27); with a single link +CIPRXGET: 1.
        link = self._link(digest, 1)
        if link is not None:
            link.arrived.set()

    def push(self, limit=4096):
        """Have the module push what arrives instead of waiting to be asked, for links opened from the next context on.

        Up to `limit` bytes a link wait here. What finds no room is counted in the link's `dropped`, and ends a TCP link.
        Manual 9.22 to 9.25.
        """
        from .pushed import install

        install(self, limit)

    async def status(self):
        """The state of manual 9.40 ("IP STATUS", "IP PROCESSING" ...) and a list of the links' states ("CONNECTED" ...).

        The list is empty with a single link. Raises CommandError, Timeout. Worst case 9.3 s (manual 9.17).
        """
        command = self.at.rows("+CIPSTATUS")
        command.bare = command.continues = True  # OK comes first
        command.linger_ms = 300
        rows = await command
        return rows[0][0].partition(":")[2].strip(), [row[-1] for row in rows[1:]]
