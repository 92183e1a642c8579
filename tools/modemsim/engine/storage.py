"""What a module keeps: settings saved by AT&W and files, in a folder or for this run only."""

import json
from pathlib import Path
from types import SimpleNamespace


class Profile(SimpleNamespace):
    """The settings in force, by the names the manual gives them: ``profile.CMEE``, ``profile.E``, ``profile.S3``."""


class Storage:
    """Non-volatile memory of a module; survives its reboots, and with a folder the simulator's end too."""

    def __init__(self, folder=None):
        self.folder = Path(folder) if folder else None
        self._values, self._files = {}, {}
        if self.folder:
            (self.folder / "files").mkdir(parents=True, exist_ok=True)
            if self._settings.exists():
                self._values = json.loads(self._settings.read_text())
            for file in (self.folder / "files").iterdir():
                self._files[bytes.fromhex(file.name).decode("latin-1")] = file.read_bytes()

    @property
    def _settings(self):
        return self.folder / "settings.json"

    def get(self, name, default=None):
        return self._values.get(name, default)

    def set(self, name, value):
        self._values[name] = value
        if self.folder:
            self._settings.write_text(json.dumps(self._values, indent=1))

    # Files: names are the module's; on disk they are spelled in hexadecimal, as a name may hold anything.

    @property
    def files(self):
        return dict(self._files)

    def write_file(self, name, data):
        self._files[name] = bytes(data)
        if self.folder:
            (self.folder / "files" / name.encode("latin-1").hex()).write_bytes(data)

    def delete_file(self, name):
        del self._files[name]
        if self.folder:
            (self.folder / "files" / name.encode("latin-1").hex()).unlink()
