"""A real web server (nginx) with a plain port, and TLS ports with certificates to accept and to refuse."""

import hashlib
import os
import random

from ports import free_port
from process import Process

# Server: the port a program asks for, and the certificate it shows. What is served:
#   /NAME       the files of FILES        /echo   the body of a POST, byte for byte        /moved   302 to /small
#   /teapot     418 with a short text     /slow…  whatever begins so, at 20 KB a second           /key     200 if X-Key is "open"
LISTENERS = {"plain": (80, None), "tls": (443, "server"), "unknown-ca": (8443, "unknown-ca"), "wrong-name": (9443, "wrong-name")}
FILES = {"small": 15, "page": 5000, "big": 1 << 20, "long": 100_000, "slow": 100_000}
FIRMWARE = {"firmware": b"2.1.0.250101", "slow-firmware": b"2.1.0.250101", "firmware-old": b"1.9.0.230101"}  # of a YM310
FILES.update(dict.fromkeys(FIRMWARE, 120_000))
CONFIGURATION = """\
daemon off;
master_process off;
pid FOLDER/nginx.pid;
error_log FOLDER/error.log;
events {}
http {
    access_log FOLDER/access.log;
    default_type application/octet-stream;
    client_body_temp_path FOLDER/bodies;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    client_max_body_size 4m;
    server {
LISTEN
        port_in_redirect off;
        root FOLDER/files;
        location /moved { return 302 /small; }
        location /teapot { return 418 "short and stout"; }
        location /slow { limit_rate 20k; }
        location /key { if ($http_x_key = "open") { return 200 "yes"; } return 403 "no"; }
        location /echo {
            client_body_in_file_only on;
            proxy_set_header X-File $request_body_file;
            proxy_set_body "";
            proxy_method GET;
            proxy_pass http://127.0.0.1:PLAIN/give;
        }
        location /give { root /; try_files $http_x_file =404; }
    }
}
"""


class Web(Process):
    """The server; `ports` holds the real port of each listener, which stays the same over restarts."""

    def __init__(self, command, folder, certificates):
        self.folder = folder
        self.ports = {name: free_port() for name in LISTENERS}
        self.listening = list(self.ports.values())
        self.log = folder / "error.log"
        (folder / "files").mkdir(parents=True)
        for name, size in FILES.items():
            (folder / "files" / name).write_bytes(contents(name, size))
        # A server block a listener: each shows another certificate.
        blocks = [_block(listen_line, certificates, certificate) for listen_line, certificate in self._listeners()]
        head, _, rest = CONFIGURATION.partition("    server {\nLISTEN\n")
        body = rest[: rest.rindex("    }\n}")]
        text = head + "".join(f"    server {{\n{block}{body}    }}\n" for block in blocks) + "}\n"
        text = text.replace("FOLDER", str(folder)).replace("PLAIN", str(self.ports["plain"]))
        (folder / "nginx.conf").write_text(text if os.geteuid() else "user root;\n" + text)
        self.command = [*command, "-e", str(self.log), "-p", str(folder), "-c", str(folder / "nginx.conf")]

    def _listeners(self):
        for name, (_, certificate) in LISTENERS.items():
            yield f"        listen 127.0.0.1:{self.ports[name]}{' ssl' if certificate else ''};\n", certificate

    def sha256(self, name):
        """The SHA-256 of a file it serves, as hex."""
        return hashlib.sha256((self.folder / "files" / name).read_bytes()).hexdigest()


def contents(name, size):
    """What a file holds: any bytes, always the same."""
    if name == "small":
        return b"Hello, modules!"
    head = b"YM310.X09_AT.U60_R%b\n" % FIRMWARE[name] if name in FIRMWARE else b""
    return head + random.Random(name).randbytes(size - len(head))


def _block(listen, certificates, certificate):
    if certificate is None:
        return listen
    path = certificates / certificate
    return f"{listen}        ssl_certificate {path}.pem;\n        ssl_certificate_key {path}.key;\n"
