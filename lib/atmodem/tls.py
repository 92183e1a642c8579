# What a TLS connection is to trust and to show; how it gets into the module is the vendor's affair.


def check(tls):
    """Raise ValueError for what is no Tls, such as True."""
    if not hasattr(tls, "verify"):  # not by its class: this file comes and goes
        raise ValueError("tls: Tls expected")


async def knows_date(at):
    """Whether the module's clock has been set; one that never was says 70 or 80. Worst case: the channel's time-out."""
    now = await at.query("+CCLK?")
    return bool(now) and "23" < str(now[0])[:2] < "70"


class Tls:
    """TLS settings: `ca`, `certificate` and `key` in PEM as bytes.

    The server is verified unless `verify=False` says otherwise in so many words: that one of `ca` has signed its certificate,
    and that it has not run out, once the module's clock is set (`modem.clock`). EC20 and L610 do not compare the names: there
    any server that `ca` has signed for will do. `name`: the server's name for SNI, the host when None (another: only with
    the feature `tls_name`). `key` never appears in a log or an error. Raises ValueError when something is missing.
    """

    def __init__(self, ca=None, certificate=None, key=None, verify=True, name=None):
        if verify and ca is None:
            raise ValueError("ca: needed to verify the server; verify=False connects without")
        if (certificate is None) != (key is None):
            raise ValueError("certificate and key: both or none")
        for pem in (ca, certificate, key):
            if pem is not None and (isinstance(pem, str) or b"-----BEGIN" not in pem):
                raise ValueError("ca, certificate, key: PEM as bytes expected")
        self.ca = ca
        self.certificate = certificate
        self.key = key
        self.verify = verify
        self.name = name
