# Quectel EC2x transparent links: access mode 2 of AT+QIOPEN, or AT+QSSLOPEN. Source: TCP/IP manual 2.3.6, SSL manual 2.3.2.
from .. import transparent
from ..errors import CommandError

_CONTEXT = 5  # of TLS


class Link(transparent.Transparent):
    """The module's one transparent link."""

    closed_texts = (b"NO CARRIER",)
    ended_texts = ("NO CARRIER",)
    secure = begun = False

    async def _open(self, host, port, kind, tls, timeout_ms):
        """Worst case: the packet context, `timeout_ms`, and with TLS its settings."""
        modem = self.service.modem
        await modem.packet.ready()
        if tls is None:
            line = ("+QIOPEN", 1, self.index, kind.upper(), host, port, 0, 2)
        else:
            self.secure = True
            await modem.tls.configure(_CONTEXT, tls, host)
            line = ("+QSSLOPEN", 1, _CONTEXT, self.index, host, port, 2)
        self.begun = True
        try:
            await self.mode.connect(*line, timeout_ms=timeout_ms)
        except CommandError:
            # AT+QIGETERROR alone says why; 563: it was open since before we came.
            code = (await self.at.query("+QIGETERROR") or (550,))[0]
            await self._close()
            if code != 563:
                from .socket_words import failure

                raise failure(line[0].encode(), code)
            await self.mode.connect(*line, timeout_ms=timeout_ms)

    async def _close(self):
        if self.begun:
            name = "+QSSLCLOSE" if self.secure else "+QICLOSE"
            await self.at.execute(name, self.index, timeout_ms=self.service.profile.close_ms)
