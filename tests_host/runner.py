# Runs plain test_*() functions on MicroPython, where pytest cannot go.
#     micropython tests_host/runner.py [-v] [-k TEXT] FILE[::TEST]...
# A test fails by raising anything, and is skipped by raising SkipTest (support/skip.py).
import gc
import sys
import time

SLOW_MS = 5000  # named even without -v


def parse(arguments):
    """Return (files, text a name must contain, verbose)."""
    files, pattern, verbose = [], "", False
    arguments = list(arguments)
    while arguments:
        argument = arguments.pop(0)
        if argument == "-v":
            verbose = True
        elif argument == "-k":
            pattern = arguments.pop(0)
        else:
            files.append(argument)
    return files, pattern, verbose


def set_path(script):
    """Search MICROPYPATH first, then the sources: this folder and lib/ beside it."""
    here = script.rpartition("/")[0] or "."
    if sys.path[0] == here or sys.path[0] == "":
        sys.path.pop(0)
    sys.path += [here, here + "/../lib"]


def tests_of(module, wanted, pattern):
    """The (name, function) pairs to run, sorted by name."""
    names = sorted(name for name in dir(module) if name.startswith("test_"))
    return [(n, getattr(module, n)) for n in names if (not wanted or n == wanted) and pattern in n]


def run(name, function, verbose):
    """Run one test; return "passed", "failed" or "skipped"."""
    gc.collect()
    started = time.ticks_ms()
    try:
        function()
        result = "passed"
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        result = "skipped" if type(error).__name__ == "SkipTest" else "failed"
        print(result.upper(), name, error if result == "skipped" else "")
        if result == "failed":
            sys.print_exception(error)
    took = time.ticks_diff(time.ticks_ms(), started)
    if verbose or took >= SLOW_MS:
        print(result, name, "%d ms" % took)
    return result


def run_file(file, pattern, verbose, counts):
    """Import one file, run its tests and let go of it."""
    path, _, wanted = file.partition("::")
    folder, _, name = path.rpartition("/")
    name = name.rsplit(".", 1)[0]
    sys.path.insert(0, folder or ".")
    try:
        module = __import__(name)
    except Exception as error:
        print("FAILED", path, "cannot be imported")
        sys.print_exception(error)
        counts["failed"] += 1
        return
    finally:
        sys.path.pop(0)
    for test, function in tests_of(module, wanted, pattern):
        counts[run(name + "." + test, function, verbose)] += 1
    del sys.modules[name]


def main(arguments):
    """Run everything, print the sum, return the exit code."""
    files, pattern, verbose = parse(arguments[1:])
    set_path(arguments[0])
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for file in files:
        run_file(file, pattern, verbose, counts)
        gc.collect()
    skipped = ", %d skipped" % counts["skipped"] if counts["skipped"] else ""
    print("%d passed, %d failed%s" % (counts["passed"], counts["failed"], skipped))
    return 1 if counts["failed"] or not counts["passed"] + counts["skipped"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
