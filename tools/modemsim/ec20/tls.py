"""TLS contexts (Quectel SSL manual; AT+QSSLCFG, MQTT manual 5.2)."""

import ssl
from datetime import timedelta

from ..engine import ArgumentError, Hex, Int, Keyed, Text, command
from ..standard.links import LinkError
from ..standard.tls import NO_CHECK_TIME, load_own_certificate

CONTEXTS = 6
VERSIONS = {1: ssl.TLSVersion.TLSv1, 2: ssl.TLSVersion.TLSv1_1, 3: ssl.TLSVersion.TLSv1_2}
CIPHERS = {
    0x0004: "RC4-MD5", 0x0005: "RC4-SHA", 0x000A: "DES-CBC3-SHA", 0x002F: "AES128-SHA", 0x0035: "AES256-SHA",
    0x003C: "AES128-SHA256", 0x003D: "AES256-SHA256", 0xC002: "ECDH-ECDSA-RC4-SHA", 0xC009: "ECDHE-ECDSA-AES128-SHA",
    0xC00A: "ECDHE-ECDSA-AES256-SHA", 0xC013: "ECDHE-RSA-AES128-SHA", 0xC014: "ECDHE-RSA-AES256-SHA",
    0xC023: "ECDHE-ECDSA-AES128-SHA256", 0xC024: "ECDHE-ECDSA-AES256-SHA384", 0xC027: "ECDHE-RSA-AES128-SHA256",
    0xC028: "ECDHE-RSA-AES256-SHA384", 0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256", 0xC02F: "ECDHE-RSA-AES128-GCM-SHA256",
    0xC030: "ECDHE-RSA-AES256-GCM-SHA384", 0xFFFF: "ALL",
}


class Settings:
    """One TLS context."""

    def __init__(self):
        self.sslversion, self.ciphersuite = 4, 0xFFFF
        self.cacert = self.clientcert = self.clientkey = ""
        self.seclevel, self.ignorelocaltime, self.negotiatetime, self.sni = 0, 1, 300, 0


class TlsContexts:
    """The six contexts; lost with a reboot."""

    def __init__(self, module):
        self.module = module
        self.settings = [Settings() for _ in range(CONTEXTS)]

    def client_context(self, index, host):
        """(ssl.SSLContext, server name or "") as the context's settings want it; raises LinkError("tls")."""
        settings = self.settings[index]
        try:
            return self._build(settings), host if settings.sni else ""
        except (ssl.SSLError, ValueError, KeyError, OSError) as problem:
            raise LinkError("tls") from problem

    def _build(self, settings):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False                 # the module verifies the chain, not the name
        context.verify_mode = ssl.CERT_NONE
        if settings.sslversion != 4:
            context.minimum_version = context.maximum_version = VERSIONS[settings.sslversion]
        else:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        if settings.ciphersuite != 0xFFFF:
            context.set_ciphers(CIPHERS[settings.ciphersuite])
        if settings.seclevel:
            self._check_time(settings)
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=self._file(settings.cacert).decode("ascii"))
            if settings.ignorelocaltime:
                context.verify_flags |= NO_CHECK_TIME
        if settings.seclevel == 2:
            load_own_certificate(context, self._file(settings.clientcert), self._file(settings.clientkey))
        return context

    def _check_time(self, settings):
        """A module whose clock was never set takes every certificate for not yet valid."""
        clock = self.module.real_time
        if not settings.ignorelocaltime and abs(clock.now() - clock.world()) > timedelta(days=2):
            raise ValueError("the clock is not set")

    def _file(self, name):
        return self.module.files.content(name)


Context = Int(0, CONTEXTS - 1)
settings = Keyed("Settings of a TLS context; without a value it asks.")


def _setting(name, kind, show="{}"):
    def setting(module, index: Context, value: kind = None):
        context = module.tls.settings[index]
        if value is None:
            return f'+QSSLCFG: "{name}",{index},' + show.format(getattr(context, name))
        if name == "ciphersuite" and value not in CIPHERS:
            raise ArgumentError("unknown cipher suite")
        setattr(context, name, value)
    settings.key(name)(setting)


_setting("sslversion", Int(0, 4))
_setting("ciphersuite", Hex(0, 0xFFFF), "0X{:04X}")
_setting("cacert", Text(80), '"{}"')
_setting("clientcert", Text(80), '"{}"')
_setting("clientkey", Text(80), '"{}"')
_setting("seclevel", Int(0, 2))
_setting("ignorelocaltime", Int(0, 1))
_setting("negotiatetime", Int(10, 300))
_setting("sni", Int(0, 1))

qsslcfg = command("+QSSLCFG", section="5.2", test=(
    '+QSSLCFG: "sslversion",(0-5),(0-4)',
    '+QSSLCFG: "ciphersuite",(0-5),(' + ",".join(f"0X{code:04X}" for code in sorted(CIPHERS)) + ")",
    '+QSSLCFG: "cacert",(0-5),<cacertpath>',
    '+QSSLCFG: "clientcert",(0-5),<clientcertpath>',
    '+QSSLCFG: "clientkey",(0-5),<clientkeypath>',
    '+QSSLCFG: "seclevel",(0-5),(0-2)',
    '+QSSLCFG: "ignorelocaltime",(0-5),(0,1)',
    '+QSSLCFG: "negotiatetime",(0-5),(10-300)',
    '+QSSLCFG: "sni",(0-5),(0,1)'))(settings)
