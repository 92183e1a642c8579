"""The demo command: the program of README.md on a real MicroPython, a simulated module, a real broker, and someone who listens.

    MicroPython (32-bit, a board's heap) <- pty -> simulated EC20 <- TCP -> MQTT broker <- TCP -> another client
"""

import asyncio
import logging
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import paho.mqtt.client as mqtt
from amqtt.broker import Broker
from rich.console import Console

from . import compiled, interpreters
from .places import HOST_TESTS, PROJECT, TOOLS

MODULE = "ec20"
README = PROJECT / "README.md"
BOARD = Path(__file__).parent / "board"
PROGRAM = re.compile(r"<!-- demo -->.*?^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
TIMEOUT_S = 90
ANSWER = b"to the board, from outside"  # what the other client sends to the topics the board subscribed to
COLOURS = {">": "cyan", "<": "green"}
console = Console(highlight=False)


def run():
    """Show it; return 0 only when the message went all the way out and another came all the way back."""
    program = program_of_readme()
    if program is None:
        console.print(f"[red]{README.name} has no ```python block behind <!-- demo -->[/]")
        return 1
    interpreter = interpreters.find("micropython32")
    with tempfile.TemporaryDirectory(prefix="atmodem-demo-") as folder:
        broker = EmbeddedBroker()
        listener = Listener(broker.port)
        module = start_module(Path(folder), broker.port)
        try:
            code, heard = run_program(program, interpreter, Path(folder))
        finally:
            module.terminate()
            module.wait(10)
            listener.stop()
            broker.stop()
    return conclude(code, heard, listener)


def program_of_readme():
    """The text of the marked program, or None."""
    found = PROGRAM.search(README.read_text()) if README.exists() else None
    return found.group(1) if found else None


def start_module(folder, port):
    """Start the simulated module; its pty is at `folder`/modem, and every MQTT host leads to our broker."""
    command = [sys.executable, TOOLS / "modemsim", MODULE, "--link", folder / "modem", "--route", f"*:1883=127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    ready = process.stdout.readline().strip()
    if not ready.startswith("ready"):
        process.kill()
        raise SystemExit("The simulated module does not start: see above.")
    console.print(f"simulated {MODULE}: {ready}")
    return process


def run_program(program, interpreter, folder):
    """Run the program as a board's main.py; print the dialogue on the UART; return its exit code and what the module said.

    `machine` of board/ stands in for the board's own: its UART is the pty, and it prints what passes, `time > text` to the module
    and `time < text` from it. All other lines are what the program prints itself.
    """
    compiled.library(folder / "lib")
    (folder / "main.py").write_text(program)
    paths = [folder / "lib", BOARD, HOST_TESTS, PROJECT, ".frozen"]
    environment = {**os.environ, "MICROPYPATH": ":".join(map(str, paths)), "MODEM": str(folder / "modem")}
    console.rule(f"main.py on {interpreter.name}: seconds, to (>) and from (<) the module")
    process = subprocess.Popen(
        [*interpreter.command, str(folder / "main.py")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    timer = threading.Timer(TIMEOUT_S, process.kill)
    timer.start()
    heard = []
    for line in process.stdout:
        match = re.match(r" *\d+\.\d{3} ([<>]) (.*)", line)
        console.print(line.rstrip(), style=COLOURS[match.group(1)] if match else "bold", markup=False)
        if match and match.group(1) == "<":
            heard.append(match.group(2))
    timer.cancel()
    return process.wait(), "\n".join(heard)


def conclude(code, heard, listener):
    """Say what arrived where; return the exit code."""
    console.rule("outcome")
    for topic, payload in listener.messages:
        console.print(f"another client at the broker received {topic}: {payload!r}")
    steps = {
        "the program ended well": code == 0,
        "a message of the board reached another client": bool(listener.messages),
        "a message of another client reached the board": ANSWER.decode() in heard,
    }
    for step, good in steps.items():
        console.print(f"{'[green]ok     [/]' if good else '[red]MISSING[/]'} {step}")
    return 0 if all(steps.values()) else 1


class EmbeddedBroker:
    """An MQTT broker in a thread, on a free loopback port; it also tells who subscribed to what."""

    def __init__(self):
        logging.disable(logging.ERROR)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self._do(self._start())
        console.print(f"MQTT broker: 127.0.0.1:{self.port}")

    async def _start(self):
        configuration = {
            "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{self.port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
        self.broker = Broker(configuration)
        await self.broker.start()

    def stop(self):
        """End it."""
        self._do(self.broker.shutdown())
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _do(self, coroutine):
        asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)


class Listener:
    """The client outside: it keeps every message, and answers the first one of `NAME/state` on `NAME/cmd`."""

    def __init__(self, port):
        self.messages = []
        self.ready = threading.Event()
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        self.client.on_connect = lambda client, *_: client.subscribe("#")
        self.client.on_subscribe = lambda *_: self.ready.set()
        self.client.on_message = self._received
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        self.ready.wait(10)

    def _received(self, client, _data, message):
        if message.payload == ANSWER:
            return
        self.messages.append((message.topic, message.payload))
        base, _, last = message.topic.rpartition("/")
        if last == "state":
            client.publish(f"{base}/cmd", ANSWER, qos=1)

    def stop(self):
        """Leave the broker."""
        self.client.disconnect()
        self.client.loop_stop()
