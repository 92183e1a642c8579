"""Debian packages unpacked into the cache: no root, nothing on the system is changed.

The packages come from one fixed release, with all they depend on down to the C library, through the mirror
and the keys this machine's apt is configured for. Programs are started through their own loader.
"""

import os
import platform
import re
import shutil
import subprocess
import time
from pathlib import Path

from .places import cache, locked, say

RELEASE = "trixie"
ARCHITECTURES = {"x86_64": ("amd64", "i386"), "aarch64": ("arm64", "armhf")}  # 64-bit, 32-bit
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

CONFIGURATION = """\
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Architecture "{native}";
APT::Architectures {{ "{native}"; "{other}"; }};
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
Dir::Cache "{folder}/cache";
Dir::Etc::SourceList "{folder}/sources.list";
Dir::Etc::SourceParts "{folder}/none";
Dir::Etc::Preferences "{folder}/none.pref";
Dir::Etc::PreferencesParts "{folder}/none";
Dir::State::Lists "{folder}/lists";
Dir::State::Status "{folder}/status";
"""


class Unavailable(Exception):
    """The package cannot be had on this machine; the text says why."""


def architectures():
    """Debian's names for this machine's 64-bit and 32-bit architectures."""
    try:
        return ARCHITECTURES[platform.machine()]
    except KeyError:
        raise Unavailable(f"no packages for {platform.machine()}") from None


def program(package, path, architecture):
    """The command (a list) that starts the program at `path` of a package, which is fetched when it is not there yet."""
    root = fetch(package, architecture)
    libraries = [folder for folder in (root / "usr/lib").glob("*-linux-gnu*") if folder.is_dir()]
    loader = next(iter(sorted((root / "usr/lib").rglob("ld-linux*.so.*"))))
    return [str(loader), "--library-path", ":".join(map(str, libraries)), str(root / path)]


def installed_or_fetched(package, path):
    """The command that starts a program: the one on this machine when there is one, else from the package."""
    name = path.rpartition("/")[2]
    installed = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return [installed] if installed else program(package, path, architectures()[0])


def fetch(package, architecture):
    """Unpack a package and all it needs, once; return the root folder of what was unpacked."""
    root = cache() / "debian" / f"{RELEASE}-{architecture}"
    complete = root / f"{package}.complete"
    with locked("debian"):
        if not complete.exists():
            started = time.monotonic()
            say(f"Fetching Debian package {package} ({RELEASE}, {architecture}) into {root}")
            _prepare_apt()
            archives = cache() / "debian" / "cache" / "archives"
            for leftover in archives.glob("*.deb"):
                leftover.unlink()
            _apt("--yes", "--download-only", "install", f"{package}:{architecture}")
            for archive in sorted(archives.glob("*.deb")):
                subprocess.run(["dpkg-deb", "--extract", archive, root], check=True)
                archive.unlink()
            complete.touch()
            say(f"  done in {time.monotonic() - started:.0f} s")
    return root


def _prepare_apt():
    """Write a private configuration of apt and read the package lists, from the first mirror that has the release."""
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise Unavailable(f"this machine has no {tool}")
    folder = cache() / "debian"
    native, other = architectures()
    for part in ("lists/partial", "cache/archives/partial", "none"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "status").write_text("")
    (folder / "apt.conf").write_text(CONFIGURATION.format(native=native, other=other, folder=folder))
    signed = f"signed-by={KEYRING}" if KEYRING.exists() else ""
    reasons = []
    for mirror in _mirrors():
        (folder / "sources.list").write_text(f"deb [arch={native},{other} {signed}] {mirror} {RELEASE} main\n")
        try:
            return _apt("--error-on=any", "update")
        except Unavailable as error:
            reasons.append(str(error))
    raise Unavailable("\n".join(reasons) or "apt has no mirror configured")


def _mirrors():
    """The archives apt is configured for, whatever the style of its source lists, before any update was made."""
    answer = subprocess.run(["apt-get", "update", "--print-uris"], capture_output=True, text=True)
    return list(dict.fromkeys(re.findall(r"'(\S+)/dists/\S+/InRelease'", answer.stdout)))


def _apt(*arguments):
    environment = {**os.environ, "APT_CONFIG": str(cache() / "debian" / "apt.conf"), "LC_ALL": "C"}
    answer = subprocess.run(["apt-get", "-qq", *arguments], env=environment, capture_output=True, text=True)
    if answer.returncode:
        raise Unavailable(f"apt-get {' '.join(arguments)}: {answer.stderr.strip()}")
