"""Declaring commands: a function or a class becomes a row of the module's command table.

    @command("+CIPSEND", section="9.14")
    async def cipsend(module, link: Int(0, 5) = None, length: Int(1, 1460) = None): ...

A function with parameters is the write form (and the execution form too when every parameter has a default); one without is the
execution form. A class holds several forms: ``write read execute test``, each a function or the text(s) of the answer.
"""

import inspect

from .arguments import Argument, Field, Raw, split_fields
from .results import ArgumentError, CommandSyntaxError

_FORMS = {"write": "W", "read": "R", "test": "T", "execute": "X"}


class Command:
    """One row of the table: names, manual section and what stands behind each form."""

    def __init__(self, names, section, handlers, description):
        self.names, self.section, self.handlers = names, section, handlers
        self.description = (description or "").strip().partition("\n")[0]

    def in_section(self, section):
        """The same row as another manual has it."""
        return Command(self.names, section, self.handlers, self.description)

    @property
    def forms(self):
        return "".join(form for form in "WRTX" if form in self.handlers)

    def prepare(self, call):
        """The handler of this form with its arguments bound: a callable that takes the module."""
        handler = self.handlers.get(call.form)
        if handler is None:
            raise CommandSyntaxError(f"{call.name} has no {call.form} form")
        if not callable(handler):
            return lambda module: handler
        fields = split_fields(call.parameters) if call.form == "W" else (
            [Field(call.parameters, False)] if call.parameters else [])
        return bind(handler, fields)


def command(*names, section, forms=None, read=None, test=None, execute=None):
    """Declare a command. ``forms`` narrows or widens what a function stands for, ``read=``/``test=`` add further forms."""

    def declare(target):
        if inspect.isclass(target):
            handlers = {form: vars(target)[name] for name, form in _FORMS.items() if name in vars(target)}
        else:
            handlers = dict.fromkeys(forms or _natural_forms(target), target)
        for form, handler in (("R", read), ("T", test), ("X", execute)):
            if handler is not None:
                handlers[form] = handler
        handlers = {form: handler.__func__ if isinstance(handler, staticmethod) else handler
                    for form, handler in handlers.items()}
        return Command(names, section, handlers, target.__doc__)

    return declare


def _natural_forms(function):
    if isinstance(function, Keyed):
        return "W"
    parameters = _parameters(function)
    if not parameters:
        return "X"
    return "WX" if all(p.default is not p.empty or p.kind is p.VAR_POSITIONAL for p in parameters) else "W"


class Keyed:
    """A write form whose first argument, a quoted key, decides what the others are: ``AT+QMTCFG="version",0,4``."""

    def __init__(self, description="", quoted=True):
        self.__doc__, self.quoted, self.functions = description, quoted, {}

    def key(self, *names):
        def declare(function):
            self.functions.update({name.lower(): function for name in names})
            return function
        return declare

    def __call__(self, module):                        # reached only without any key
        raise ArgumentError("no key")

    def bind(self, fields):
        if not fields or (self.quoted is not None and fields[0].quoted is not self.quoted):
            raise ArgumentError("no key, or its quotes are wrong")
        function = self.functions.get(fields[0].text.lower())
        if function is None:
            raise ArgumentError(f"unknown key {fields[0].text!r}")
        return bind(function, fields[1:])


def bind(function, fields):
    """Match fields with the typed parameters behind ``module``; raises ArgumentError."""
    if isinstance(function, Keyed):
        return function.bind(fields)
    values, remaining = [], list(fields)
    for parameter in _parameters(function):
        if parameter.kind is parameter.VAR_POSITIONAL:
            values += _repeated(parameter.annotation, remaining)
            remaining = []
        elif not remaining or remaining[0].empty and parameter.annotation.blank is NotImplemented \
                and not isinstance(parameter.annotation, Raw):
            if parameter.default is parameter.empty:
                raise ArgumentError(f"{parameter.name} is missing")
            values.append(parameter.default)
            remaining = remaining[1:]
        else:
            values.append(_value(parameter.annotation, remaining.pop(0)))
    if remaining:
        raise ArgumentError("too many parameters")
    return lambda module: function(module, *values)


def _value(kind, field):
    if field.empty and kind.blank is not NotImplemented:
        return kind.blank
    return kind.parse(field)


def _repeated(kinds, fields):
    """``*topics: (Text(), Int(0, 2))`` takes pairs, ``*topics: Text()`` single values; none at all is for the handler."""
    if isinstance(kinds, Argument):
        return [kinds.parse(field) for field in fields]
    if len(fields) % len(kinds):
        raise ArgumentError("incomplete group of parameters")
    values = [kind.parse(field) for kind, field in zip(kinds * (len(fields) // len(kinds)), fields)]
    return [tuple(values[at:at + len(kinds)]) for at in range(0, len(values), len(kinds))]


def _parameters(function):
    return list(inspect.signature(function).parameters.values())[1:]


class CommandTable:
    """All commands of a module by name. Later sources replace what earlier ones declared under the same name."""

    def __init__(self, *sources):
        self.rows = {}
        for source in sources:
            found = source.values() if isinstance(source, dict) else vars(source).values()
            for item in found:
                if isinstance(item, Command):
                    self.rows.update(dict.fromkeys(item.names, item))

    def find(self, name):
        try:
            return self.rows[name]
        except KeyError:
            raise CommandSyntaxError(f"unknown command {name}") from None

    def listing(self):
        """Lines of ``name  section  forms  description``, in the order of the manual's sections as far as they sort."""
        for name, row in sorted(self.rows.items()):
            yield f"{'AT' + name:<16} {row.section:<10} {row.forms:<5} {row.description}"
