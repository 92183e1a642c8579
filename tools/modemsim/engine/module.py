"""A simulated module: power, boot, the loop that carries out command lines. Vendors derive from it."""

import asyncio
import inspect
import random
import sys
import traceback
from contextlib import asynccontextmanager

from .clock import Clock
from .commands import CommandTable
from .faults import NO_FAULT, Faults
from .line import Line
from .output import Output
from .record import Record
from .results import ERROR, OK, Answer, ArgumentError, CommandSyntaxError, Result, error
from .routes import Routes
from .storage import Profile, Storage
from .syntax import calls
from .terminal import Terminal


class Module:
    """Derive, name the commands, give the defaults and the boot texts; build the state in ``power_up``."""

    name = "module"
    commands = CommandTable()
    faults_class = Faults
    output_class = Output
    PROFILE = {"E": 1, "Q": 0, "V": 1, "X": 4, "C": 1, "D": 2, "S3": 13, "S4": 10, "S5": 8, "CMEE": 1, "IPR": 115200}
    NOT_STORED = ()                                    # settings AT&W does not keep
    NOT_FACTORY = ("IPR",)                             # settings AT&F leaves alone
    ERROR_TEXTS = {"CME": {}, "CMS": {}}               # for AT+CMEE=2
    UNRELATED_URC = "+CREG: 1"                         # what may stand in the gaps of an answer
    SETTINGS = {}                                      # name: default of what ``--set`` may change

    def __init__(self, options, clock=None):
        self.options = options
        self.random = random.Random(options.seed)
        self.clock = clock or Clock(options.speed)
        self.routes = Routes(options.route)
        self.storage = Storage(options.state)
        unknown = set(options.set) - set(self.SETTINGS)
        if unknown:
            raise ValueError(f"{self.name} has no setting {', '.join(sorted(unknown))}")
        self.setting = {**self.SETTINGS, **options.set}
        self.line = Line(self.clock, self.random, options.baud, options.chunks, options.strict_baud)
        self.record = Record(self.name, options.record)
        self.profile = Profile(**self.PROFILE)
        self.output = self.output_class(self)
        self.terminal = Terminal(self)
        self.line.deliver = self._hear
        self.faults = self.faults_class(self)
        self.power = "off"                             # "off", "booting", "on"
        self.fault = NO_FAULT                          # of the command under way
        self._tasks, self._after = set(), []
        self._busy = False
        self._power_change = self._power_key = None
        self.started = asyncio.Event()                 # power came for the first time

    # -- power --

    async def run(self):
        """Live until cancelled: boot, serve, restart, lie powered off until the power key."""
        self._power_key = asyncio.Event()
        first = True
        while True:
            self._power_key.clear()
            self._power_change = asyncio.get_running_loop().create_future()
            session = asyncio.ensure_future(self._session(quiet=first and self.options.booted))
            first = False
            try:
                await asyncio.wait({session, self._power_change}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await self._end(session)
            if not session.cancelled():
                session.result()                       # raises: the simulator itself is at fault
            if self._power_change.done() and self._power_change.result() == "off":
                await self._power_key.wait()

    async def _session(self, quiet):
        self.power = "booting"
        self.load_profile()
        self.power_up()
        self.spawn(self.boot(quiet))
        if not quiet:
            self.started.set()
            await self.clock.sleep(self.options.boot_ms / 1000)
        self.power = "on"
        self.terminal.listening = True
        self.started.set()
        while True:
            await self._serve_line()

    async def _end(self, session):
        tasks = [session, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.power = "off"
        self.power_down()
        self.terminal.listening = False
        self.terminal.reset()
        self.output = self.output_class(self)
        for work in self._after:
            if inspect.iscoroutine(work):
                work.close()
        self._after, self._busy, self.fault = [], False, NO_FAULT

    def power_up(self):
        """Build the state a freshly started module has."""

    def power_down(self):
        """Let go of what the module holds outside (sockets)."""

    def boot_texts(self):
        """(seconds after power on, text) of the lines said at boot."""
        return ()

    async def boot(self, quiet):
        """Say the boot texts; ``quiet``: the module has been on for a while already."""
        if quiet:
            return
        if self.options.boot_noise:
            self.line.to_host(bytes(self.random.choice((0, 0xFF)) for _ in range(self.random.randrange(1, 12))))
        start = self.clock.now()
        for at, text in self.boot_texts():
            await self.clock.sleep(start + at - self.clock.now())
            self.output.unsolicited(text)

    def restart(self):
        """Reboot now; everything not stored is lost."""
        self._change_power("reboot")

    def power_off(self):
        """Go dark until the power key is pressed."""
        self._change_power("off")

    def power_key(self):
        """Press it: what is off comes on, and so will what is just going off; nothing happens to what is on."""
        if self._power_key and self._power_change.done():
            self._power_key.set()

    def _change_power(self, what):
        if self._power_change and not self._power_change.done():
            self._power_change.set_result(what)

    # -- settings --

    def load_profile(self):
        """The factory defaults, over them what AT&W stored; a paced line starts at its own rate."""
        first = {"IPR": self.options.baud} if self.options.baud else {}
        self.profile = Profile(**{**self.PROFILE, **first, **self.storage.get("profile", {})})
        self.line.rate = self.profile.IPR

    def factory_profile(self):
        """AT&F: the factory defaults in force (the stored profile stays)."""
        kept = {name: getattr(self.profile, name) for name in self.NOT_FACTORY}
        self.profile = Profile(**{**self.PROFILE, **kept})

    def store_profile(self):
        """AT&W"""
        self.storage.set("profile", {name: value for name, value in vars(self.profile).items()
                                     if name not in self.NOT_STORED})

    def error_text(self, kind, code):
        return self.ERROR_TEXTS[kind].get(code, code)

    # -- work behind the answers --

    def spawn(self, work):
        """Run a coroutine in the background; it ends with a reboot."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task):
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            traceback.print_exception(task.exception(), file=sys.stderr)

    def after(self, work):
        """Behind the result code of this command line: say a text as a line of its own, run a coroutine, call a function."""
        self._after.append(work)

    def report(self, text):
        """A result line of a command answered before (``+QMTOPEN: 0,0``)."""
        self.output.unsolicited(text)

    def urc(self, text):
        """An unsolicited line; a module may route these elsewhere."""
        self.output.unsolicited(text)

    # -- asking the host for data --

    async def prompt(self, prompt, amount, timeout=None, echo=None):
        """Say a prompt (``"> "``, a result such as CONNECT, or None) and take the payload: a count, or ``until`` an end.

        None when the host gave up; PayloadTimeout after ``timeout`` seconds of silence.
        """
        async with self.prompted(prompt):
            return await self.terminal.payload(amount, self._echoes(prompt) if echo is None else echo, timeout)

    @asynccontextmanager
    async def prompted(self, prompt):
        """Say a prompt; within, what the host says is no command line, and nothing else is said."""
        await self.terminal.pause_for_line_feed()
        if self.fault.kind != "lost-prompt" and prompt is not None:
            if isinstance(prompt, Result):
                self.output.result(prompt, more=True)
            else:
                self.output.prompt(prompt)
        self.output.held = True
        try:
            yield
        finally:
            self.output.held = False
            self.terminal.line_is_over()

    def _echoes(self, prompt):
        """What follows a "> " is echoed like a command, an upload behind CONNECT is not."""
        return self.profile.E and isinstance(prompt, str)

    # -- command lines --

    def _hear(self, data):
        if self._busy and self.options.busy_input == "drop" and not self.output.held:
            return
        self.terminal.receive(data)

    async def _serve_line(self):
        text = await self.terminal.command_line()
        self._busy = True
        try:
            await self.terminal.pause_for_line_feed()
            await self.clock.sleep(self.options.latency_ms / 1000)
            self.fault = NO_FAULT if text is None else self.faults.take(text)
            if self.fault.kind != "silent":
                await self._answer(text)
        finally:
            self._busy = False

    async def _answer(self, text):
        output, fault = self.output, self.fault
        output.first_line = True
        output.recording = bytearray() if fault.kind in ("twice", "flood", "cut", "reboot", "mute") else None
        if fault.kind == "error":
            result, blank = error(fault.value), True
        else:
            result, blank = await self._carry_out(text)
        output.result(result, blank)
        if output.recording is not None:
            recorded, output.recording = bytes(output.recording), None
            rest = self.faults.apply_to(fault, recorded)
            if rest is not None:
                await rest
        self._say_what_follows()
        output.release()

    def _say_what_follows(self):
        followers, self._after = self._after, []
        for follower in followers:
            if isinstance(follower, (str, bytes)):
                self.output.line(follower)
            elif inspect.iscoroutine(follower):
                self.spawn(follower)
            else:
                self._guarded(follower)

    @staticmethod
    def _guarded(function):
        try:
            function()
        except Exception:                              # a fault of the simulator: loud, but the module lives on
            traceback.print_exc(file=sys.stderr)

    async def _carry_out(self, text):
        """Every command of the line until one fails: (result, whether a blank line goes before it)."""
        if text is None:
            return ERROR, True
        result, blank = OK, True
        try:
            for call in calls(text):
                self.output.first_line = True
                result, blank = await self._call(call)
                if not result.success:
                    break
                self.record.carried_out(call)
        except (ArgumentError, CommandSyntaxError) as problem:
            return self.refusal(problem), True
        return result, blank

    def refusal(self, problem):
        """The result for a line the manual does not allow."""
        return ERROR

    async def _call(self, call):
        try:
            outcome = self.commands.find(call.name).prepare(call)(self)
            if inspect.isawaitable(outcome):
                outcome = await outcome
        except Result as result:
            return result, True
        except (ArgumentError, CommandSyntaxError):
            raise
        except Exception:                              # a fault of the simulator: loud, but the module lives on
            traceback.print_exc(file=sys.stderr)
            return ERROR, True
        if isinstance(outcome, Result):
            return outcome, True
        if not isinstance(outcome, Answer):
            lines = () if outcome is None else (outcome,) if isinstance(outcome, (str, bytes)) else outcome
            outcome = Answer(*lines)
        for line in outcome.lines:
            self.output.information(line)
        return outcome.final, outcome.blank
