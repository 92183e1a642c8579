# What goes wrong around the services of the simulated YM310, with real servers: the error says what, the bytes that were given
# before are right, and the next call works without a restart. Time runs ten times as fast, in program and module.
import atmodem
from atmodem.errors import CommandError, LinkLost, ModemError, Rejected
from atmodem.tls import Tls
from support import world
from support.hurried import Hurried
from support.program import error_of, run
from support.transfers import Pattern

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--speed", str(Hurried.SPEED)],
    "also": {"test_a_body_that_comes_short": ["--set", "broken-body=short"]},
    "heap": "256k",
    "once": (
        "test_a_web_server_that_dies_in_the_middle", "test_a_body_that_comes_short", "test_http_without_a_context",
        "test_ftp_without_a_context_goes_on_by_itself", "test_a_file_on_its_way_without_a_context",
    ),
}  # fmt: skip
URL = "http://web.test/"
SIZE = 1304000  # of the module's file system when it is empty


def program(main):
    """A test: the module is open, `main(modem)` is done."""

    def test():
        world.ask("ftp cut")
        run(main, clock=Hurried())

    return test


async def works(modem):
    """Every service still does what it should."""
    async with await modem.http.get(URL + "small") as r:
        buffer = bytearray(20)
        assert (r.status, await r.readinto(buffer)) == (200, 15)
    await modem.files.write("works", b"works")
    assert await modem.files.read("works") == b"works"
    await modem.files.delete("works")


def server(modem):
    return modem.ftp.connect("ftp.test", user="alice", password="secret")


class Harmed(Pattern):
    """Asks for something on the way, behind so many bytes."""

    def __init__(self, size, request, behind):
        super().__init__(size)
        self.request = request
        self.behind = behind

    def look(self):
        if self.request and self.at > self.behind:
            world.ask(self.request)
            self.request = ""

    def write(self, data):
        super().write(data)
        self.look()

    def readinto(self, buffer):
        n = super().readinto(buffer)
        self.look()
        return n


# --- certificates


@program
async def test_a_certificate_that_somebody_has_deleted(modem):
    tls = Tls(ca=world.certificate("ca"))
    for _ in range(2):
        async with await modem.http.get("https://web.test/small", tls=tls) as r:
            assert r.status == 200
        for name in await modem.files.list():
            if name.endswith(".pem"):
                await modem.files.delete(name)


