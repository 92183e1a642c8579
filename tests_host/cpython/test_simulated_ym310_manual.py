"""The worked examples of the manual, in order, against the simulated module: each goes as printed, or is known to be a slip."""

import re
import time
from pathlib import Path

import pytest
from cpython.ym310_bench import Modem, Servers

MANUAL = Path(__file__).with_name("ym310_manual.txt")
# Reported by themselves, at boot and with the network; dialogues of the manual leave them out.
BY_THEMSELVES = "^MODE", "+E_UTRAN", "+NITZ", "+CGEV", "+CPIN: SIM REMOVED"
PATIENCE, TICK = 200, 0.05                             # module time: how many ticks a line may take


class Example:
    """What the host says, and all that follows until it says something again."""

    def __init__(self, number, command):
        self.number, self.command = number, command
        self.expected, self.slip, self.problem = [], None, None


def dialogues():
    """title -> [what to do before the first example, Example, ...]"""
    found, number = {}, 0
    for line in MANUAL.read_text().splitlines():
        kind, text = line[:2], line[2:]
        if line.startswith("["):
            steps = found[line[1:-1]] = [Example(None, None)]
        elif kind == "> ":
            number += 1
            steps.append(Example(number, text))
        elif kind in ("< ", "@ "):
            steps[-1].expected.append((kind[0], text))
        elif kind == "! ":
            steps[-1].slip = text
    return found


def tidy(text):
    """Spaces behind colons and commas are not the same in tables, examples and captures."""
    return re.sub(r"([:,]) +", r"\1", text.strip())


class Replay:
    """One dialogue with one module."""

    def __init__(self, modem, servers, broker):
        self.modem, self.servers, self.broker = modem, servers, broker
        self.heard, self.file = "", None
        self.open = self.skipping = False              # a prompt stands open; any lines may come
        self.modem("ATE0&W")

    def run(self, steps):
        for step in steps:
            self.skipping = False
            if step.command is not None:
                self.say(step.command)
            for kind, text in step.expected:
                if kind == "@":
                    self.act(*text.partition(" ")[::2])
                elif step.problem is None:
                    step.problem = self.expect(text)
            step.problem = step.problem or self.expect_no_more()
            self.heard = self.heard if step.problem is None else ""

    # -- host --

    def say(self, text):
        name = re.search(r"\{size (.*?)\}", text)
        if name:
            self.file = (self.servers.folder / name[1].replace(".crt", ".pem").replace("server1", "ca").replace(
                "server2", "ca")).read_bytes()
            text = text.replace(name[0], str(len(self.file)))
        data = text.replace("~Z", "\x1a").encode("latin-1").decode("unicode_escape" if "\\x" in text else "latin-1")
        if text == "{file}":
            data = self.file.decode("latin-1")
        elif not self.open and text != "+++":
            data += "\r"
        self.open = False
        self.listen(data.encode("latin-1"))

    def listen(self, data=b"", seconds=0.001):
        self.heard += self.modem(data, seconds=seconds).decode("latin-1")

    def act(self, what, rest):
        if what == "at":
            self.listen(rest.encode() + b"\r")
            self.settle()
            self.heard = ""
        elif what == "say":
            self.listen(rest.encode())
        elif what == "data":
            self.listen(self.file)
        elif what == "push":
            self.servers.push(rest.encode())
        elif what == "wait":
            self.listen(seconds=float(rest))
            self.settle(5)
        elif what == "fault":
            self.modem.pipe.request(rest)
        elif what == "restart":
            self.listen(b"AT+RESET\r")
            self.heard = ""
        elif what == "broker":
            self.broker.restart()

    def settle(self, ticks=30):
        for _ in range(ticks):
            time.sleep(0.001)
            self.listen(seconds=TICK)

    # -- module --

    def next_line(self):
        """The next line that is not blank and not reported by itself; None if there is none yet."""
        while "\r\n" in self.heard:
            line, _, rest = self.heard.partition("\r\n")
            if line.strip() and not line.startswith(BY_THEMSELVES):
                return line
            self.heard = rest
        return None

    def expect(self, text):
        """What is wrong, or None."""
        skipping, self.skipping = self.skipping, text == "**"
        if self.skipping:
            return None
        pattern = re.escape(tidy(text)).replace(r"\*", ".*")
        line = None
        for _ in range(PATIENCE):
            if text == ">" and re.fullmatch(r"\s*> ?", self.heard):
                self.heard, self.open = "", True
                return None
            line = self.next_line()
            if line is not None:
                self.heard = self.heard.partition("\r\n")[2]
                if re.fullmatch(pattern, tidy(line)):
                    self.open = text == "DOWNLOAD"
                    return None
                if not skipping:
                    break
            else:
                self.listen(seconds=TICK)
                time.sleep(0.001)
        return f"{text!r} expected, {line!r} said"

    def expect_no_more(self):
        line = self.next_line()
        if self.skipping:
            self.heard = ""
        elif line is not None:
            return f"{line!r} said too"
        return None


@pytest.fixture(scope="session")
def old_servers(tmp_path_factory):
    """Servers with an RSA key, as the cipher suites of the manual want it."""
    with Servers(tmp_path_factory.mktemp("old"), old_fashioned=True) as running:
        names = [f"/file{number}.txt" for number in range(40)]
        running.files.update({**dict.fromkeys(names, b""), "/11/TEST2.txt": bytes(296895), "/11/TEST.mp3": bytes(245900),
                              "/HI.txt": b"hi"})
        yield running


def routes(title, servers, broker):
    ports = servers.ports
    echo = ports["tls" if "TLS" in title else "echo"]
    rows = [f"60.166.13.215:6100=127.0.0.1:{echo}", f"*:6100=127.0.0.1:{ports['udp']}"]
    rows += [f"*:{port}=127.0.0.1:{echo}" for port in (7500, 6001, 8305, 12345, 35046, 40117)]
    rows += [f"*:{port}=127.0.0.1:{ports[name]}" for port, name in ((80, "http"), (443, "https"), (21, "ftp"), (123, "ntp"))]
    rows += [f"*:{port}=127.0.0.1:{broker.ports[name]}" for port, name in ((1883, "plain"), (8883, "tls"), (8884, "mutual"))]
    return rows + ["*:*=127.0.0.1:*"]


def test_examples_of_the_manual(servers, old_servers, broker):
    examples = []
    for title, steps in dialogues().items():
        chosen = servers if title.startswith("13") else old_servers
        chosen.clients.clear()
        modem = Modem(route=routes(title, chosen, broker), set={"link-separator": ", "})
        Replay(modem, chosen, broker).run(steps)
        modem.close()
        examples += [step for step in steps if step.command is not None]
    missed = [step for step in examples if step.problem]
    print(f"\n{len(examples) - len(missed)} of {len(examples)} examples go as printed")
    for step in missed:
        print(f"  {step.number}: {step.command}: {step.problem} ({step.slip or 'NOT KNOWN'})")
    assert [step.number for step in missed] == [step.number for step in examples if step.slip]
    assert len(examples) - len(missed) >= 500
