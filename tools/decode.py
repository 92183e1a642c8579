#!/usr/bin/env python3
"""Read the bytes captured from a module and print what they are, one JSON object a line."""

import argparse
import json
import sys
from pathlib import Path

from decoding.decoder import Decoder
from decoding.module import NAMES, Module

EPILOG = """\
FILE holds the raw bytes the module sent; with its echo on, the host's commands are among them. A log that mixes both
directions will do. Lines may end in CR, LF, CR LF or CR CR LF.

Each object describes one event, in the order of the bytes:
  offset, length  its place in FILE. The events cover FILE without a gap: each reaches from the end of the one before it to
                  the end of its own line, so blank lines belong to what follows them, at the end of FILE to what precedes.
  kind            echo     a command line, as the module repeats it
                  result   a final result code: OK, ERROR, +CME ERROR: ..., SEND OK, SHUT OK, 0 under ATV0 ...
                  answer   an information line of the command whose final result code has not come yet
                  urc      a line nobody asked for, and everything that comes behind the final result code: the second
                           answer of a command that answers twice (+QMTOPEN: 0,0 behind its OK) is one as well
                  prompt   the module waits for data: >, DOWNLOAD, or the CONNECT of an upload
                  payload  raw bytes, of the module (behind a header that counts them) or of the host (behind a prompt)
                  noise    bytes that are no text
  text            the line without its line ends, or the payload; bytes that are not UTF-8 are shown as \\xNN
  fields          what stands behind the name: numbers, texts without their quotes, null for an empty field; of a result
                  its number (OK is 0, ERROR 4), of an echo the parameters

Where the capture has no echo, a line is a urc if the module's table says so. A line that may be either is an answer when it
has the answer's form or a final result code follows it at once, a line nobody knows when one follows it at all; so a URC that
the tables lack may pass for an answer. The tables: tools/decoding/modules/.
"""


def parse(arguments):
    """The command line as a namespace."""
    parser = argparse.ArgumentParser(
        prog="decode.py", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("module", metavar="MODULE", choices=NAMES, help="the module: " + ", ".join(NAMES))
    parser.add_argument("file", metavar="FILE", help="the captured bytes; - for standard input")
    return parser, parser.parse_args(arguments)


def main(arguments=None):
    """Decode one file; return the exit code."""
    parser, chosen = parse(arguments)
    try:
        data = sys.stdin.buffer.read() if chosen.file == "-" else Path(chosen.file).read_bytes()
    except OSError as error:
        parser.error(f"{chosen.file}: {error.strerror}")
    try:
        for event in Decoder(Module(chosen.module)).events(data):
            print(json.dumps(event, ensure_ascii=False))
    except BrokenPipeError:
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
