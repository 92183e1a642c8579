"""Each rule: what must be flagged, and its nearest neighbour that must pass."""

import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tools"))

from devkit import compiled, device_rules  # noqa: E402

CASES = [
    # word of the reason, flagged, passed
    ("module typing", "from typing import Any", "try:\n    from typing import Any\nexcept ImportError:\n    pass"),
    ("module enum", "import enum", "import errno"),
    ("module dataclasses", "import dataclasses", "if TYPE_CHECKING:\n    import dataclasses"),
    ("module collections.abc", "from collections.abc import Mapping", "from collections import deque"),
    ("collections has no defaultdict", "from collections import defaultdict", "from collections import OrderedDict"),
    ("asyncio has no Queue", "from asyncio import Queue", "from asyncio import Lock"),
    ("re on a device", "import re", "from .re import x"),
    ("does not exist outside", "from .at import _LIMIT", "from .at import LIMIT, _helper"),
    ("no attribute on a device", "class A:\n    _C = const(1)\n    x = A._C", "class A:\n    C = const(1)\n    x = A.C"),
    ("no __qualname__", "f.__qualname__", "f.__name__"),
    ("no timeout", "asyncio.timeout(3)", "asyncio.wait_for(x, 3)"),
    ("no shield", "asyncio.shield(x)", "self.shield(x)"),
    ("os.path", "import os\nos.path.join(a, b)", "import os\nos.stat(a)"),
    ("no TimeoutError", "try:\n    f()\nexcept TimeoutError:\n    pass", "try:\n    f()\nexcept asyncio.TimeoutError:\n    pass"),
    ("no ConnectionError", "try:\n    f()\nexcept (OSError, ConnectionError): pass", "try:\n    f()\nexcept OSError: pass"),
    ("no FileNotFoundError", "raise FileNotFoundError(a)", "raise OSError(2)"),
    ("no vars", "vars(a)", "dir(a)"),
    ("removeprefix", "a.removeprefix(b)", "a[len(b):]"),
    ("removesuffix", "a.removesuffix(b)", "a.rstrip(b)"),
    ("zfill", "a.zfill(4)", "'%04d' % a"),
    ("ljust", "a.ljust(4)", "a.center(4)"),
    ("isalnum", "a.isalnum()", "a.isalpha()"),
    ("bit_length", "a.bit_length()", "a.bit"),
    ("translate", "a.translate(b)", "a.replace(b, c)"),
    ("groups()", "m.groups()", "m.group(1)"),
    ("findall", "r.findall(a)", "r.match(a)"),
    ("hexdigest", "h.hexdigest()", "h.digest().hex()"),
    ("tobytes", "m.tobytes()", "bytes(m)"),
    ("keyword maxsplit", "a.split(',', maxsplit=1)", "a.split(',', 1)"),
    ("keyword signed", "a.to_bytes(2, 'big', signed=True)", "a.to_bytes(2, 'big')"),
    ("keyword byteorder", "int.from_bytes(a, byteorder='big')", "int.from_bytes(a, 'big')"),
    ("keyword flush", "print(a, flush=True)", "print(a, end='')"),
    ("keyword start", "sum(a, start=1)", "sum(a, 1)"),
    ("keyword strict", "zip(a, b, strict=True)", "zip(a, b)"),
    ("takes a tuple", "a.startswith((b'x', b'y'))", "a.startswith(b'x')"),
    ("takes no integer", "a.find(65)", "a.find(b'A')"),
    ("sentinel", "iter(f, b'')", "iter(a)"),
    ("slice()", "slice(1, 2)", "self.slice(1, 2)"),
    ("needs length", "a.to_bytes()", "a.to_bytes(1, 'big')"),
    ("UTF-8 only", "a.decode('latin-1')", "a.decode('utf-8')"),
    ("UTF-8 only", "a.decode('utf-8', 'ignore')", "a.decode()"),
    ("with a step", "a[::-1]", "a[1:2]"),
    ("match", "match a:\n    case 1:\n        pass", "match = a"),
    ("except*", "try:\n    f()\nexcept* OSError:\n    pass", "try:\n    f()\nexcept OSError:\n    pass"),
    ("starred elements", "a = [*b, c]", "a, *b = c"),
    ("starred elements", "def f():\n    return *a, b", "f(*a, *b)"),
    ("starred elements", "a = {*b}", "a = set(b)"),
    ("dict displays", "a = {**b}", "a = dict(**b)"),
    ("positional-only", "def f(a, /): pass", "def f(a, *, b): pass"),
    ("class keywords", "class A(metaclass=B): pass", "class A(B): pass"),
    ("more than one base", "class A(B, C): pass", "class A(B): pass"),
    ("__slots__", "class A:\n    __slots__ = ('a',)", "class A:\n    slots = ('a',)"),
    ("__init_subclass__", "class A:\n    def __init_subclass__(cls): pass", "class A:\n    def __init__(self): pass"),
    ("async comprehensions", "async def f():\n    [x async for x in y]", "async def f():\n    async for x in y: pass"),
    ("inside a comprehension", "async def f():\n    [await x for x in y]", "async def f():\n    [x for x in await y]"),
    ("asynchronous generator", "async def f():\n    yield 1", "async def f():\n    def g():\n        yield 1"),
    ("keeps no cause", "raise A from b", "raise A"),
    ("compiled away", "assert a", "if not a:\n    raise ValueError"),
    ("native code", "@micropython.native\ndef f(): pass", "@staticmethod\ndef f(): pass"),
    ("around the items", "with (a as b):\n    pass", "with (a) as b:\n    pass"),
    ("around the items", "with (\n    a as b,\n    c as d,\n):\n    pass", "with a as b, c as d:\n    pass"),
    ("not Python 3.11", "type X = int", "X = int"),
]


@pytest.mark.parametrize(("word", "flagged", "passed"), CASES, ids=[case[1].splitlines()[0] for case in CASES])
def test_rule(word, flagged, passed):
    reasons = [finding.reason for finding in device_rules.check(flagged)]
    assert any(word in reason for reason in reasons), reasons
    assert not any(word in finding.reason for finding in device_rules.check(passed))


def test_what_passes_compiles(tmp_path):
    source = tmp_path / "passed.py"
    for _, _, passed in CASES:
        source.write_text(passed + "\n")
        compiled.compile_file(source, tmp_path / "passed.mpy")


def test_what_only_cpython_reaches_is_let_be():
    assert not device_rules.check("try:\n    import x\nexcept ImportError:\n    import enum\n    a[::2]")
    assert not device_rules.check("a.zfill(3)  # CPython has no other way")


def test_a_finding_names_file_line_and_reason():
    (finding,) = device_rules.check("\n\nassert a", "lib/x.py")
    assert str(finding).startswith("lib/x.py:3: assert is compiled away")
