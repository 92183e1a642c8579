# What surrounds an end-to-end test: the module's port, certificates, and someone at the other end of the line.
import os
import socket
from binascii import hexlify, unhexlify


def module():
    """The name of the simulated module: ec20, l610 ..."""
    return os.getenv("MODULE")


def port():
    """The module's port, opened, with the face of machine.UART."""
    from support.port import Port

    return Port(os.getenv("MODEM"))


def certificate(name):
    """The PEM text of one of ca, client, client.key, other-ca ... (see end_to_end/certificates.py)."""
    file = name if name.endswith(".key") else name + ".pem"
    with open(os.getenv("CERTIFICATES") + "/" + file, "rb") as text:
        return text.read()


_PIECE = 128  # bytes of a payload at a time: long strings would take the heap the test is about


def asked(request, payload=b""):
    """The connection on which control.py will answer a request, which ends with a payload."""
    host, number = os.getenv("CONTROL").split(":")
    connection = socket.socket()
    connection.connect(socket.getaddrinfo(host, int(number))[0][-1])
    connection.send(request.encode())
    for start in range(0, len(payload), _PIECE):
        connection.send(hexlify(payload[start : start + _PIECE]))
    connection.send(b"\n")
    return connection


def _succeeded(connection):
    status = _piece(connection, 3)
    if status != b"ok ":
        raise RuntimeError((status + _piece(connection, 1000)).decode())
    return connection


def _piece(connection, size):
    """As many bytes, fewer at the end."""
    piece = b""
    while len(piece) < size:
        more = connection.recv(size - len(piece))
        if not more:
            break
        piece += more
    return piece


def _pieces(connection, size):
    """All that comes, in pieces."""
    piece = True
    while piece:
        piece = _piece(connection, size)
        yield piece
    connection.close()


def text(connection):
    """The text of an answer."""
    return b"".join(_pieces(_succeeded(connection), 256)).decode().strip()


def ask(request):
    """Have something done outside the module; the answer's text. The requests are in end_to_end/control.py."""
    return text(asked(request))


def publish(topic, payload, qos=0, retain=False):
    """Send a message to the broker from another client."""
    _succeeded(asked("publish %s %d %d " % (topic, qos, retain), bytes(payload))).close()


def received(topic):
    """The next message another client has got on this topic, as bytes; waits up to 10 s for it."""
    payload = bytearray()
    for piece in _pieces(_succeeded(asked("received " + topic)), 2 * _PIECE):
        payload.extend(unhexlify(piece.strip()))
    return bytes(payload)
