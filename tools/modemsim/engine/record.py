"""Which commands were carried out and which lines were said: a file that shows what a program, or a test run, uses."""


class Record:
    """Appends `MODULE FORM NAME` to a file, each once: `ym310 W +CSCS`; `ym310 X +NITZ` for a line the module said by itself."""

    def __init__(self, module, path):
        self.module, self.path, self.known = module, path, set()

    def note(self, form, name):
        """One of the forms W R T X, and what it was: `+CSCS`, `+++`."""
        if self.path and (form, name) not in self.known:
            self.known.add((form, name))
            with open(self.path, "a") as file:
                file.write(f"{self.module} {form} {name}\n")

    def carried_out(self, call):
        self.note(call.form, call.name)

    def said(self, data):
        """`data`: a line as bytes; only those with a name are noted."""
        text = data.lstrip(b"\r\n")
        if self.path and text[:1] in (b"+", b"^"):
            for end in (b"\r", b":", b"=", b","):
                text = text.partition(end)[0]
            self.note("X", text.decode("latin-1").strip())
