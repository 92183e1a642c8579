"""What CPython accepts and MicroPython does not, found in the syntax tree before a device finds it.

A rule is a function from a node to the reason it must not stand there, or to None. Code that only CPython reaches is let be:
below `except ImportError`, below `if TYPE_CHECKING`, and on lines whose comment says `CPython`.
"""

import ast
import re
from dataclasses import dataclass

RULES = []

MISSING_MODULES = frozenset(
    "__future__ abc argparse contextlib copy dataclasses datetime enum functools importlib inspect itertools"
    " logging pathlib queue signal string subprocess tempfile textwrap threading traceback types typing"
    " unittest uuid warnings weakref".split()
)
MISSING_IN_COLLECTIONS = frozenset("abc ChainMap Counter defaultdict UserDict UserList".split())
MISSING_METHODS = frozenset(
    "bit_count bit_length capitalize casefold cast expandtabs findall finditer format_map fullmatch groupdict"
    " groups hexdigest isalnum isascii isdecimal isidentifier isnumeric isprintable istitle ljust maketrans"
    " removeprefix removesuffix rjust span swapcase title tobytes toreadonly translate zfill".split()
)
MISSING_NAMES = frozenset(
    "BlockingIOError BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError"
    " ConnectionRefusedError ConnectionResetError ExceptionGroup FileExistsError FileNotFoundError IOError"
    " InterruptedError IsADirectoryError ModuleNotFoundError NotADirectoryError PermissionError RecursionError"
    " TimeoutError UnicodeDecodeError UnicodeEncodeError aiter anext ascii breakpoint format vars".split()
)
MISSING_IN_ASYNCIO = frozenset(
    "Condition Queue Runner Semaphore TaskGroup get_running_loop run_coroutine_threadsafe shield timeout"
    " to_thread wait".split()
)
MISSING_ATTRIBUTES = frozenset("__annotations__ __cause__ __context__ __doc__ __mro__ __qualname__".split())
MISSING_HOOKS = frozenset("__format__ __init_subclass__ __set_name__ __slots__".split())
MISSING_KEYWORDS = {
    "split": {"maxsplit", "sep"},
    "rsplit": {"maxsplit", "sep"},
    "to_bytes": {"length", "byteorder", "signed"},
    "from_bytes": {"bytes", "byteorder", "signed"},
    "print": {"flush"},
    "sum": {"start"},
    "zip": {"strict"},
}


@dataclass(frozen=True)
class Finding:
    """One place that would fail on a device."""

    path: str
    line: int
    reason: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.reason}"


def check(text, path="<text>"):
    """The findings of one source text, in order of lines."""
    try:
        tree = ast.parse(text, path)
    except SyntaxError as error:
        return [Finding(path, error.lineno or 1, f"not Python 3.11: {error.msg}")]
    lines = text.splitlines()
    findings = set()
    for node in _reachable_on_device(tree):
        for kinds, rule in RULES:
            if isinstance(node, kinds) and (reason := rule(node, lines)):
                line = getattr(node, "lineno", 1)
                if not re.search(r"#.*\bCPython\b", lines[line - 1]):
                    findings.add(Finding(path, line, reason))
    return sorted(findings, key=lambda finding: (finding.line, finding.reason))


def _reachable_on_device(node, tried=False):
    """Walk the tree without what only CPython or a type checker comes to. `node.tried`: an ImportError is caught around it."""
    node.tried = tried
    yield node
    for field, value in ast.iter_fields(node):
        inside = tried
        if isinstance(node, ast.If) and _names(node.test) == {"TYPE_CHECKING"} and field == "body":
            continue
        if isinstance(node, ast.ExceptHandler) and "ImportError" in _names(node.type) and field == "body":
            continue
        if isinstance(node, ast.Try) and field == "body":
            inside = tried or any("ImportError" in _names(handler.type) for handler in node.handlers)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _reachable_on_device(child, inside)


def _names(node):
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)} if node else set()


def rule(*kinds):
    """Register a rule for nodes of these kinds."""

    def register(function):
        RULES.append((kinds, function))
        return function

    return register


@rule(ast.Import, ast.ImportFrom)
def missing_module(node, _lines):
    if node.tried:
        return None
    own = isinstance(node, ast.ImportFrom) and node.level
    modules = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    for module in () if own else modules:
        if module.partition(".")[0] in MISSING_MODULES or module in ("collections.abc", "os.path"):
            return f"MicroPython has no module {module}"
        if module == "re":
            return "re on a device takes {n} literally, has no flags and overflows its stack: find, partition or split instead"
    return None


@rule(ast.ImportFrom)
def missing_in_module(node, _lines):
    names = {alias.name for alias in node.names}
    missing = {"collections": MISSING_IN_COLLECTIONS, "asyncio": MISSING_IN_ASYNCIO, "os": {"path"}}
    lost = names & missing.get(node.module, set())
    return f"MicroPython's {node.module} has no {', '.join(sorted(lost))}" if lost and not node.tried else None


@rule(ast.ImportFrom)
def private_constant_imported(node, _lines):
    for alias in node.names:
        if re.fullmatch(r"_[A-Z][A-Z0-9_]*", alias.name):
            return f"{alias.name}: a constant with an underscore does not exist outside its file on a device; rename it"
    return None


@rule(ast.ClassDef)
def private_constant_of_class(node, _lines):
    folded = {
        target.id
        for item in node.body
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Call) and _names(item.value.func) == {"const"}
        for target in item.targets
        if isinstance(target, ast.Name) and target.id.startswith("_")
    }
    used = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)} & folded
    return f"{', '.join(sorted(used))}: const() with an underscore in a class is no attribute on a device" if used else None


