"""The part every simulated module shares: line, terminal, framing, command tables, faults, transports."""

from .arguments import Argument, Enum, Field, Hex, HexBytes, Int, Raw, Text
from .commands import Command, CommandTable, Keyed, bind, command
from .datamode import exchange
from .module import Module
from .options import Options
from .results import (
                      BUSY,
                      CONNECT,
                      ERROR,
                      NO_ANSWER,
                      NO_CARRIER,
                      NO_DIALTONE,
                      NOTHING,
                      OK,
                      RING,
                      Answer,
                      ArgumentError,
                      CommandSyntaxError,
                      Result,
                      answer,
                      error,
                      final,
)
from .terminal import PayloadTimeout, until
