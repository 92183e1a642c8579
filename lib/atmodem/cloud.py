"""Sign-in to cloud platforms: from a device's secret to what `modem.mqtt.connect` wants.

    await modem.mqtt.connect(**cloud.alibaba("a1Ze3BcsQ5x", "pump-7", "secret"), tls=atmodem.Tls(ca=...))

Each returns a dict: host, port, client_id, user, password. Nothing is sent, nothing is waited for. A module that signs by
itself (the EC20: `modem.mqtt.configure("aliauth", ...)`) needs none of this. Hashes that the firmware lacks (md5 and sha1 on
small ones) raise NotSupported; sha256 is everywhere. Raises ValueError for a text that cannot be part of a login.

EC20, YM310 and C1100 carry each of these logins; the ML302 a password of at most 128 bytes, the L610 that and a client id of at
most 23; for longer ones `connect` raises ValueError. What that leaves is said below.
"""
import hashlib
from binascii import a2b_base64, b2a_base64, hexlify

from .arguments import text


def _hash(method):
    try:
        return getattr(hashlib, method)
    except AttributeError:
        from .errors import NotSupported

        raise NotSupported("%s: not in this firmware" % method)


def hmac(key, message, method):
    """The keyed hash of RFC 2104, bytes. `key`, `message`: bytes. `method`: "sha256", "sha1" or "md5"."""
    new = _hash(method)
    if len(key) > 64:
        key = new(key).digest()
    key = key + b"\0" * (64 - len(key))
    inner = new(bytes([c ^ 0x36 for c in key]))
    inner.update(message)
    outer = new(bytes([c ^ 0x5C for c in key]))
    outer.update(inner.digest())
    return outer.digest()


def _text(value, name):
    return str(text(value, name, 256), "utf-8")


def _method(method):
    if method not in ("sha256", "sha1", "md5"):
        raise ValueError("method: sha256, sha1 or md5")
    return method


def _hex(raw):
    return str(hexlify(raw), "utf-8")


def alibaba(
    product_key, device_name, device_secret, region="cn-shanghai", host=None, client_id=None, tls=True, method="sha256",
    timestamp=None,
):  # fmt: skip
    """Alibaba Cloud IoT Platform, one secret a device.

    `region`: where the product lives; `host`: that of an instance of one's own, instead of the public one. `client_id`: up to
    64 characters of one's own, product key and device name when None. `tls`: whether the session will use TLS (the platform
    wants to know). `timestamp`: milliseconds since 1970, None for none. Not from an L610: the platform puts more than 23 bytes
    into the client id. Source: help.aliyun.com document 73742.
    """
    product_key = _text(product_key, "product_key")
    device_name = _text(device_name, "device_name")
    client_id = str(text(client_id or product_key + "." + device_name, "client_id", 64), "utf-8")
    signed = "clientId%sdeviceName%sproductKey%s" % (client_id, device_name, product_key)
    extended = "%s|securemode=%d,signmethod=hmac%s" % (client_id, 2 if tls else 3, _method(method))
    if timestamp is not None:
        signed += "timestamp%d" % timestamp
        extended += ",timestamp=%d" % timestamp
    return {
        "host": host or "%s.iot-as-mqtt.%s.aliyuncs.com" % (product_key, region),
        "port": 1883,  # with TLS and without
        "client_id": extended + "|",
        "user": device_name + "&" + product_key,
        "password": _hex(hmac(text(device_secret, "device_secret", 256), bytes(signed, "utf-8"), method)),
    }


def _quote(value):
    """A value of OneNET's token: what separates its fields is escaped."""
    for mark in "%/+=&?# ":
        value = value.replace(mark, "%%%02X" % ord(mark))
    return value


def onenet_token(key, resource, expires, method="sha256", version="2018-10-31"):
    """OneNET's token: the password of a device, the Authorization header of its HTTP interface.

    `key`: the access key as the platform shows it (base64). `resource`: `products/ID` or `products/ID/devices/NAME`.
    `expires`: seconds since 1970. Source: open.iot.10086.cn, token algorithm.
    """
    resource = _text(resource, "resource")
    signed = "%d\n%s\n%s\n%s" % (expires, _method(method), resource, version)
    try:
        key = a2b_base64(text(key, "key", 256))
    except (ValueError, OSError):
        raise ValueError("key: base64 expected")
    sign = str(b2a_base64(hmac(key, bytes(signed, "utf-8"), method)).strip(), "utf-8")
    return "version=%s&res=%s&et=%d&method=%s&sign=%s" % (version, _quote(resource), expires, method, _quote(sign))


def onenet(product_id, device_name, key, expires, tls=True, method="sha256", host=None):
    """China Mobile OneNET, MQTT.

    `key`: the device's key (base64). `expires`: seconds since 1970, after which the password is refused.
    `tls`: whether the session will use TLS. From ML302 and L610 by `method="sha1"` or "md5" and with short names alone: the
    password is a token of, as a rule, 109 to 117 bytes and both names (with sha256 127 to 141). Source: open.iot.10086.cn,
    MQTT access.
    """
    product_id = _text(product_id, "product_id")
    device_name = _text(device_name, "device_name")
    return {
        "host": host or ("mqttstls.heclouds.com" if tls else "mqtts.heclouds.com"),
        "port": 8883 if tls else 1883,
        "client_id": device_name,
        "user": product_id,
        "password": onenet_token(key, "products/%s/devices/%s" % (product_id, device_name), expires, method),
    }


def baidu(core_id, device_key, device_secret, region="gz", client_id=None, tls=True, method="sha256", timestamp=0):
    """Baidu IoT Core, a secret for each device.

    `client_id`: the device's key when None (an L610 carries 23 bytes). `method`: "sha256" or "md5". `timestamp`: seconds since
    1970, at most ten minutes off; 0 for a device without a clock. Source: cloud.baidu.com/doc/IoTCore, access over MQTT.
    """
    if method not in ("sha256", "md5"):
        raise ValueError("method: sha256 or md5")
    core_id = _text(core_id, "core_id")
    device_key = _text(device_key, "device_key")
    name = method.upper()
    signed = "%s&%d&%s%s" % (device_key, timestamp, name, _text(device_secret, "device_secret"))
    return {
        "host": "%s.iot.%s.baidubce.com" % (core_id, region),
        "port": 1884 if tls else 1883,
        "client_id": client_id or device_key,
        "user": "thingidp@%s|%s|%d|%s" % (core_id, device_key, timestamp, name),
        "password": _hex(_hash(method)(bytes(signed, "utf-8")).digest()),
    }
