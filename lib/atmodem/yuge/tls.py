# Yuge YM310 TLS contexts: one a link (0 to 5), 88 for MQTT. Source: manual 9.7; certificates are files of the module (8).
from binascii import crc32

from ..arguments import Raw
from ..loading import forget, passing


class Service:
    """`modem.tls`: certificates in the module's file system, TLS contexts."""

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem

    async def store(self, data):
        """Have `data` (PEM as bytes) in a file; returns its name, which follows from the content: it is written once.

        Raises CommandError, Timeout. Worst case: as `modem.files.write`, and 9 s.
        """
        name = "%08x.pem" % crc32(data)
        # Not `modem.files`: that may stand on the memory card by now, and would stay in the heap.
        files = passing("yuge.files").Service(self.modem)
        forget("files")
        files.secret = True
        if await files.size(name) != len(data):
            await files.write(name, data)
        return name

    async def configure(self, context, tls, host):
        """Fill a TLS context from a tls.Tls: verification on, TLS 1.2.

        The dates of certificates are looked at when the module knows the date itself. Without verification the module
        shows no certificate of its own. Raises CommandError, Timeout, ValueError. Worst case: 57 s a certificate, 9 s a setting.
        Source: manual 9.7.
        """
        at = self.at
        for key, data in (("cacert", tls.ca), ("clientcert", tls.certificate), ("clientkey", tls.key)):
            if data is not None:
                await at.execute("+SSLCFG", key, context, await self.store(data))
        known = await passing("tls").knows_date(at)
        settings = (
            ("sslversion", 3),
            ("ciphersuite", Raw("0XFFFF")),
            ("seclevel", 0 if not tls.verify else 1 if tls.certificate is None else 2),
            ("hostname", tls.name or host),
            ("ignorelocaltime", 0 if known else 1),
        )
        for key, value in settings:
            await at.execute("+SSLCFG", key, context, value)

    async def setting(self, key, context):
        """The value of one setting of a context, as the module reports it. Raises CommandError, Timeout. Worst case 9 s."""
        return (await self.at.query("+SSLCFG", key, context))[2]
