"""All the real servers of the end-to-end tests, started and stopped together; everything they write is below one folder."""

import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "tools")]

import certificates  # noqa: E402
import web  # noqa: E402
from broker import LISTENERS, Broker  # noqa: E402
from coap_server import CoapServers  # noqa: E402
from devkit import debian  # noqa: E402
from ftp_server import Ftp  # noqa: E402
from httpbin_server import Httpbin  # noqa: E402
from ntp_server import Ntp  # noqa: E402
from streams import PORTS, StreamServers  # noqa: E402
from vsftpd_server import Vsftpd  # noqa: E402


class Servers:
    """A context manager: `with Servers() as servers:`.

    A program asks for broker.test, echo.test and web.test at well-known ports (the LISTENERS and PORTS of
    their files); `routes()` leads there. ftp.test and vsftpd.test are at port 21, bin.test at 80, ntp.test at 123, lwm2m.test
    at the PORTS of coap_server.py.
    """

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="atmodem-servers-"))
        self.certificates = self.folder / "certificates"
        certificates.make(self.certificates)
        command = debian.installed_or_fetched("mosquitto", "usr/sbin/mosquitto")
        self.broker = Broker(command, self.folder / "broker", self.certificates)
        self.streams = StreamServers(self.certificates)
        command = debian.installed_or_fetched("nginx", "usr/sbin/nginx")
        self.ftp = Ftp(self.folder / "ftp")
        self.vsftpd = Vsftpd(debian.installed_or_fetched("vsftpd", "usr/sbin/vsftpd"), self.folder / "vsftpd")
        self.httpbin = Httpbin()
        self.coap = CoapServers()
        self.ntp = Ntp(debian.installed_or_fetched("chrony", "usr/sbin/chronyd"), self.folder / "ntp")
        self.web = web.Web(command, self.folder / "web", self.certificates)
        # Each simulated module starts one of its own when it is dialled. The ordinary slirp ends at once on 64 bits.
        self.ppp = debian.installed_or_fetched("slirp", "usr/bin/slirp-fullbolt")

    def __enter__(self):
        self.streams.start()
        self.broker.start()
        self.web.start()
        self.ftp.start()
        self.vsftpd.start()
        self.httpbin.start()
        self.coap.start()
        self.ntp.start()
        return self

    def __exit__(self, *_):
        self.ntp.stop()
        self.coap.stop()
        self.httpbin.stop()
        self.vsftpd.stop()
        self.ftp.stop()
        self.web.stop()
        self.broker.stop()
        self.streams.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def routes(self):
        """The HOST:PORT=127.0.0.1:PORT rows for a simulated module."""
        rows = [f"broker.test:{port}=127.0.0.1:{self.broker.ports[name]}" for name, (port, _) in LISTENERS.items()]
        rows += [f"web.test:{port}=127.0.0.1:{self.web.ports[name]}" for name, (port, _) in web.LISTENERS.items()]
        for name, server in (("ftp.test", self.ftp), ("vsftpd.test", self.vsftpd)):
            rows += [f"{name}:21=127.0.0.1:{server.port}", f"{name}:*=127.0.0.1:*"]
        rows.append(f"bin.test:80=127.0.0.1:{self.httpbin.port}")
        rows += self.coap.routes()
        rows.append(f"ntp.test:123=127.0.0.1:{self.ntp.port}")
        return rows + [f"echo.test:{port}=127.0.0.1:{self.streams.ports[name]}" for name, port in PORTS.items()]
