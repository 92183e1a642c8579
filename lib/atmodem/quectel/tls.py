# Quectel EC2x TLS contexts and certificate upload. Source: spec of AT+QSSLCFG (MQTT manual 5.2) and AT+QFUPL/QFDEL (file manual).
from ..arguments import Raw, number, text, timeout
from ..errors import CommandError, ModemError
from ..loading import passing


def checksum(data):
    """16-bit XOR over big-endian byte pairs, an odd last byte in the high half: what AT+QFUPL reports."""
    total = 0
    for i in range(len(data)):
        total ^= data[i] << 8 if i % 2 == 0 else data[i]
    return total


class Service:
    """`modem.tls`: certificates in the module's memory, six TLS contexts."""

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem

    async def upload(self, name, data, timeout_ms=20000):
        """Put `data` (bytes) into the module's file `name`, replacing one of that name; checked by its checksum.

        Raises CommandError, Timeout, ModemError when the checksum differs, ValueError. Worst case: `timeout_ms` and 10 s.
        """
        at = self.at
        text(name, "name", 80)
        timeout_ms = number(timeout(timeout_ms, 20000), "timeout_ms", 1000, 65535000)
        if not isinstance(data, (bytes, bytearray)):
            raise ValueError("data: bytes expected")
        try:
            await at.execute("+QFDEL", name)
        except CommandError:
            pass  # there was none
        answer = await at.upload(
            "+QFUPL", name, len(data), timeout_ms // 1000, payload=data, prompt=b"CONNECT", timeout_ms=timeout_ms, secret=True
        )
        # The checksum comes in hexadecimal without leading zeros, so it may look like a number.
        if answer is None or answer[0] != len(data) or str(answer[-1]).lower() != "%x" % checksum(data):
            raise ModemError("certificate damaged on its way", b"+QFUPL")

    async def configure(self, context, tls, host):
        """Fill TLS context `context` (0 to 5) from a tls.Tls: certificates into the module's RAM, verification on.

        The dates of certificates are looked at when the module knows the date itself; names it does not compare. Raises
        CommandError, Timeout, ModemError, ValueError, NotSupported for a name that is not the host's. Worst case: 30 s
        a certificate and 5 s a setting.
        """
        at = self.at
        number(context, "context", 0, 5)
        if tls.name not in (None, host):
            passing("registry").need(self.modem, "tls_name")
        for key, name, data in (("cacert", "ca", tls.ca), ("clientcert", "cert", tls.certificate), ("clientkey", "key", tls.key)):
            if data is not None:
                file = "RAM:%s%d.pem" % (name, context)
                await self.upload(file, data)
                await at.execute("+QSSLCFG", key, context, file)
        level = 0 if not tls.verify else 1 if tls.certificate is None else 2
        await at.execute("+QSSLCFG", "sslversion", context, 4)
        await at.execute("+QSSLCFG", "ciphersuite", context, Raw("0xFFFF"))  # in quotes it is refused
        await at.execute("+QSSLCFG", "seclevel", context, level)
        await at.execute("+QSSLCFG", "sni", context, 1)
        # With a clock that was never set every certificate would be out of date.
        known = level and await passing("tls").knows_date(at)
        await at.execute("+QSSLCFG", "ignorelocaltime", context, 0 if known else 1)

    async def setting(self, key, context):
        """The value of one setting of a context, as the module reports it. Raises CommandError, Timeout. Worst case 5 s."""
        return (await self.at.query("+QSSLCFG", key, context) or (None,))[-1]
