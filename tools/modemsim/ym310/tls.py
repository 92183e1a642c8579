"""Chapter 9.6, 9.7: TLS contexts. 0-5 belong to the links of the same number, 34 to FTP, 88 to MQTT, 153 to HTTP."""

import re
import ssl
import warnings
from datetime import datetime, timezone

from ..engine import ERROR, Int, Raw, answer, command
from ..standard.links import LinkError
from ..standard.settings import setting
from ..standard.tls import NO_CHECK_TIME, load_own_certificate
from .filesystem import FileError

CONTEXTS = 0, 1, 2, 3, 4, 5, 34, 88, 153
CONTEXT = Int(0, 5, also=CONTEXTS[6:])

VERSIONS = {"1": ssl.TLSVersion.TLSv1, "2": ssl.TLSVersion.TLSv1_1, "3": ssl.TLSVersion.TLSv1_2}
SUITES = {"0X0035": "AES256-SHA", "0X002F": "AES128-SHA", "0X0005": "RC4-SHA", "0X0004": "RC4-MD5",
          "0X000A": "DES-CBC3-SHA", "0X003D": "AES256-SHA256", "0XFFFF": "ALL"}

DEFAULTS = {"sslversion": "4", "ciphersuite": "0XFFFF", "cacert": "", "clientcert": "", "clientkey": "", "seclevel": "0",
            "hostname": "", "ignorelocaltime": "1", "negotiatetimeout": "75", "clientrandom": "", "premaster": "",
            "verifymode": "0"}
QUOTED = "cacert", "clientcert", "clientkey", "hostname"

PATTERN = {"sslversion": "[0-4]", "ciphersuite": "|".join(SUITES), "seclevel": "[012]", "ignorelocaltime": "[01]",
           "negotiatetimeout": r"[1-9]\d|[12]\d\d|300", "clientrandom": "[0-9A-F]{56}|[0-9A-F]{64}", "verifymode": "[01]"}

SWITCH = setting("+CIPSSL", "9.6", Int(0, 1), "TLS for TCP links, to be set before AT+CIPSTART", test="+CIPSSL: (0-1)",
                 store="tcpip")


@command("+SSLCFG", section="9.7")
class Configuration:
    """Parameters of a TLS context: no value = read, an empty one behind a comma = erase."""

    test = ()

    def write(module, key: Raw(), context: CONTEXT, value: Raw() = None):
        name = {"ignoreltime": "ignorelocaltime"}.get(key.text.lower(), key.text.lower())
        if name not in DEFAULTS:
            return ERROR
        parameters = module.tls_contexts.setdefault(context, dict(DEFAULTS))
        if value is None:
            shown = f'"{parameters[name]}"' if name in QUOTED else parameters[name]
            return answer(f'+SSLCFG: "{name}",{context},{shown}')
        if value.text and not re.fullmatch(PATTERN.get(name, ".{1,128}"), value.text.replace(" ", ""), re.IGNORECASE):
            return ERROR
        parameters[name] = value.text or DEFAULTS[name]


class TlsSettings:
    """A context as it is when a link is opened."""

    def __init__(self, module, context):
        self.module, self.parameters = module, module.tls_contexts.get(context, DEFAULTS)
        self.name = self.parameters["hostname"] or None
        self.level = int(self.parameters["seclevel"])
        self.patience = int(self.parameters["negotiatetimeout"])

    def context(self):
        """An ssl.SSLContext; raises LinkError when version, certificates or key are of no use."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        version = self.parameters["sslversion"]
        try:
            with warnings.catch_warnings():            # old versions are what the module has
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = VERSIONS["1" if version == "4" else version]
                context.maximum_version = VERSIONS["3" if version == "4" else version]
            context.check_hostname = self.level >= 1 and self.name is not None
            context.verify_mode = ssl.CERT_REQUIRED if self.level else ssl.CERT_NONE
            context.verify_flags = NO_CHECK_TIME       # the module's own calendar decides: see accepts()
            context.set_ciphers(SUITES[self.parameters["ciphersuite"].upper()] + ":@SECLEVEL=0")
            if self.level and self.parameters["cacert"]:
                authority = self._file("cacert")
                context.load_verify_locations(cadata=authority if authority[:1] == b"0" else authority.decode("ascii"))
            if self.level == 2 and self.parameters["clientcert"]:
                load_own_certificate(context, self._file("clientcert"), self._file("clientkey"))
        except (ssl.SSLError, UnicodeDecodeError, ValueError, KeyError, FileError) as problem:
            raise LinkError("tls") from problem
        return context

    def _file(self, key):
        return self.module.files.read(self.parameters[key])

    def accepts(self, certificate):
        """Whether the certificate is valid by the module's calendar, if that matters."""
        if not self.level or self.parameters["ignorelocaltime"] == "1":
            return True
        start, end = (datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate[key]), timezone.utc).replace(tzinfo=None)
                      for key in ("notBefore", "notAfter"))
        return start <= self.module.calendar.now() <= end
