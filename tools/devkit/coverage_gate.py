"""Which files of the library the tests have to cover how far."""

import json

COMPLETE = ("sched.py", "digest.py", "at.py")  # every line, every branch
OTHERS_PERCENT = 90


def complaints(report):
    """One line for each file below its mark, from coverage's JSON report; none when all is well."""
    if not report.exists():
        return ["no coverage was measured"]
    files = json.loads(report.read_text())["files"]
    return [line for path, file in sorted(files.items()) if (line := _judge(path, file))]


def _judge(path, file):
    summary = file["summary"]
    percent = summary["percent_covered"]
    if path.removeprefix("lib/atmodem/") in COMPLETE:
        lines = file["missing_lines"]
        branches = [f"{start}->{end}" for start, end in file.get("missing_branches", ())]
        if lines or branches:
            return f"{path}: {percent:.1f} % of 100; missing lines {lines}, branches {branches}"
    elif percent < OTHERS_PERCENT:
        return f"{path}: {percent:.1f} % of {OTHERS_PERCENT}; missing lines {file['missing_lines']}"
    return None
