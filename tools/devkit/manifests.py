"""Writes the package.json files mip installs by, from what is in lib/.

The one at the top installs everything; lib/atmodem/package.json all but the vendors; the one in a vendor's folder that vendor.
A board wired to one module takes the latter two. Addresses are relative to the file and never go up: a web server need not
understand "..".
"""

import ast
import json

from . import compiled, matrix
from .places import LIBRARY, PACKAGE, PROJECT, say

NAME = "package.json"


def expected():
    """The path and the text of every manifest."""
    vendors = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
    everything = sorted(PACKAGE.rglob("*.py"))
    core = [source for source in everything if not set(vendors) & set(source.parents)]
    texts = {PROJECT / NAME: _text(PROJECT, everything), PACKAGE / NAME: _text(PACKAGE, core)}
    for vendor in vendors:
        texts[vendor / NAME] = _text(vendor, sorted(vendor.rglob("*.py")))
    return texts


def write_bytecode(folder):
    """Compile the library below `folder`, with the manifests that install it; return the compiled files."""
    files = compiled.library(folder, optimisation=3)
    for path, text in expected().items():
        if PACKAGE in path.parents:
            (folder / path.relative_to(LIBRARY)).write_text(text.replace('.py"', '.mpy"'))
    return files


def generated():
    """The path and the text of all that is written from what is in lib/."""
    return {**expected(), matrix.README: matrix.expected()}


def run(check=False):
    """Write what differs, or only say so; return 0 when nothing does or it was written."""
    texts = generated()
    outdated = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    superfluous = [path for path in PACKAGE.rglob(NAME) if path not in texts]
    for path in outdated:
        say(f"{'out of date' if check else 'written'}: {path.relative_to(PROJECT)}")
        if not check:
            path.write_text(texts[path])
    for path in superfluous:
        say(f"{'superfluous' if check else 'removed'}: {path.relative_to(PROJECT)}")
        if not check:
            path.unlink()
    return 1 if check and (outdated or superfluous) else 0


def _text(folder, sources):
    urls = [[str(source.relative_to(LIBRARY)), str(source.relative_to(folder))] for source in sources]
    rows = ",\n".join("    " + json.dumps(row) for row in urls)
    return f'{{\n  "version": {json.dumps(_version())},\n  "urls": [\n{rows}\n  ]\n}}\n'


def _version():
    start = PACKAGE / "__init__.py"
    for node in ast.parse(start.read_text()).body if start.exists() else ():
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__version__":
            return ast.literal_eval(node.value)
    return "0.1.0"
