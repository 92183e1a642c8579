# Yuge YM310 HTTP: requests whose bodies pass through the module, of any length. Source: manual 11.6, 11.9, 11.10, 11.15.
from ..errors import CommandError, Timeout

_AHEAD = 1024


class Stream:
    """A request's bodies on their way."""

    more = False
    ahead = b""

    def __init__(self, response):
        self.response = response

    async def open(self, method, body, most):
        """Send the request: AT+HTTPEXACTION, AT+HTTPEXPOST (11.6, 11.10).

        Of the answer's body 1 KB is read ahead, since the status comes behind it.
        """
        response = self.response
        if body is None:
            await response._do("+HTTPEXACTION", method)
            return
        await response._do("+HTTPEXACTION", method, len(body))
        while not response.asked:
            self.is_over()
            await self.wait(response.timeout_ms)
        ahead = memoryview(bytearray(_AHEAD))
        view = None
        if hasattr(body, "fill"):  # an Upload, perhaps of a time before this service was let go
            most = _AHEAD
        else:
            view = memoryview(body)
        for start in range(0, len(body), most):
            if view is None:
                piece = ahead[: len(body) - start]
                body.fill(piece)
            else:
                piece = view[start : start + most]
            command = response.at.send(
                "+HTTPEXPOST", len(piece), 60000, payload=piece, follow=(b"+HTTPEXPOST",), match=1,
                timeout_ms=response.timeout_ms + 5000,
            )  # fmt: skip
            await response._action(command)
        got = 0
        while got < _AHEAD:
            n = await self.next(ahead[got:], response.timeout_ms)
            if not n:
                break
            got += n
        self.ahead = ahead[:got]

    def is_over(self):
        """Whether the module has told the status, which ends the session. Raises CommandError for a failure."""
        response = self.response
        if response.ended is not None:
            response._settle(b"+HTTPEXACTION", response.ended)
            return True

    async def wait(self, timeout_ms):
        """Wait for news."""
        response = self.response
        if not await response.changed.wait(timeout_ms):
            raise Timeout(b"+HTTPEXACTION")
        response.changed.clear()
        if response.error is not None:
            raise response.error

    async def read(self, buffer, timeout_ms):
        """The next bytes of the answer's body, 0 at its end."""
        n = min(len(buffer), len(self.ahead))
        if not n:
            return await self.next(buffer, timeout_ms)
        buffer[:n] = self.ahead[:n]
        self.ahead = self.ahead[n:]
        return n

    async def next(self, into, timeout_ms):
        """`read` behind what was read ahead: AT+HTTPEXGET (manual 11.9)."""
        response = self.response
        while True:
            told = response.ready
            if told or self.more and response.ended is None:
                response.ready = self.more = False
                n = 0
                try:
                    n = await response._fetch(into, "+HTTPEXGET", len(into))
                except CommandError:
                    if told or response.error is not None:
                        raise
                if n:
                    self.more = n == len(into)  # what was left need not be announced again
                    return n
            elif self.is_over():
                return 0
            else:
                await self.wait(timeout_ms)
