"""Chapter 9.12, 9.22-9.25, 9.27: what arrives, said at once under various headers or kept until it is asked for."""

from ..engine import Int, Raw, bind, command, error
from ..engine.output import Bare
from ..standard.settings import setting
from .payload import counted
from .scene import SEGMENT

LINE_END = setting("+CIPRXF", "9.12", Int(0, 1), "0: a line end behind everything received; 1: none",
                   read="+CIPRXF:{}", test="+CIPRXF: (0,1)", store="tcpip")


def _single_link(module):
    return not module.scene.multiple


SENDER = setting("+CIPSRIP", "9.22", Int(0, 1), "A line with address and port of the sender before the data (single link)",
                 test="+CIPSRIP: (0,1)", store="tcpip", only_when=_single_link)
HEADER = setting("+CIPHEAD", "9.23", Int(0, 1), "+IPD,<length>: before the data (single link)",
                 test="+CIPHEAD: (0,1)", store="tcpip", only_when=_single_link)
PROTOCOL = setting("+CIPSHOWTP", "9.24", Int(0, 1), "The protocol in that header (single link)",
                   test="+CIPSHOWTP: (0,1)", store="tcpip", only_when=_single_link)


def deliver(module, connection, data):
    """Data came over a connection."""
    if module.tcpip.CIPRXGET:
        connection.received += data
        if module.tcpip.CIPRXGET == 5 or not connection.announced:
            connection.announced = True
            module.urc(f"+CIPRXGET: 1,{connection.number}" if module.scene.multiple else "+CIPRXGET: 1")
        return
    module.output.unsolicited(Bare(_header(module, connection, len(data)) + data
                                   + (b"" if module.tcpip.CIPRXF else b"\r\n")))


def _header(module, connection, length):
    """Everything before the data itself; without any header nothing at all, not even a line end."""
    if module.scene.multiple:
        return b"\r\n+RECEIVE,%d,%d:\r\n" % (connection.number, length)
    header = ""
    if module.tcpip.CIPSRIP:
        header += f"\r\n+RECV FROM: {connection.address}:{connection.port}\r\n"
    if module.tcpip.CIPHEAD:
        protocol = f",{connection.protocol}" if module.tcpip.CIPSHOWTP else ""
        header += f"\r\n+IPD,{length}{protocol}:"
    return header.encode()


@command("+CIPRXGET", section="9.27")
class Manual:
    """0 off, 1 and 5 on, 2 read, 3 read in hexadecimal, 4 how much is left."""

    test = ()

    def read(module):
        return f"+CIPRXGET: {module.tcpip.CIPRXGET}"

    def write(module, mode: Int(0, 5), *fields: Raw()):
        if mode in (0, 1, 5):
            if fields:
                return error(53)
            module.tcpip.CIPRXGET = mode
            return None
        if not module.tcpip.CIPRXGET:
            return error(3)
        form = {2: (_read_over, _read), 3: (_read_hexadecimal_over, _read_hexadecimal), 4: (_left_over, _left)}[mode]
        return bind(form[0] if module.scene.multiple else form[1], fields)(module)


LINK = Int(0, 5)


def _read(module, length: Int(1, SEGMENT)):
    return _taken(module, 2, module.scene.connection(None), length, bytes)


def _read_over(module, link: LINK, length: Int(1, SEGMENT)):
    return _taken(module, 2, module.scene.connection(link), length, bytes)


def _read_hexadecimal(module, length: Int(1, 730)):
    return _taken(module, 3, module.scene.connection(None), length, _digits)


def _read_hexadecimal_over(module, link: LINK, length: Int(1, 730)):
    return _taken(module, 3, module.scene.connection(link), length, _digits)


def _left(module):
    return f"+CIPRXGET: 4,{len(module.scene.connection(None).received)}"


def _left_over(module, link: LINK):
    return f"+CIPRXGET: 4,{link},{len(module.scene.connection(link).received)}"


def _digits(data):
    return data.hex().upper().encode()


def _taken(module, mode, connection, length, spelled):
    """``+CIPRXGET: 2,<read>,<left>``, then the bytes, counted before they are spelled."""
    data = bytes(connection.received[:length])
    del connection.received[:length]
    connection.announced = False
    link = f"{connection.number}," if module.scene.multiple else ""
    header = f"+CIPRXGET: {mode},{link}{len(data)},{len(connection.received)}"
    return counted(header, spelled(data))
