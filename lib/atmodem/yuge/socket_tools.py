# Yuge YM310: what links can do beside `write` and `readinto`. Source: manual 9.14, 9.15, 9.18, 9.27.
from binascii import unhexlify

from ..arguments import timeout
from ..compat import const
from ..dialogue import raw_line
from ..errors import CommandError, LinkLost
from ..fields import Counted, to_text
from ..sched import sleep_ms

_WHY_MS = const(200)

_TCP = (
    "success", "idle", "no tsapi", "invalid tsapi", "no buffer", "network error", "host unreachable", "address in use",
    "address not available", "wrong size", "invalid parameter", "rejected by the host", "time out", "connection aborted",
    "reset by the host", "already connected", "not connected", "shut down", "undefined error",
)  # fmt: skip
_UDP = (
    "success", "idle", "no tsapi", "invalid tsapi", "no callback", "no buffer", "network error", "rejected by the host",
    "host unreachable", "address in use", "address not available", "wrong size", "invalid parameter", "busy",
    "undefined error", "already connected",
)  # fmt: skip


async def failure(answer, link):
    """Why nothing was sent: the loss that is told right behind the refusal (+PDP DEACT, CLOSED), else the refusal itself."""
    await sleep_ms(_WHY_MS)
    if link.error is not None:
        return link.error
    return answer if isinstance(answer, CommandError) else error_of(to_text(answer), b"+CIPSEND")


def error_of(line, command):
    """The LinkLost for `SEND FAIL`, `TCP ERROR:14`, `UDP ERROR:8`; `code`: its number of manual 9.39, -1 when it has none."""
    kind, _, code = line.partition(" ERROR:")
    words = _UDP if kind[-3:] == "UDP" else _TCP
    code = int(code) if code.strip().isdigit() else -1
    error = LinkLost("%s (%s)" % (line, words[code]) if 0 <= code < len(words) else line, command)
    error.code = code
    return error


def confirm(link, command):
    """Let a command that sends end with what confirms it; returns the command."""
    command.finals = [b"DATA ACCEPT:", b"TCP ERROR:", b"UDP ERROR:"] + list(link._texts(b"SEND OK", b"SEND FAIL"))
    command.keep = raw_line
    # Behind CR alone, LF as the first byte of the data is eaten, and the module waits for one more (manual 9.14).
    command.echo += b"\n"
    return command


async def send_until(link, data, timed=False, timeout_ms=None):
    """Send up to 1460 bytes without telling how many: Ctrl-Z ends them (9.14), or the `timed` of 9.15 (options "timer").

    `data` must not hold 0x1A and 0x1B. Raises LinkLost, CommandError, Timeout, ValueError. Worst case: `timeout_ms`, the
    profile's `send_ms` when None; with `timed` the timer's 100 s more.
    """
    if b"\x1a" in data or b"\x1b" in data or not 0 < len(data) <= 1460:
        raise ValueError("data: 1 to 1460 bytes without 0x1A and 0x1B")
    timeout_ms = timeout(timeout_ms, link.profile.send_ms) + (100000 if timed else 0)
    payload = bytes(data) if timed else bytes(data) + b"\x1a"
    command = link.at.send("+CIPSEND", *link.number, payload=payload, cancel=b"\x1b", timeout_ms=timeout_ms)
    answer = await confirm(link, command)
    if b"FAIL" in answer or b"ERROR" in answer:
        raise await failure(answer, link)


async def acknowledged(link):
    """(bytes sent, acknowledged by the peer, not yet acknowledged) since the link was opened (9.18).

    Raises CommandError, Timeout. Worst case 9 s.
    """
    return await link.at.query("+CIPACK", *link.number)


async def unread(link):
    """How many bytes wait in the module (9.27, mode 4). Raises CommandError, Timeout. Worst case 9 s."""
    # With a single link, +CIPRXGET: 1 may be told meanwhile.
    found = await link.at.query("+CIPRXGET", 4, *link.number, shape=lambda digest: digest.integer(digest.field) == 4)
    return found[-1] if found else 0


async def read_hex(link, most=730):
    """Up to `most` (1 to 730) bytes that wait in the module, which sends them in hexadecimal (9.27, mode 3); as bytes.

    For UARTs that do not pass every byte. Raises CommandError, Timeout, ValueError. Worst case 9 s.
    """
    from ..arguments import number

    into = bytearray(2 * number(most, "most", 1, 730))
    n = await link.at.read("+CIPRXGET", 3, *link.number, most, into=into, counted=_Hex(1 + len(link.number)))
    return unhexlify(bytes(into[: n or 0]))


class _Hex(Counted):
    def below(self, digest):
        digest.count *= 2
        return super().below(digest)
