# What surrounds an end-to-end test: the module's port, certificates, and someone at the other end of the line.
import os
import socket


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


def ask(request):
    """Have something done outside the module; the answer's text. The requests are in end_to_end/control.py."""
    host, number = os.getenv("CONTROL").split(":")
    connection = socket.socket()
    connection.connect(socket.getaddrinfo(host, int(number))[0][-1])
    connection.send(request.encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        piece = connection.recv(1024)
        if not piece:
            break
        answer += piece
    connection.close()
    word, _, text = answer.decode().strip().partition(" ")
    if word != "ok":
        raise RuntimeError(request + ": " + text)
    return text


def publish(topic, payload, qos=0, retain=False):
    """Send a message to the broker from another client."""
    ask("publish %s %d %d %s" % (topic, qos, retain, bytes(payload).hex() if payload else ""))


def received(topic):
    """The next message another client has got on this topic, as bytes; waits up to 10 s for it."""
    return bytes.fromhex(ask("received " + topic))
