# Sign-in to cloud platforms: the answers are those of the platforms' own documentation, and of RFC 2202 and RFC 4231.
from binascii import hexlify

from atmodem import cloud


def raised(function, *arguments, **named):
    try:
        function(*arguments, **named)
    except ValueError as error:
        return str(error)
    return None


def test_keyed_hashes_of_the_rfcs():
    what, key = b"what do ya want for nothing?", b"Jefe"
    assert hexlify(cloud.hmac(key, what, "md5")) == b"750c783e6ab0b503eaa86e310a5db738"
    assert hexlify(cloud.hmac(key, what, "sha1")) == b"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    assert hexlify(cloud.hmac(key, what, "sha256")) == b"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    long = b"Test Using Larger Than Block-Size Key - Hash Key First"
    digest = b"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    assert hexlify(cloud.hmac(b"\xaa" * 131, long, "sha256")) == digest


def test_alibaba_as_in_its_documentation():
    login = cloud.alibaba("pk", "device", "secret", client_id="12345", tls=False, method="sha1", timestamp=789)
    assert login["client_id"] == "12345|securemode=3,signmethod=hmacsha1,timestamp=789|"
    assert login["user"] == "device&pk"
    # The documentation blanks the last four characters.
    assert login["password"].upper().startswith("FAFD82A3D602B37FB0FA8B7892F24A477F85")
    assert (login["host"], login["port"]) == ("pk.iot-as-mqtt.cn-shanghai.aliyuncs.com", 1883)


def test_alibaba_without_a_timestamp():
    login = cloud.alibaba("a1Ze3BcsQ5x", "XP001", "amzS2Q9siGHpSVDVhvDV43661DmfdXtW", client_id="XP001", tls=False, method="sha1")
    assert login["client_id"] == "XP001|securemode=3,signmethod=hmacsha1|"
    assert login["password"] == "cc4e388e7f1ea1e5bdaf15891b76f2dfcfeffb06"


def test_alibaba_over_tls_says_so():
    login = cloud.alibaba("pk", "device", "secret")
    assert login["client_id"] == "pk.device|securemode=2,signmethod=hmacsha256|"


def test_onenet_token():
    key = "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw="
    token = cloud.onenet_token(key, "products/123123", 1537255523, "sha1")
    assert token == (
        "version=2018-10-31&res=products%2F123123&et=1537255523&method=sha1&sign=lsaPSiiGvEFFjXu5WU7a6IkScqE%3D"
    )
    login = cloud.onenet("123123", "mydev", key, 1537255523)
    assert (login["host"], login["port"]) == ("mqttstls.heclouds.com", 8883)
    assert (login["client_id"], login["user"]) == ("mydev", "123123")
    assert login["password"].startswith("version=2018-10-31&res=products%2F123123%2Fdevices%2Fmydev&et=1537255523&method=sha256&")


def test_baidu_as_in_its_documentation():
    login = cloud.baidu("abcd123", "mydevice", "ImSeCrEt0I1M2jkl", method="md5", timestamp=1583826857)
    assert login["user"] == "thingidp@abcd123|mydevice|1583826857|MD5"
    assert login["password"] == "7f0e63d2c6e122100edde19e34e7df5b"
    login = cloud.baidu("abcd123", "mydevice", "ImSeCrEt0I1M2jkl", method="md5", tls=False)
    assert login["user"] == "thingidp@abcd123|mydevice|0|MD5"
    assert login["password"] == "22bc75231495220c7a2202fe15f7d286"
    assert (login["host"], login["port"]) == ("abcd123.iot.gz.baidubce.com", 1883)


def test_what_cannot_be_signed_is_refused_by_name():
    assert raised(cloud.alibaba, 'p"k', "device", "secret") == "product_key: quote"
    assert raised(cloud.alibaba, "pk", "device\r", "secret") == "device_name: control character"
    assert raised(cloud.alibaba, "pk", "device", "secret", client_id="x" * 65) == "client_id: 1 to 64 bytes"
    assert raised(cloud.alibaba, "pk", "device", "secret", method="sha512") == "method: sha256, sha1 or md5"
    assert raised(cloud.onenet, "1", "dev", "not base64!", 1) == "key: base64 expected"
    assert raised(cloud.baidu, "core", "dev", "secret", method="sha1") == "method: sha256 or md5"
