# HTTP of the YM310 under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ym310 import ANSWER, Yuge

# "`timeout_ms` once for a request and once a piece of a long body; two minutes for bearer and settings"
HTTP_MS = 20000
REQUEST = 2 * HTTP_MS + 120000 + ANSWER  # and the close
URL = "http://web.test/"
HTTP = (
    ("get", lambda m, s: closed(m.http.get(URL, timeout_ms=HTTP_MS, want_headers=True)), REQUEST),
    ("post", lambda m, s: closed(m.http.post(URL, b"\r\nOK\r\n", timeout_ms=HTTP_MS)), REQUEST),
    ("stream", lambda m, s: closed(m.http.get(URL, stream=True, timeout_ms=HTTP_MS)), REQUEST),
    ("settings", lambda m, s: m.http.settings(), ANSWER),
    ("keep_settings", lambda m, s: m.http.keep_settings(), ANSWER),
)
RESPONSE = (
    ("readinto", lambda m, s: s.readinto(bytearray(5)), HTTP_MS),
    ("save", lambda m, s: s.save("a.txt"), HTTP_MS),
    ("response.close", lambda m, s: s.close(), ANSWER),
)


async def closed(request):
    response = await request
    await response.close()


def response(modem):
    return modem.http.get(URL, timeout_ms=HTTP_MS)


def test_http():
    check(HTTP, family=Yuge())


def test_http_response():
    check(RESPONSE, True, Yuge(response))
