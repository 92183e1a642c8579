# Quectel's own numbers of +CME ERROR. Source: manuals of files, GNSS, HTTP(S) and FTP(S).
from ..compat import const
from ..loading import passing

# fmt: off
_TABLE = const((
    b"""
400 invalid input value
401 larger than the file
402 zero bytes read
403 drive full
405 file not found
406 invalid file name
407 file exists already
409 writing the file failed
410 opening the file failed
411 reading the file failed
413 too many files open
416 file handle not found
421 timeout
501 invalid parameter
502 operation not supported
503 GNSS busy
504 GNSS session ongoing
505 GNSS session not active
506 operation timed out
507 function not enabled
508 time information
509 XTRA not enabled
514 GNSS locked
515 ended by an emergency call
516 not fixed now
549 unknown
""",
))
# fmt: on


def text(code, find):
    """The words for a number as str, "" when it is none of these; `find(table, code)` looks it up."""
    if 600 < code < 632:
        return "FTP: " + passing("quectel.ftp_words").words(code)
    if 700 < code < 731:
        return "HTTP: " + passing("quectel.http_words").words(code)
    return find(_TABLE, code)
