# What surrounds an end-to-end test: the module's port, certificates, and someone at the other end of the line.
import os
import socket
from binascii import unhexlify


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


def _answer(request):
    """What control.py answers to a request, as bytes; little of the heap is taken."""
    host, number = os.getenv("CONTROL").split(":")
    connection = socket.socket()
    connection.connect(socket.getaddrinfo(host, int(number))[0][-1])
    connection.send(request.encode() + b"\n")
    answer = bytearray()
    while not answer.endswith(b"\n"):
        piece = connection.recv(256)
        if not piece:
            break
        answer.extend(piece)
    connection.close()
    if not answer.startswith(b"ok "):
        raise RuntimeError(request + ": " + answer.decode())
    return memoryview(answer)[3:-1]


def ask(request):
    """Have something done outside the module; the answer's text. The requests are in end_to_end/control.py."""
    return bytes(_answer(request)).decode().strip()


def publish(topic, payload, qos=0, retain=False):
    """Send a message to the broker from another client."""
    ask("publish %s %d %d %s" % (topic, qos, retain, bytes(payload).hex() if payload else ""))


def received(topic):
    """The next message another client has got on this topic, as bytes; waits up to 10 s for it."""
    return unhexlify(_answer("received " + topic))
