# A terminal device (a pty of a simulated module, /dev/ttyUSB0) with the face of machine.UART, on either interpreter.
from sys import implementation

CPYTHON = implementation.name == "cpython"
if CPYTHON:
    from support.cpython_port import Port
else:
    from support.micropython_port import Port

__all__ = ("CPYTHON", "Port")