@rule(ast.Attribute)
def missing_attribute(node, _lines):
    if node.attr in MISSING_ATTRIBUTES:
        return f"MicroPython has no {node.attr}"
    if isinstance(node.value, ast.Name) and node.value.id == "asyncio" and node.attr in MISSING_IN_ASYNCIO:
        return f"MicroPython's asyncio has no {node.attr}"
    if isinstance(node.value, ast.Name) and node.value.id == "os" and node.attr == "path":
        return "MicroPython has no os.path"
    return None


@rule(ast.Name)
def missing_name(node, _lines):
    return f"MicroPython has no {node.id}" if node.id in MISSING_NAMES and isinstance(node.ctx, ast.Load) else None


@rule(ast.Call)
def missing_method(node, _lines):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    return f"MicroPython has no method {name}()" if name in MISSING_METHODS else None


@rule(ast.Call)
def missing_keyword(node, _lines):
    name = getattr(node.func, "attr", getattr(node.func, "id", None))
    lost = {keyword.arg for keyword in node.keywords} & MISSING_KEYWORDS.get(name, set())
    return f"MicroPython's {name}() takes no keyword {', '.join(sorted(lost))}" if lost else None


@rule(ast.Call)
def unsupported_arguments(node, _lines):
    name = getattr(node.func, "attr", getattr(node.func, "id", None))
    first = node.args[0] if node.args else None
    if name in ("startswith", "endswith") and isinstance(first, ast.Tuple):
        return f"{name}() takes a tuple only from MicroPython 1.25 on"
    if name in ("find", "rfind") and isinstance(first, ast.Constant) and isinstance(first.value, int):
        return f"{name}() takes no integer on MicroPython: give it bytes"
    if name == "iter" and len(node.args) == 2:
        return "MicroPython's iter() takes no sentinel"
    if name == "slice" and isinstance(node.func, ast.Name):
        return "MicroPython has no slice()"
    if name == "to_bytes" and len(node.args) < 2:
        return "to_bytes() needs length and byte order on MicroPython"
    if name == "decode" and (len(node.args) > 1 or node.keywords or _is_foreign_encoding(first)):
        return "decode() knows UTF-8 only and no error handling on MicroPython"
    return None


def _is_foreign_encoding(node):
    known = ("utf-8", "utf8", "ascii")
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lower() not in known


@rule(ast.Slice)
def stepped_slice(node, _lines):
    return "MicroPython has no slices with a step" if node.step else None


@rule(ast.Match)
def match_statement(_node, _lines):
    return "MicroPython has no match"


@rule(ast.TryStar)
def except_group(_node, _lines):
    return "MicroPython has no except*"


@rule(ast.List, ast.Tuple, ast.Set)
def starred_display(node, _lines):
    starred = isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and any(isinstance(item, ast.Starred) for item in node.elts)
    return "MicroPython has no starred elements in lists, tuples and sets" if starred else None


@rule(ast.Dict)
def starred_dict(node, _lines):
    return "MicroPython has no ** in dict displays" if None in node.keys else None


@rule(ast.arguments)
def positional_only(node, _lines):
    return "MicroPython has no positional-only parameters" if node.posonlyargs else None


@rule(ast.ClassDef)
def class_statement(node, _lines):
    if node.keywords:
        return "MicroPython has no class keywords, metaclass= included"
    if len(node.bases) > 1:
        return "more than one base class: MicroPython searches depth first, and two native bases are refused"
    return None


@rule(ast.Name, ast.FunctionDef)
def ignored_hook(node, _lines):
    name = node.id if isinstance(node, ast.Name) else node.name
    return f"MicroPython ignores {name}" if name in MISSING_HOOKS else None


@rule(ast.comprehension)
def async_comprehension(node, _lines):
    return "MicroPython has no async comprehensions" if node.is_async else None


@rule(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
def await_in_comprehension(node, _lines):
    first = set(map(id, ast.walk(node.generators[0].iter)))  # runs outside the comprehension
    awaits = any(isinstance(inner, ast.Await) and id(inner) not in first for inner in ast.walk(node))
    return "await inside a comprehension is a SyntaxError on MicroPython" if awaits else None


@rule(ast.AsyncFunctionDef)
def async_generator(node, _lines):
    inner_functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    queue = list(node.body)
    while queue:
        inner = queue.pop()
        if isinstance(inner, (ast.Yield, ast.YieldFrom)):
            return "yield in an async def: an asynchronous generator on CPython, a plain await on MicroPython"
        if not isinstance(inner, inner_functions):
            queue += ast.iter_child_nodes(inner)
    return None


@rule(ast.Raise)
def raise_from(node, _lines):
    return "raise ... from: MicroPython keeps no cause and prints a warning" if node.cause else None


@rule(ast.Assert)
def assertion(_node, _lines):
    return "assert is compiled away by mpy-cross -O1 and above: raise instead"


@rule(ast.FunctionDef, ast.AsyncFunctionDef)
def native_code(node, _lines):
    native = {"native", "viper", "asm_thumb", "asm_xtensa", "asm_rv32"}
    used = {inner.attr for decorator in node.decorator_list for inner in ast.walk(decorator) if isinstance(inner, ast.Attribute)}
    return "native code needs one .mpy for each architecture" if used & native else None


@rule(ast.With, ast.AsyncWith)
def parenthesised_with(node, lines):
    last = node.items[-1]
    end = last.optional_vars or last.context_expr
    behind = lines[end.end_lineno - 1].encode()[end.end_col_offset :].lstrip(b" \t,")
    wrapped = behind.startswith(b")") and (last.optional_vars is not None or len(node.items) > 1)
    broken = not behind and end.end_lineno > node.lineno
    return "MicroPython has no parentheses around the items of with" if wrapped or broken else None
