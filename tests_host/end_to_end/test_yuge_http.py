# HTTP of the simulated YM310 against a real web server: every way to fetch and to send, what must be refused, links that go.
import hashlib

import atmodem
from atmodem.errors import Busy, CommandError, LinkLost
from atmodem.tls import Tls
from support import world

SETUP = {"module": "ym310", "arguments": ["--booted"], "once": ["test_a_megabyte_in_ranges"], "heap": "96k"}
URL = "http://web.test/"


def session(work):
    """Open the module, do `work(modem)`."""

    async def main():
        modem = await atmodem.open(port)
        try:
            return await work(modem)
        finally:
            modem.close()

    port = world.port()
    try:
        return atmodem.run(main())
    finally:
        port.close()


async def body(response, size=512):
    """All of a small body."""
    buffer = bytearray(size)
    found = b""
    while True:
        n = await response.readinto(buffer)
        if not n:
            return found
        found += buffer[:n]


def pattern(n):
    data = bytearray(n)
    for i in range(n):
        data[i] = (i * 7 + i // 256) & 255
    return data


def test_get():
    async def work(modem):
        async with await modem.http.get(URL + "small") as r:
            assert (r.status, r.length, r.headers) == (200, 15, None)
            assert await body(r, 4) == b"Hello, modules!"
            assert await r.readinto(bytearray(1)) == 0

    session(work)


def test_head_and_headers():
    async def work(modem):
        async with await modem.http.head(URL + "big") as r:
            assert r.status == 200 and r.headers["content-length"] == "1048576", r.headers
            assert await r.readinto(bytearray(9)) == 0
        async with await modem.http.get(URL + "small", want_headers=True) as r:
            assert r.headers["content-length"] == "15", r.headers
            assert await body(r) == b"Hello, modules!"

    session(work)


def test_a_status_is_an_answer():
    async def work(modem):
        async with await modem.http.get(URL + "teapot") as r:
            assert r.status == 418 and await body(r) == b"short and stout"
        async with await modem.http.get(URL + "nowhere") as r:
            assert r.status == 404

    session(work)


def test_headers_of_the_request_are_those_of_this_request():
    async def work(modem):
        for headers, status in (({"X-Key": "open", "X-More": "1"}, 200), (None, 403), ({"X-Key": "shut"}, 403)):
            async with await modem.http.get(URL + "key", headers=headers) as r:
                assert r.status == status, headers

    session(work)


def test_redirects():
    async def work(modem):
        async with await modem.http.get(URL + "moved") as r:
            assert r.status == 302
        async with await modem.http.get(URL + "moved", redirects=True) as r:
            assert r.status == 200 and await body(r) == b"Hello, modules!"
        async with await modem.http.get(URL + "moved") as r:
            assert r.status == 302

    session(work)


def test_a_megabyte_in_ranges():
    async def work(modem):
        total = 1 << 20
        digest = hashlib.sha256()
        buffer = bytearray(3356)
        done = 0
        while done < total:
            async with await modem.http.get(URL + "big", range=(done, done + 3355)) as r:
                assert r.status == 206
                while True:
                    n = await r.readinto(buffer)
                    if not n:
                        break
                    digest.update(memoryview(buffer)[:n])
                    done += n
        assert done == total
        return digest.digest()

    assert session(work).hex() == world.ask("web sha256 big")


def test_a_stream_of_any_length():
    async def work(modem):
        digest = hashlib.sha256()
        buffer = bytearray(1024)
        async with await modem.http.get(URL + "slow", stream=True) as r:
            assert r.status is None and r.length is None
            while True:
                n = await r.readinto(buffer)
                if not n:
                    break
                digest.update(memoryview(buffer)[:n])
            assert r.status == 200
        return digest.digest()

    assert session(work).hex() == world.ask("web sha256 slow")


def test_post():
    async def work(modem):
        for n in (1, 10, 1000):
            async with await modem.http.post(URL + "echo", pattern(n)) as r:
                assert r.status == 200
                assert await body(r) == pattern(n), n

    session(work)


class File:
    """Byte i is i * 7 + i // 256, modulo 256; there is no need to have all of them."""

    start = 0

    def readinto(self, buffer):
        for i in range(len(buffer)):
            buffer[i] = (self.start * 7 + self.start // 256) & 255
            self.start += 1
        return len(buffer)


def test_post_of_100_kb():
    async def work(modem):
        async with await modem.http.post(URL + "echo", File(), length=100000) as r:
            buffer = bytearray(700)
            expected = bytearray(700)
            source = File()
            while True:
                n = await r.readinto(buffer)
                if not n:
                    break
                source.readinto(memoryview(expected)[:n])
                assert memoryview(buffer)[:n] == memoryview(expected)[:n], source.start
            assert (r.status, source.start) == (200, 100000)

    session(work)


def test_bodies_longer_than_one_command_takes():
    async def work(modem):
        buffer = bytearray(500)
        sent = pattern(5000)
        for stream in (True, False):
            done = 0
            async with await (modem.http.post(URL + "echo", sent) if stream else modem.http.get(URL + "page")) as r:
                while True:
                    n = await r.readinto(buffer)
                    if not n:
                        break
                    assert not stream or memoryview(buffer)[:n] == memoryview(sent)[done : done + n], done
                    done += n
                assert (r.status, r.length, done) == (200, None if stream else 5000, 5000)

    session(work)


def test_https():
    async def work(modem):
        tls = Tls(ca=world.certificate("ca"))
        async with await modem.http.get("https://web.test/small", tls=tls) as r:
            assert r.status == 200 and await body(r) == b"Hello, modules!"
        async with await modem.http.post("https://web.test/echo", b"secret", tls=tls) as r:
            assert await body(r) == b"secret"
        async with await modem.http.get(URL + "small") as r:
            assert r.status == 200

    session(work)


def test_https_refuses_what_it_cannot_verify():
    async def work(modem):
        tls = Tls(ca=world.certificate("ca"))
        for port in (8443, 9443):
            url = "https://web.test:%d/small" % port
            try:
                await modem.http.get(url, tls=tls)
            except CommandError as error:
                assert error.code in (605, 606), error
            else:
                raise AssertionError("fetched")
            # unless it is told not to look
            async with await modem.http.get(url, tls=Tls(verify=False)) as r:
                assert r.status == 200

    session(work)


def test_one_request_at_a_time():
    async def work(modem):
        async with await modem.http.get(URL + "small"):
            try:
                await modem.http.get(URL + "small")
            except Busy:
                pass
            else:
                raise AssertionError("a second request")
        async with await modem.http.get(URL + "small") as r:
            assert r.status == 200

    session(work)


def test_nobody_listens():
    async def work(modem):
        for url in ("http://web.test:81/", "http://nobody.test/"):
            try:
                await modem.http.get(url)
            except CommandError as error:
                assert error.code in (601, 603), error
            else:
                raise AssertionError("fetched")
        async with await modem.http.get(URL + "small") as r:
            assert await body(r) == b"Hello, modules!"

    session(work)


def test_a_server_that_goes_in_mid_transfer():
    async def stop():
        await atmodem.sleep_ms(1000)
        world.ask("web stop")

    async def work(modem):
        task = atmodem.spawn(stop())
        try:
            async with await modem.http.get(URL + "slow", want_headers=True) as r:
                while await r.readinto(bytearray(700)):
                    pass
        except CommandError as error:
            assert error.kind == "HTTP", error
        else:
            raise AssertionError("all there")
        await task
        world.ask("web start")
        async with await modem.http.get(URL + "small") as r:
            assert await body(r) == b"Hello, modules!"

    session(work)


def test_a_bearer_that_goes_in_mid_transfer():
    async def work(modem):
        r = await modem.http.get(URL + "slow", stream=True)
        assert await r.readinto(bytearray(300)) > 0
        world.ask("modem pdp-deact")
        try:
            while await r.readinto(bytearray(700)):
                pass
        except LinkLost:
            pass
        else:
            raise AssertionError("no loss")
        await r.close()
        async with await modem.http.get(URL + "small") as r:
            assert await body(r) == b"Hello, modules!"

    session(work)


def test_the_body_as_a_file_of_the_module():
    async def work(modem):
        async with await modem.http.get(URL + "small") as r:
            assert await r.save("small.bin") == 15
        assert await modem.files.size("small.bin") == 15

    session(work)
