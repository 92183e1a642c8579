"""Which files of the library the tests have to cover how far."""

import json

COMPLETE = ("sched.py", "digest.py", "at.py")  # every line, every branch
OTHERS_PERCENT = 90  # each of the others


def complaints(report):
    """One line for each file below its mark, from coverage's JSON report; none when all is well."""
    if not report.exists():
        return ["no coverage was measured"]
    files = json.loads(report.read_text())["files"]
    return [line for path, file in sorted(files.items()) if (line := _judge(path, file))]


def _judge(path, file):
    wanted = 100 if path.removeprefix("lib/atmodem/") in COMPLETE else OTHERS_PERCENT
    percent = file["summary"]["percent_covered"]
    if percent >= wanted:
        return None
    branches = [f"{start}->{end}" for start, end in file.get("missing_branches", ())]
    return f"{path}: {percent:.1f} % of {wanted}; lines {_ranges(file['missing_lines'])}; branches {' '.join(branches)}"


def _ranges(numbers):
    """The numbers as a text, neighbours drawn together: 3-5 9."""
    groups = []
    for number in numbers:
        if groups and number == groups[-1][1] + 1:
            groups[-1][1] = number
        else:
            groups.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in groups)
