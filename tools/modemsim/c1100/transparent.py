"""AT+LSIPTPS: a block of bytes for a socket behind a prompt (3.3.2)."""

from ..engine import ERROR, Int, command
from .lsip import Number, result
from .lsip_sockets import BUFFER
from .payload import FULL, LATE, take

CONFIRM, FULL_BUFFER = 1, 3                            # 2 (timeout) and 4 (automatic) are not supported, says the manual


@command("+LSIPTPS", section="3.3.2")
async def block(module, mode: Int(CONFIRM, CONFIRM, also=(FULL_BUFFER,)), number: Number = None,
                timeout: Int(0, 0x7FFFFFFF) = 0, most: Int(1, BUFFER) = BUFFER):
    """Send bytes as they are: up to +++, or as many as fit."""
    lsip, setting = module.lsip, module.setting
    socket = lsip.socket(min(lsip.sockets, default=None) if number is None else number)
    if lsip.hexadecimal and setting["tps-hex"] == "refused":
        return ERROR
    limit = None if mode == CONFIRM else most + (setting["tps-full"] == "exceeded")
    data, ending = await take(module, limit, _pause(setting["tps-timeout"], timeout), setting["tps-prompt"])
    if ending == LATE and setting["tps-timeout"] != "sends" or lsip.sockets.get(socket.number) is not socket:
        return ERROR
    if lsip.hexadecimal and setting["tps-hex"] == "digits":
        try:
            data = bytes.fromhex(data.decode("ascii"))
        except ValueError:
            return ERROR
    pieces = [data[at:at + most] for at in range(0, len(data), most)]
    for piece in pieces if setting["tps-surplus"] == "split" and ending != FULL else pieces[:1]:
        if not await socket.send(piece):
            return ERROR
    module.saving.active()
    return _done(module)


def _pause(unit, timeout):
    if unit == "ignored" or not timeout:
        return None
    return timeout if unit == "s" else timeout / 1000


def _done(module):
    """``\\r+LSIP:OK\\r0\\r``: a carriage return ends the line of the prompt."""
    answered = result(module)
    lines = getattr(answered, "lines", ())
    if lines:
        answered.lines = type(lines[0])("\r" + lines[0]), *lines[1:]
    return answered

