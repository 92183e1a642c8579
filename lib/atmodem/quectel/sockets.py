# Quectel EC2x sockets: twelve links, TCP, UDP and TLS, in buffer mode. Source: TCP/IP manual 2.3, SSL manual 2.3.
from .. import sockets
from ..errors import CommandError, LinkLost, NotSupported, Timeout
from ..fields import Counted
from ..sched import Lock, sleep_ms

_COUNTED = Counted(0)
_CONTEXT = 5  # of TLS; MQTT takes them from 0 on
_SENT = (b"SEND OK", b"SEND FAIL")
_AGAIN_MS = 500


class Socket(sockets.Socket):
    """One of the module's links."""

    secure = opened = False

    def lost(self, error):
        """The link is gone: tell everyone who waits."""
        super().lost(error)
        self.at.forsake(self, error)

    async def _open(self, host, port, tls, local_port, timeout_ms):
        service = self.service
        modem = service.modem
        if tls is None:
            await modem.packet.ready()
            return await self._connect("+QIOPEN", timeout_ms, self.index, self.kind.upper(), host, port, local_port, 0)
        if self.kind == "udp":
            raise ValueError("tls: tcp only")
        if local_port:
            raise NotSupported("local_port: not with TLS")
        self.secure = True
        await modem.packet.ready()
        # The context may be filled anew as soon as the link is open.
        async with service.lock:
            await modem.tls.configure(_CONTEXT, tls, host)
            await self._connect("+QSSLOPEN", timeout_ms, _CONTEXT, self.index, host, port, 0)

    async def _connect(self, name, timeout_ms, *parameters):
        at = self.at
        again = True
        while True:
            command = at.make(name, (1,) + parameters, timeout_ms)
            command.link = self
            try:
                code = (await at.twice(command, (command.name,), (self.index,)))[1]
            except BaseException:
                await self.close()  # it may still be connecting
                raise
            if not code:
                break
            # What has failed must be closed all the same (manual 2.3.6); 563: it was open since before we came.
            await self._close()
            if code != 563 or not again:
                from .socket_words import failure

                if code in (561, 570):
                    self.service.modem.packet.up = False
                raise failure(command.name, code)
            again = False
        if self.error is not None:
            raise self.error
        self.opened = True

    async def _send(self, data, timeout_ms):
        name = "+QSSLSEND" if self.secure else "+QISEND"
        left = timeout_ms
        # SEND FAIL: the link is well, its buffer is full (manual 2.3.9).
        while await self.at.send(name, self.index, len(data), payload=data, finals=_SENT, timeout_ms=timeout_ms):
            if self.error is not None:
                raise self.error
            if left <= 0:
                raise Timeout(b"+QISEND")
            left -= _AGAIN_MS
            await sleep_ms(_AGAIN_MS)

    async def _read(self, buffer):
        if self.local:
            return 0  # the link may be another's by now
        n = min(len(buffer), self.profile.limits["receive"])
        if not n:  # 0 would ask how much there is
            self.arrived.set()
            raise ValueError("buffer: empty")
        try:
            return await self.at.read("+QSSLRECV" if self.secure else "+QIRD", self.index, n, into=buffer, counted=_COUNTED)
        except CommandError:
            if self.error is None:
                raise
            return 0

    async def unacknowledged(self):
        """How many bytes the peer has not acknowledged yet: what `write` has handed over is only in the module then.

        Raises CommandError, NotSupported with TLS, Timeout. Worst case 5 s (manual 2.3.9).
        """
        if self.secure:
            raise NotSupported("unacknowledged: not with TLS")
        return (await self.at.query("+QISEND", self.index, 0))[2]

    def _close(self):
        return self.at.execute("+QSSLCLOSE" if self.secure else "+QICLOSE", self.index, timeout_ms=self.profile.close_ms)


class Service(sockets.Sockets):
    """`modem.sockets` of the EC2x. Datagrams that wait in the module are read like a stream."""

    Socket = Socket

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        for prefix in (b"+QIURC", b"+QSSLURC"):
            self.at.subscribe(prefix + b': "recv",', self._on_data)
            self.at.subscribe(prefix + b': "closed",', self._on_closed)

    def _link(self, digest):
        index = digest.integer(digest.field)
        return self.links[index] if index is not None and 0 <= index < len(self.links) else None

    def _on_data(self, digest):
        # +QIURC: "recv",0 comes once, and not again before a read has found nothing (manual 2.3.11).
        link = self._link(digest)
        if link is not None:
            link.arrived.set()

    def _on_closed(self, digest):
        # Before it is open the link before it is meant.
        link = self._link(digest)
        if link is not None and link.opened:
            link.ended = True
            link.lost(LinkLost("closed by the peer", b"+QIURC"))

    def status(self):
        """Await it for the links as the module sees them: tuples of number, kind, address, port, own port, state, ...

        2 and 3 are states of a link that is open (real modules print either). TLS links are not among them. Raises CommandError,
        Timeout. Worst case 5 s (manual 2.3.8).
        """
        return self.at.rows("+QISTATE?")

    async def last_error(self):
        """Why the last command of sockets was answered by a bare ERROR: (number, text).

        Raises CommandError, Timeout. Worst case 5 s (manual 2.3.18).
        """
        return await self.at.query("+QIGETERROR")

    def configure(self, key, *values):
        """Await it to set one of AT+QICFG's settings, such as `configure("transpktsize", 512)`; without values to ask for it.

        Returns the values then. Raises CommandError, Timeout, ValueError. Worst case 5 s (manual 2.3.19).
        """
        if values:
            return self.at.execute("+QICFG", key, *values)
        return self.at.query("+QICFG", key)
