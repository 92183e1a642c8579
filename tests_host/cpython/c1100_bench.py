"""What the tests of the simulated C1100 stand on: the module in this thread, answering as the manual does, with numbers."""

import sys

import pytest
from cpython import ym310_bench
from cpython.ym310_bench import PROJECT

sys.path[:0] = [str(PROJECT / "tools"), str(PROJECT / "tests_host" / "end_to_end")]

import web  # noqa: E402
from modemsim.simulator import Pipe  # noqa: E402

OK, ERROR = b"0\r", b"4\r"


class Modem(ym310_bench.Modem):
    """The module after ATE0 and ATV0. ``Modem(spaces="none")``: with ``--set spaces=none``."""

    def __init__(self, route=(), pin="", sim=True, verbose=False, booted=True, ppp_server=(), **settings):
        names = {name.replace("_", "-"): value for name, value in settings.items()}
        self.pipe = Pipe("c1100", route=list(route), pin=pin, sim=sim, booted=booted, ppp_server=list(ppp_server), set=names)
        if booted:
            self.pipe.feed(b"ATE0\r")
            if not verbose:
                assert self.pipe.feed(b"ATV0\r") == OK

    def online(self):
        """The packet connection of the sockets stands."""
        assert self('AT+LSIPPROFILE=1,"CMNET"') in (OK, ym310_bench.OK)
        assert b"+LSIPCALL:1, 10.32.226.112\r" in self("AT+LSIPCALL=1", seconds=1)
        return self

    def event(self, text):
        """Something happens to the module; what it says about that."""
        assert self.pipe.request(text) == "ok"
        return self.after(0.001)


@pytest.fixture(scope="session")
def nginx(servers, tmp_path_factory):
    running = web.Web(ym310_bench.server_command("nginx", "usr/sbin/nginx"), tmp_path_factory.mktemp("web"), servers.folder)
    running.start()
    yield running
    running.stop()
