"""TLS of the module: one configuration for all it does (guide 3.3; values seen on a module are in the comments)."""

import ssl

from ..engine import ArgumentError, Enum, Int, command
from ..standard.links import LinkError
from ..standard.settings import setting
from ..standard.tls import load_own_certificate

CLIENT_CERTIFICATE, CLIENT_KEY, ROOTS = "CAFILE", "KEYFILE", "TRUSTFILE"    # as the guide has them
VERSIONS = {2: ssl.TLSVersion.TLSv1, 3: ssl.TLSVersion.TLSv1_1, 4: ssl.TLSVersion.TLSv1_2}
NO_ERROR, HANDSHAKE, CERTIFICATE, CONFIGURATION, FORMAT = 0, -7, -11, -12, -19     # of AT+GTSSLERR


class Tls:
    """Files, version and mode; gone with a restart."""

    def __init__(self):
        self.version, self.verify, self.error = 0, 0, NO_ERROR     # seen after power-up: +GTSSLVER: 0, +GTSSLMODE: 0
        self.files = {CLIENT_CERTIFICATE: [], CLIENT_KEY: [], ROOTS: []}

    def load(self, name, data):
        """Every upload of a root is one more (seen: +GTSSLFILE: TRUSTFILE,1); client's ones are replaced."""
        if name != ROOTS:
            self.files[name].clear()
        self.files[name].append(data)

    @property
    def loaded(self):
        return any(self.files.values())

    def client_context(self):
        """An ssl.SSLContext as the settings want it; raises LinkError("tls")."""
        self.error = NO_ERROR
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False                 # the chain is verified, not the name
        context.verify_mode = ssl.CERT_NONE
        context.maximum_version = VERSIONS.get(self.version, ssl.TLSVersion.TLSv1_2)
        if self.version == 1:
            self.fail(HANDSHAKE)                       # SSL 3.0: nobody speaks it any more
        if self.verify:
            context.verify_mode = ssl.CERT_REQUIRED
            for data in self.files[ROOTS]:
                try:
                    context.load_verify_locations(cadata=data.decode("ascii"))
                except (ssl.SSLError, ValueError):
                    self.fail(FORMAT)                  # bare base64 is taken at the upload and found out here
        if self.files[CLIENT_CERTIFICATE] or self.files[CLIENT_KEY]:
            self._identify(context)
        return context

    def _identify(self, context):
        try:
            load_own_certificate(context, *(b"".join(self.files[name]) for name in (CLIENT_CERTIFICATE, CLIENT_KEY)))
        except (ssl.SSLError, ValueError):
            self.fail(CONFIGURATION)

    def fail(self, code):
        self.error = code
        raise LinkError("tls")

    def handshake_failed(self, problem):
        """AT+GTSSLERR for what ended a handshake."""
        self.error = CERTIFICATE if isinstance(problem.__cause__, ssl.SSLCertVerificationError) else HANDSHAKE


class Length(Int):
    """A number that a blank may precede: the guide prints "CAFILE", 1220."""

    def value(self, text):
        return super().value(text.lstrip(" "))


@command("+GTSSLFILE", section="3.3")
class File:
    """Load a certificate or a key: so many bytes behind the prompt, and nothing behind them."""

    def read(module):
        files = module.tls.files
        others = [name for name in (CLIENT_CERTIFICATE, CLIENT_KEY) if files[name]]
        return [f"+GTSSLFILE: {name},{len(files[name])}" for name in (*others, ROOTS)]

    async def write(module, name: Enum(CLIENT_CERTIFICATE, CLIENT_KEY, ROOTS, case=True), length: Length(4, 8192)):
        module.tls.load(name, await module.prompt(">", length))


version = setting("+GTSSLVER", "3.3", Int(1, 4), "1 SSL 3.0, 2 TLS 1.0, 3 TLS 1.1, 4 TLS 1.2.", test="+GTSSLVER: (1-4)",
                  store="tls", key="version")
mode = setting("+GTSSLMODE", "3.2", Int(0, 1), "Whether the server's certificate is verified.", test="+GTSSLMODE: (0-1)",
               store="tls", key="verify")


@command("+GTSSLERR", section="3.2")
class LastError:
    """What the last TLS connection failed at."""

    def read(module):
        return f"+GTSSLERR: {module.tls.error}"


def tls_argument(module, value):
    """Whether AT+MQTTOPEN means TLS: 2 says so; a firmware without this argument has TLS when files are loaded."""
    if module.setting["tls"] == "files":
        if value is not None:
            raise ArgumentError("too many parameters")
        return module.tls.loaded
    return value == 2
