"""What the TLS contexts of modules need besides Python's own."""

import tempfile

NO_CHECK_TIME = 0x200000                               # X509_V_FLAG_NO_CHECK_TIME of OpenSSL


def load_own_certificate(context, certificate, key):
    """Certificate and key of the module, PEM bytes. Raises ssl.SSLError or ValueError; nobody is asked for a password."""
    with tempfile.NamedTemporaryFile() as chain:
        chain.write(certificate + b"\n" + key)
        chain.flush()
        context.load_cert_chain(chain.name, password=lambda: "")
