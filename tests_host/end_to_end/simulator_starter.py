"""Starts simulated modules by fork, so that Python and their libraries are loaded once: `simulator_starter.py DESCRIPTOR`.

Behind the descriptor is a Unix socket. A message on it is the command line of one module as JSON, with two open files: the
module's standard input and output, and its standard error. A module ends when its input does; the starter when the socket does.
"""

import gc
import json
import os
import signal
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim import cli, registry


def main():
    door = socket.socket(fileno=int(sys.argv[1]))
    for name in registry.names():
        registry.module_class(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    while True:
        message, files, _, _ = socket.recv_fds(door, 65536, 2)
        if not message:
            return
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            door.close()
            _become(json.loads(message), *files)
        for file in files:
            os.close(file)


def _become(arguments, talk, log):
    for file, standard in ((talk, 0), (talk, 1), (log, 2)):
        os.dup2(file, standard)
    os.close(talk)
    os.close(log)
    sys.argv[1:] = arguments
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
