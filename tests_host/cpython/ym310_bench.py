"""What the tests of the simulated YM310 stand on: the module in this thread, and small servers in another."""

import asyncio
import contextlib
import datetime
import re
import ssl
import struct
import sys
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "tools"), str(PROJECT / "tests_host" / "end_to_end")]

import certificates  # noqa: E402
from broker import LISTENERS, Broker  # noqa: E402
from devkit import debian  # noqa: E402
from modemsim.simulator import Pipe  # noqa: E402

OK = b"\r\nOK\r\n"


class Modem:
    """The simulated module, echo off. ``modem("AT+CSQ")`` gives everything that was said about it."""

    def __init__(self, **options):
        self.pipe = Pipe("ym310", **options)
        self.pipe.feed(b"ATE0\r")

    def __call__(self, command, wanted=None, seconds=0.001):
        """Say a line (or bytes as they are); wait until ``wanted`` was said as well."""
        data = command if isinstance(command, bytes) else command.encode("latin-1") + b"\r"
        said = self.pipe.feed(data, seconds)
        if wanted is not None and wanted not in said:
            said += self.pipe.until(wanted)
        return said

    def says(self, expected, command=b"", seconds=0.001):
        """Exactly this is said, however long a server takes."""
        said, end = self(command, seconds=seconds), time.monotonic() + 5
        while len(said) < len(expected) and time.monotonic() < end:
            time.sleep(0.001)
            said += self.pipe.feed(seconds=0.001)
        assert said == expected, said

    def after(self, seconds):
        """What is said while module time passes."""
        return self.pipe.advance(seconds)

    def until(self, wanted):
        return self.pipe.until(wanted)

    def heard_nothing(self, real_seconds=0.05):
        time.sleep(real_seconds)
        return self.pipe.feed() == b""

    def close(self):
        self.pipe.close()


class Servers:
    """TCP and UDP echo, TLS echo, HTTP, FTP and NTP on free ports of this computer."""

    def __init__(self, folder, old_fashioned=False):
        self.folder, self.old_fashioned = folder, old_fashioned
        certificates.make(folder)
        if old_fashioned:
            _old_fashioned(folder)
        self.ports, self.clients = {}, []
        self.files = {"/1.txt": b"0123456789"}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        self._call(self._open())
        return self

    def __exit__(self, *_):
        self._call(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def _call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _open(self):
        secured, mutual = self._tls(), self._tls()
        mutual.load_verify_locations(self.folder / "ca.pem")
        mutual.verify_mode = ssl.CERT_REQUIRED
        self.servers = []
        for name, handler, context in (("echo", self._echo, None), ("tls", self._echo, secured), ("mutual", self._echo, mutual),
                                       ("http", self._http, None), ("https", self._http, secured), ("ftp", self._ftp, None)):
            server = await asyncio.start_server(self._forgiving(handler), "127.0.0.1", 0, ssl=context)
            self.servers.append(server)
            self.ports[name] = server.sockets[0].getsockname()[1]
        for name, answered in (("udp", lambda data: data), ("ntp", _time)):
            transport, _ = await self.loop.create_datagram_endpoint(lambda made=answered: _Datagrams(made), ("127.0.0.1", 0))
            self.servers.append(transport)
            self.ports[name] = transport.get_extra_info("sockname")[1]

    def _tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        if self.old_fashioned:
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    async def _close(self):
        for server in self.servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @staticmethod
    def _forgiving(handler):
        async def serve(reader, writer):
            with contextlib.suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
                await handler(reader, writer)
            writer.close()
        return serve

    # -- what a test makes the servers do --

    def push(self, data):
        """Every TCP client of the echo server hears this."""
        self._wait_for_client()
        self._call(self._each(lambda writer: writer.write(data)))

    def hang_up(self):
        self._wait_for_client()
        self._call(self._each(lambda writer: writer.close()))

    def _wait_for_client(self):
        """The module may know of its connection before the server does."""
        end = time.monotonic() + 5
        while not self.clients and time.monotonic() < end:
            time.sleep(0.001)

    async def _each(self, action):
        for writer in self.clients:
            if not writer.is_closing():
                action(writer)

    # -- the servers --

    async def _echo(self, reader, writer):
        self.clients.append(writer)
        while data := await reader.read(4096):
            writer.write(data)
        if writer in self.clients:
            self.clients.remove(writer)

    async def _http(self, reader, writer):
        self.last_head = head = await reader.readuntil(b"\r\n\r\n")
        method, path, _ = head.split(b" ", 2)
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        content = body[::-1] if method == b"POST" else b"<html>" + path + b"</html>\r\n" * 3 + head
        status = b"302 Found\r\nLocation: /new" if path == b"/old" else b"404 Not Found" if path == b"/none" else b"200 OK"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(content)))
        if method != b"HEAD":
            writer.write(content)
        await writer.drain()

    async def _ftp(self, reader, writer):
        def say(text):
            writer.write(text.encode() + b"\r\n")
        say("220-Welcome\r\n220 ready")
        data, accepted, restart = None, asyncio.Queue(), 0
        while line := (await reader.readline()).decode().strip():
            word, _, rest = line.partition(" ")
            if word == "PASV":
                data = await asyncio.start_server(lambda *pair: accepted.put_nowait(pair), "127.0.0.1", 0)
                port = data.sockets[0].getsockname()[1]
                say(f"227 Entering passive mode (10,0,0,1,{port // 256},{port % 256})")
            elif word == "REST":
                restart = int(rest)
                say("350 go on")
            elif word in ("RETR", "LIST", "STOR", "APPE", "STOU"):
                if word == "RETR" and rest not in self.files:
                    say("550 no such file")
                    continue
                say("150 here it comes")
                source, target = await accepted.get()
                if word == "RETR":
                    target.write(self.files[rest][restart:])
                elif word == "LIST":
                    target.write("".join(f"-rw-r--r-- 1 ftp ftp {len(data)} Jul 10 17:08 {name[1:]}\r\n"
                                         for name, data in self.files.items()).encode())
                else:
                    self.files[rest] = (self.files.get(rest, b"") if word == "APPE" else b"") + await source.read(-1)
                target.close()
                data.close()
                restart = 0
                say("226 done")
            elif word == "SIZE":
                say(f"213 {len(self.files[rest])}" if rest in self.files else "550 no such file")
            elif word == "DELE":
                say("250 gone" if self.files.pop(rest, None) is not None else "550 no such file")
            else:
                say({"USER": "331 password?", "PASS": "230 in" if rest != "wrong" else "530 out", "TYPE": "200 fine",
                     "MKD": "257 made", "RMD": "250 gone"}.get(word, "500 what?"))