@program
async def test_a_certificate_that_is_none(modem):
    broken = Tls(ca=b"-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
    error = await error_of(modem.http.get("https://web.test/small", tls=broken))
    assert (error.kind, error.code) == ("HTTP", 605) and "TLS" in str(error), error
    error = await error_of(modem.sockets.open("tcp", "echo.test", 4433, tls=broken))
    assert isinstance(error, LinkLost) and "CONNECT FAIL" in str(error), error
    error = await error_of(modem.mqtt.connect("broker.test", 8883, "one", tls=broken))
    assert isinstance(error, CommandError) and "CONNECT FAIL" in str(error), error
    async with await modem.http.get("https://web.test/small", tls=Tls(ca=world.certificate("ca"))) as r:
        assert r.status == 200
    await works(modem)


# --- files


@program
async def test_a_full_disk(modem):
    world.ask("ftp make full %d" % (SIZE - 100))
    world.ask("ftp make more 5000")
    async with await server(modem) as ftp:
        file, size = await ftp.get_file("full", "full")
        assert await modem.files.free() == 100
        error = await error_of(ftp.get_file("more", "more"))
        assert isinstance(error, Rejected) and error.code == 85 and "file" in str(error), error
        async with await modem.http.get(URL + "page") as r:
            error = await error_of(r.save("page"))
            assert (error.kind, error.code) == ("HTTP", 6) and "file" in str(error), error
        error = await error_of(modem.files.write("mine", bytes(200)))
        assert isinstance(error, CommandError), error
        # a certificate finds no room either
        error = await error_of(modem.http.get("https://web.test/small", tls=Tls(ca=world.certificate("ca"))))
        assert isinstance(error, CommandError) and error.command == b"+FSWRITE", error
        await modem.files.delete(file)
        assert await ftp.get_file("more", "more") == ("C:/USER/FTP/more", 5000)
    await works(modem)


@program
async def test_a_file_that_is_not_there(modem):
    async with await server(modem) as ftp:
        assert "no such file" in str(await error_of(modem.files.read("absent")))
        assert isinstance(await error_of(ftp.put_file("absent", "x")), CommandError)
        for call in (ftp.get_file("absent", "x"), ftp.get("absent", Pattern(0), tries=1)):
            error = await error_of(call)
            assert isinstance(error, (LinkLost, Rejected)) and "FTP: " in str(error), error
        async with await modem.http.get(URL + "absent") as r:
            assert r.status == 404
        await ftp.put("present", b"here")
        assert await ftp.size("present") == 4
    await works(modem)


@program
async def test_a_name_that_is_too_long(modem):
    name = "n" * 65
    async with await server(modem) as ftp:
        for call in (
            lambda: modem.files.write(name, b"x"), lambda: modem.files.read(name), lambda: modem.files.list(name),
            lambda: ftp.get_file("a", name), lambda: ftp.put("a/" + "n" * 100, b"x"),
        ):  # fmt: skip
            try:
                await call()
            except ValueError as error:
                assert "name" in str(error) or "file" in str(error), error
            else:
                raise AssertionError("it was sent")
        await modem.files.write(name[1:], b"64 bytes may be")
        assert await modem.files.read(name[1:]) == b"64 bytes may be"
    await works(modem)


# --- servers


async def first_bytes(modem, n):
    """What the slow file begins with."""
    found = bytearray(n)
    async with await modem.http.get(URL + "slow", range=(0, n - 1), timeout_ms=600000) as r:
        got = 0
        while got < n:
            got += await r.readinto(memoryview(found)[got:])
    return found


async def until_it_breaks(response):
    """(what came, the error)"""
    came = b""
    buffer = bytearray(1000)
    while True:
        try:
            n = await response.readinto(buffer)
        except ModemError as error:
            return came, error
        assert n, "it broke off, and that is no end"
        came += buffer[:n]


async def later(ms, request):
    await atmodem.sleep_ms(ms)
    world.ask(request)


async def broken_off(modem, request, kind):
    """A stream that is broken off; what had come is right."""
    task = atmodem.spawn(later(5000, request))
    response = await modem.http.get(URL + "slow", stream=True, timeout_ms=600000)
    came, error = await until_it_breaks(response)
    await response.close()
    await task
    assert isinstance(error, kind), error
    return came, error


@program
async def test_a_web_server_that_dies_in_the_middle(modem):
    came, error = await broken_off(modem, "web stop", CommandError)
    assert (error.kind, error.code) == ("HTTP", 601) and "network" in str(error), error
    task = atmodem.spawn(later(1000, "web start"))
    await task
    assert came and came == await first_bytes(modem, len(came))
    task = atmodem.spawn(later(5000, "web stop"))
    error = await error_of(modem.http.get(URL + "slow", timeout_ms=600000))
    await task
    assert (error.kind, error.code) == ("HTTP", 601), error
    world.ask("web start")
    await works(modem)


@program
async def test_a_body_that_comes_short(modem):
    task = atmodem.spawn(later(5000, "web stop"))
    response = await modem.http.get(URL + "slow", want_headers=True, timeout_ms=600000)
    came, error = await until_it_breaks(response)
    await response.close()
    await task
    assert (error.kind, error.code) == ("HTTP", 1) and "short" in str(error), error
    world.ask("web start")
    assert came and came == await first_bytes(modem, len(came))
    await works(modem)


# --- the packet context


@program
async def test_http_without_a_context(modem):
    await works(modem)
    await broken_off(modem, "modem pdp-deact", LinkLost)
    task = atmodem.spawn(later(5000, "modem pdp-deact"))
    error = await error_of(modem.http.get(URL + "slow", timeout_ms=600000))
    assert isinstance(error, LinkLost) and "bearer" in str(error), error
    await task
    await works(modem)


@program
async def test_ftp_without_a_context_goes_on_by_itself(modem):
    world.ask("ftp make d 20000")
    async with await server(modem) as ftp:
        sink = Harmed(20000, "modem pdp-deact", 6000)
        assert await ftp.get("d", sink) == 20000 == sink.at
        source = Harmed(20000, "modem pdp-deact", 6000)
        assert await ftp.put("u", source) == 20000
        assert world.ask("ftp check u") == world.ask("ftp check d")
    await works(modem)


@program
async def test_a_file_on_its_way_without_a_context(modem):
    world.ask("ftp make big %d" % (SIZE // 2))
    async with await server(modem) as ftp:
        task = atmodem.spawn(later(600, "modem pdp-deact"))
        error = await error_of(ftp.get_file("big", "big"))
        await task
        assert error is None or isinstance(error, LinkLost), error
        assert await ftp.get_file("big", "big") == ("C:/USER/FTP/big", SIZE // 2)
        assert await modem.files.size("C:/USER/FTP/big") == SIZE // 2
    await works(modem)
