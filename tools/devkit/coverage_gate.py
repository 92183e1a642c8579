"""Which files of the library the tests have to cover how far."""

import json

COMPLETE = ("sched.py", "digest.py", "at.py")  # every line, every branch
OTHERS_PERCENT = 90  # all others together
LEAST_PERCENT = 75  # and each of them


def complaints(report):
    """One line for each file below its mark, from coverage's JSON report; none when all is well."""
    if not report.exists():
        return ["no coverage was measured"]
    files = json.loads(report.read_text())["files"]
    found = [line for path, file in sorted(files.items()) if (line := _judge(path, file))]
    others = [file["summary"] for path, file in files.items() if path.removeprefix("lib/atmodem/") not in COMPLETE]
    covered = sum(summary["covered_lines"] + summary.get("covered_branches", 0) for summary in others)
    percent = 100 * covered / max(1, sum(summary["num_statements"] + summary.get("num_branches", 0) for summary in others))
    if percent < OTHERS_PERCENT:
        found.append(f"lib/atmodem: {percent:.1f} % of {OTHERS_PERCENT}")
    return found


def _judge(path, file):
    summary = file["summary"]
    percent = summary["percent_covered"]
    if path.removeprefix("lib/atmodem/") in COMPLETE:
        lines = file["missing_lines"]
        branches = [f"{start}->{end}" for start, end in file.get("missing_branches", ())]
        if lines or branches:
            return f"{path}: {percent:.1f} % of 100; lines {_ranges(lines)}; branches {' '.join(branches)}"
    elif percent < LEAST_PERCENT:
        return f"{path}: {percent:.1f} % of {LEAST_PERCENT}; lines {_ranges(file['missing_lines'])}"
    return None


def _ranges(numbers):
    """The numbers as a text, neighbours drawn together: 3-5 9."""
    groups = []
    for number in numbers:
        if groups and number == groups[-1][1] + 1:
            groups[-1][1] = number
        else:
            groups.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in groups)
