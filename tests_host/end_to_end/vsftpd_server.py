"""Another real FTP server (vsftpd), for anybody; names of files begin with the folder it serves, since there is no other root."""

import os
import pwd
import shutil

from ftp_server import described
from ports import FIRST_OF_TRANSFERS, LAST_OF_TRANSFERS, free_port
from process import Process

CONFIGURATION = """\
listen=YES
listen_address=127.0.0.1
listen_port=PORT
background=NO
run_as_launching_user=YES
ftp_username=USER
nopriv_user=USER
anonymous_enable=YES
local_enable=NO
anon_root=FILES
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
pasv_address=127.0.0.1
pasv_min_port=FIRST
pasv_max_port=LAST
isolate=NO
isolate_network=NO
seccomp_sandbox=NO
vsftpd_log_file=FOLDER/vsftpd.log
"""


class Vsftpd(Process):
    """The server; `port` is its real port, `files` the folder it serves.

    It runs as whoever started it, root or not, and so it can neither lock anybody in nor ask the system for passwords. A session
    of it is a process that ends with its client.
    """

    def __init__(self, command, folder):
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        self.port = free_port()
        self.listening = [self.port]
        values = {
            "PORT": self.port, "USER": pwd.getpwuid(os.geteuid()).pw_name, "FILES": self.files,
            "FIRST": FIRST_OF_TRANSFERS, "LAST": LAST_OF_TRANSFERS, "FOLDER": folder,
        }  # fmt: skip
        lines = [line.partition("=") for line in CONFIGURATION.splitlines()]
        text = "".join(f"{key}={values.get(value, value)}\n" for key, _, value in lines)
        (folder / "vsftpd.conf").write_text(text.replace("FOLDER", str(folder)))
        self.log = folder / "output"
        self.command = [*command, str(folder / "vsftpd.conf")]

    # --- what a test asks for: each answers a text

    def emptied(self):
        """The folder that names of files begin with, now without files."""
        shutil.rmtree(self.files)
        self.files.mkdir()
        return str(self.files)

    def check(self, name):
        """Size and CRC-32 of a file, as decimal and eight hex digits."""
        return described(self.files / name)
