"""The file system of chapter 8: drive C in the module's flash, drive D on a memory card."""

CAPACITY = 1_304_000                                   # what AT+FSMEM of an empty module shows (8.12)
BUILT_IN = "C:/", "C:/USER", "C:/USER/FTP", "D:/", "D:/FTP"


class FileError(Exception):
    """The file system refuses: no such file, name taken, folder in use, no room."""


def full_path(name):
    """``ca.crt``, ``/testdir/test.txt``, ``D:/testdir``, ``C:/USER/FTP/`` as a path with drive and without a slash behind."""
    drive, rest = (name[:2].upper(), name[2:]) if name[1:2] == ":" else ("C:", name)
    return drive + "/" + "/".join(part for part in rest.replace("\\", "/").split("/") if part)


def folder_of(path):
    folder = path.rpartition("/")[0]
    return folder + "/" if folder.endswith(":") else folder


def name_of(path):
    return path.rpartition("/")[2]


class FileSystem:
    """Files and folders by full path; they live in the module's non-volatile memory."""

    def __init__(self, memory):
        self.memory = memory

    @property
    def folders(self):
        return {*BUILT_IN, *self.memory.get("folders", ())}

    def free(self):
        return CAPACITY - sum(map(len, self.memory.files.values()))

    def create(self, name):
        """An empty file; one that was there is emptied."""
        path = full_path(name)
        if path in self.folders or folder_of(path) not in self.folders:
            raise FileError(name)
        self.memory.write_file(path, b"")

    def read(self, name):
        try:
            return self.memory.files[full_path(name)]
        except KeyError:
            raise FileError(name) from None

    def write(self, name, data, append=False):
        """Over the start of the file (what stands behind stays: 8.4 mode 0) or behind its end."""
        before = self.read(name)
        content = before + data if append else data + before[len(data):]
        if len(content) - len(before) > self.free():
            raise FileError(name)
        self.memory.write_file(full_path(name), content)

    def replace(self, name, data):
        """A whole new file, as AT+FTPGETTOFS leaves it."""
        self.create(name)
        self.write(name, data)

    def delete(self, name):
        self.read(name)
        self.memory.delete_file(full_path(name))

    def make_folder(self, name):
        path = full_path(name)
        if path in self.folders or path in self.memory.files or folder_of(path) not in self.folders:
            raise FileError(name)
        self._keep(self.folders | {path})

    def remove_folder(self, name):
        """A folder without files; empty folders inside go with it, as in the example of 8.12."""
        path = full_path(name)
        inside = path + "/"
        if path not in self.folders or path in BUILT_IN or any(file.startswith(inside) for file in self.memory.files):
            raise FileError(name)
        self._keep({folder for folder in self.folders if folder != path and not folder.startswith(inside)})

    def _keep(self, folders):
        self.memory.set("folders", sorted(folders.difference(BUILT_IN)))

    def listing(self, name):
        """Names in a folder: folders first, marked by a backslash, then files as they came (8.6, 8.12, 12.29)."""
        path = full_path(name)
        if path not in self.folders:
            raise FileError(name)
        folders = sorted(folder for folder in self.folders if folder != path and folder_of(folder) == path)
        files = [file for file in self.memory.files if folder_of(file) == path]
        return [name_of(folder) + "\\" for folder in folders] + [name_of(file) for file in files]
