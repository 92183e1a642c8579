"""The file system of chapter 8: drive C in the module's flash, drive D on a memory card."""

CAPACITY = 1_304_000                                   # what AT+FSMEM of an empty module shows (8.12)


class StorageError(Exception):
    """The file system refuses: no such file, name taken, folder in use, no room."""


class Storage:
    """Files and folders by full path. A name without a drive stands on C, one without a folder in its root."""

    def __init__(self, card=True):
        self.files = {}
        self.folders = {"C:/", "C:/USER", "C:/USER/FTP"} | ({"D:/", "D:/FTP"} if card else set())

    @staticmethod
    def path(name):
        """The full path of a name as typed: ``ca.crt``, ``/testdir/test.txt``, ``D:/testdir``, ``C:/USER/FTP/``."""
        drive, rest = (name[:2].upper(), name[2:]) if name[1:2] == ":" else ("C:", name)
        return drive + "/" + "/".join(part for part in rest.replace("\\", "/").split("/") if part)

    def free(self):
        return CAPACITY - sum(map(len, self.files.values()))

    def create(self, name):
        """An empty file; one that was there is emptied."""
        path = self.path(name)
        if path in self.folders or self._parent(path) not in self.folders:
            raise StorageError(name)
        self.files[path] = b""

    def read(self, name):
        try:
            return self.files[self.path(name)]
        except KeyError:
            raise StorageError(name) from None

    def write(self, name, data, append=False):
        """Over the start of the file (what stands behind stays, 8.4 mode 0) or behind its end."""
        before = self.read(name)
        content = before + data if append else data + before[len(data):]
        if len(content) - len(before) > self.free():
            raise StorageError(name)
        self.files[self.path(name)] = content

    def replace(self, name, data):
        """A whole new file, as AT+FTPGETTOFS leaves it."""
        self.create(name)
        self.write(name, data)

    def delete(self, name):
        if self.files.pop(self.path(name), None) is None:
            raise StorageError(name)

    def make_folder(self, name):
        path = self.path(name)
        if path in self.folders or path in self.files or self._parent(path) not in self.folders:
            raise StorageError(name)
        self.folders.add(path)

    def remove_folder(self, name):
        """A folder without files; empty folders inside go with it, as in the example of 8.12."""
        path = self.path(name)
        inside = path + "/"
        if path not in self.folders or path.endswith(":/") or any(file.startswith(inside) for file in self.files):
            raise StorageError(name)
        self.folders = {folder for folder in self.folders if folder != path and not folder.startswith(inside)}

    def listing(self, name):
        """Names in a folder, folders first and marked by a backslash (8.6)."""
        path = self.path(name)
        if path not in self.folders:
            raise StorageError(name)
        folders = sorted(folder for folder in self.folders if folder != path and self._parent(folder) == path)
        files = sorted(file for file in self.files if self._parent(file) == path)
        return [self._name(folder) + "\\" for folder in folders] + [self._name(file) for file in files]

    @staticmethod
    def _parent(path):
        folder = path.rpartition("/")[0]
        return folder + "/" if folder.endswith(":") else folder

    @staticmethod
    def _name(path):
        return path.rpartition("/")[2]
