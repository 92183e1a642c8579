"""Faults on request: what goes wrong with the next answer, and what happens to the module at once.

One-shot faults wait for the next command (or the next one whose line begins with ``match``):

    silent                nothing is done, nothing is said
    mute                  done, but not said
    error [N]             ERROR (or +CME ERROR: N) in place of the answer
    twice                 the answer comes two times
    flood N               N unsolicited lines inside the answer
    cut T                 half of the answer, the rest T seconds later
    reboot                the module restarts in the middle of the answer
    lost-prompt           the prompt is not said, the payload is waited for

``at MATCH: silent`` ties any of them to a command. The immediate ones (``urc TEXT``, ``restart`` ...) are methods ``do_...`` of
the module's Faults class; a module adds its own the same way.
"""

from collections import deque


class Fault:
    """What is to go wrong with one answer."""

    def __init__(self, kind, value=None, match=None):
        self.kind, self.value, self.match = kind, value, match


NO_FAULT = Fault(None)


class Faults:
    """The faults of one module, and the line protocol that asks for them."""

    ONE_SHOT = {"silent": None, "mute": None, "error": int, "twice": None, "flood": int, "cut": float,
                "reboot": None, "lost-prompt": None}

    def __init__(self, module):
        self.module = module
        self.pending = deque()

    def add(self, kind, value=None, match=None):
        if kind not in self.ONE_SHOT:
            raise ValueError(f"unknown fault {kind!r}")
        self.pending.append(Fault(kind, value, match))

    def take(self, command_line):
        """The fault meant for this command line, removed from those that wait."""
        for fault in self.pending:
            if fault.match is None or ("AT" + command_line).upper().startswith(fault.match.upper()):
                self.pending.remove(fault)
                return fault
        return NO_FAULT

    def request(self, text):
        """One line of the control protocol; gives the reply, raises ValueError."""
        word, _, rest = text.strip().partition(" ")
        match = None
        if word == "at":
            match, _, rest = rest.partition(": ")
            word, _, rest = rest.strip().partition(" ")
        if word in self.ONE_SHOT:
            convert = self.ONE_SHOT[word]
            self.add(word, convert(rest) if convert and rest else None, match)
            return "ok"
        action = getattr(self, "do_" + word.replace("-", "_"), None)
        if action is None:
            raise ValueError(f"unknown request {word!r}")
        arguments = rest.split(" ", max(0, action.__code__.co_argcount - 2)) if rest else ()
        try:
            return action(*arguments) or "ok"
        except (TypeError, KeyError, IndexError, AttributeError) as problem:
            raise ValueError(str(problem)) from None

    # -- immediate --

    def do_urc(self, text):
        """Say any line."""
        self.module.output.unsolicited(text.encode().decode("unicode_escape"))

    def do_restart(self):
        """Reboot at once, without a word."""
        self.module.restart()

    def do_power_off(self):
        self.module.power_off()

    def do_power_key(self):
        self.module.power_key()

    def do_ignored(self):
        """Bytes the host sent outside any command line, in hexadecimal."""
        return self.module.terminal.ignored.hex() or "none"

    # -- on the answer being said --

    def apply_to(self, fault, recorded):
        """Say a recorded answer the wrong way."""
        line, half = self.module.line, len(recorded) // 2
        if fault.kind == "twice":
            line.to_host(recorded * 2)
        elif fault.kind == "flood":
            cut = recorded.find(b"\n", 2) + 1          # behind the first line of the answer
            text = self.module.output.framed(self.module.UNRELATED_URC)
            line.to_host(recorded[:cut] + text * (fault.value or 10) + recorded[cut:])
        elif fault.kind == "cut":
            line.to_host(recorded[:half])
            return self._rest_later(recorded[half:], fault.value or 1)
        elif fault.kind == "reboot":
            line.to_host(recorded[:half])
            self.module.restart()
        return None

    async def _rest_later(self, rest, seconds):
        await self.module.clock.sleep(seconds)
        self.module.line.to_host(rest)
