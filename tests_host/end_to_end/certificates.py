"""Certificates for the test servers: a CA, a server, a client, and the ones that must be refused."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SERVER_NAMES = ("localhost", "broker.test", "echo.test", "web.test", "127.0.0.1")
DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority that writes what it signs into a folder as NAME.pem and NAME.key."""

    def __init__(self, folder, name):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = _builder(self.name, self.name, self.key, now - DAY, now + 3650 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False
        )
        _write(folder, name, builder.sign(self.key, hashes.SHA256()), self.key)

    def issue(self, name, names=(), starts=-1, ends=3650):
        """Write a certificate for the host `names`, valid from `starts` to `ends` days from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = _builder(_name(name), self.name, key, now + starts * DAY, now + ends * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        if names:
            general = [_general_name(host) for host in names]
            builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
        _write(self.folder, name, builder.sign(self.key, hashes.SHA256()), key)


def make(folder):
    """Write all of them: ca, server, client; other-ca; unknown-ca, expired and wrong-name (servers to refuse)."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, stranger = Authority(folder, "ca"), Authority(folder, "other-ca")
    authority.issue("server", SERVER_NAMES)
    authority.issue("client")
    stranger.issue("unknown-ca", SERVER_NAMES)
    authority.issue("expired", SERVER_NAMES, starts=-30, ends=-2)
    authority.issue("wrong-name", ("elsewhere.test",))


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(subject, issuer, key, start, end):
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)


def _write(folder, name, certificate, key):
    pem = serialization.Encoding.PEM
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(pem))
    plain = serialization.NoEncryption()
    # SEC1 ("EC PRIVATE KEY"): every TLS library on either side reads it.
    secret = key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    (folder / f"{name}.key").write_bytes(secret)
