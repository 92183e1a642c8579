"""The command line: ``python3 tools/modemsim MODULE --link PATH``."""

import argparse
import asyncio
import shlex
import signal
import sys

from . import registry
from .engine.control import reply_to
from .engine.options import Options
from .engine.routes import RouteError
from .engine.transports import PseudoTerminal, SocketPort
from .simulator import serve


def arguments():
    parser = argparse.ArgumentParser(
        prog="modemsim", description="A simulated cellular module behind a pseudo terminal or a TCP port.",
        epilog="SIGUSR1 presses the power key. Modules: " + ", ".join(registry.names()))
    parser.add_argument("module", help="which module: " + ", ".join(registry.names()))
    parser.add_argument("--commands", action="store_true", help="list the commands with manual section and forms, then end")
    port = parser.add_argument_group("port")
    port.add_argument("--link", metavar="PATH", help="symbolic link to the pseudo terminal")
    port.add_argument("--tcp", metavar="PORT", type=int, help="a TCP port of 127.0.0.1 instead (0: a free one)")
    port.add_argument("--control", metavar="PATH", help="Unix socket for faults and events; '-': standard input and output")
    world = parser.add_argument_group("world")
    world.add_argument("--route", action="append", default=[], metavar="HOST:PORT=127.0.0.1:PORT",
                       help="where a host leads; * in host and port; repeatable. Nothing else is ever contacted")
    world.add_argument("--ppp-server", type=shlex.split, default=[], metavar="COMMAND",
                       help="slirp-fullbolt, the PPP server behind ATD*99#; without it the line is silent")
    world.add_argument("--no-sim", dest="sim", action="store_false", help="no SIM card")
    world.add_argument("--pin", default="", help="PIN the card asks for")
    world.add_argument("--registration-ms", type=float, default=Options.registration_ms, metavar="MS")
    world.add_argument("--state", metavar="DIR", help="folder that keeps stored settings and files")
    world.add_argument("--record", metavar="FILE", help="append each command carried out, and each line said unasked")
    world.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the module at hand")
    line = parser.add_argument_group("line and time")
    line.add_argument("--baud", type=int, default=0, help="pace of the line, both ways (0: unpaced)")
    line.add_argument("--strict-baud", action="store_true", help="garbage when the host's rate is not the module's")
    line.add_argument("--latency", dest="latency_ms", type=float, default=0, metavar="MS", help="before every answer")
    line.add_argument("--chunks", action="store_true", help="say everything in random pieces")
    line.add_argument("--seed", type=int, default=0, help="of everything random")
    line.add_argument("--urc-in-answer", action="store_true", help="unrelated URCs in every gap of every answer")
    line.add_argument("--busy-input", choices=("buffer", "drop"), default="buffer", help="what is typed during a command")
    line.add_argument("--boot-ms", type=float, default=Options.boot_ms, metavar="MS", help="deaf time after power on")
    line.add_argument("--boot-noise", action="store_true", help="NUL and 0xFF bytes at boot")
    line.add_argument("--booted", action="store_true", help="on and quiet from the start")
    line.add_argument("--speed", type=float, default=1.0, help="module seconds in one real second")
    return parser


def options_from(parsed):
    values = {name: getattr(parsed, name) for name in Options.__dataclass_fields__ if name != "set"}
    settings = dict(item.partition("=")[::2] for item in parsed.set)
    return Options(set=settings, **values)


async def run(module, parsed):
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    loop.add_signal_handler(signal.SIGUSR1, module.power_key)
    if parsed.tcp is None:
        transport = PseudoTerminal(module.line, parsed.link)
    else:
        transport = SocketPort(module.line, parsed.tcp)
    if parsed.control == "-":
        loop.add_reader(sys.stdin, _control_by_standard_input, module, task)
    try:
        await serve(module, transport, lambda path: print("ready", path, flush=True),
                    None if parsed.control == "-" else parsed.control)
    except asyncio.CancelledError:
        pass


def _control_by_standard_input(module, task):
    line = sys.stdin.readline()
    if line:
        print(reply_to(module, line), flush=True)
    else:
        task.cancel()


def main():
    parsed = arguments().parse_args()
    try:
        kind = registry.module_class(parsed.module)
        if parsed.commands:
            print("\n".join(kind.commands.listing()))
            return 0
        module = kind(options_from(parsed))
    except ModuleNotFoundError as problem:
        print(f"modemsim: {problem}; it needs paho-mqtt (python3 -m pip install paho-mqtt)", file=sys.stderr)
        return 2
    except (KeyError, RouteError, ValueError) as problem:
        print(f"modemsim: {problem.args[0]}", file=sys.stderr)
        return 2
    try:
        asyncio.run(run(module, parsed))
    except OSError as problem:
        print(f"modemsim: {problem}", file=sys.stderr)
        return 1
    return 0