def _old_fashioned(folder):
    """An RSA key with a certificate of its own for authority, server and client: for the cipher suites of the manual."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server.test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                               serialization.NoEncryption())
    for name in ("ca", "server", "client"):
        (folder / f"{name}.pem").write_bytes(certificate)
        (folder / f"{name}.key").write_bytes(secret)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answered):
        self.answered = answered

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(self.answered(data), address)


def _time(_):
    """An NTP answer: 2018-05-16 07:49:27 UTC, 15:49:27 in Beijing."""
    return bytes(40) + struct.pack(">II", 3735445767, 0)


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    with Servers(tmp_path_factory.mktemp("servers")) as running:
        yield running


def server_command(package, path):
    """The command that starts a server; without it the tests that need it are skipped."""
    try:
        return debian.installed_or_fetched(package, path)
    except debian.Unavailable as reason:
        pytest.skip(f"NO {package.upper()}: {reason}")


@pytest.fixture(scope="session")
def broker(servers, tmp_path_factory):
    running = Broker(server_command("mosquitto", "usr/sbin/mosquitto"), tmp_path_factory.mktemp("broker"), servers.folder)
    running.start()
    yield running
    running.stop()


def routes(servers, broker=None):
    """echo.test, tls.test, ... at the ports a program asks for, and broker.test."""
    rows = [f"echo.test:{port}=127.0.0.1:{servers.ports[name]}" for name, port in
            (("echo", 7), ("udp", 8), ("tls", 443), ("mutual", 444))]
    rows += [f"www.test:80=127.0.0.1:{servers.ports['http']}", f"www.test:443=127.0.0.1:{servers.ports['https']}",
             f"ftp.test:21=127.0.0.1:{servers.ports['ftp']}", "ftp.test:*=127.0.0.1:*",
             f"pool.ntp.org:123=127.0.0.1:{servers.ports['ntp']}"]
    if broker:
        rows += [f"broker.test:{port}=127.0.0.1:{broker.ports[name]}" for name, (port, _) in LISTENERS.items()]
    return rows
