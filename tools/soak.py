"""Session after session on a board's heap: python3 tools/soak.py --cycles 1000 [--heap 96k]

MicroPython (32 bit) <- pty -> simulated EC20 <- TCP -> mosquitto: the end-to-end test of the same name, only longer. Says every
tenth of the way how much of the heap is in use; ends with 0 when that has not grown.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
END_TO_END = TOOLS.parent / "tests_host" / "end_to_end"
SOAK, SOAK_TEST = END_TO_END / "test_ec20_soak.py", "test_cycles_leave_nothing_behind"
sys.path[:0] = [str(TOOLS), str(END_TO_END)]
sys.dont_write_bytecode = True

from devkit import environment  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--heap", default="96k", help="of MicroPython, such as 96k")
    arguments = parser.parse_args()
    environment.enter()
    return run(arguments.cycles, arguments.heap)


def run(cycles, heap):
    """Run the test for so many cycles; 0 when it passed."""
    from control import Control
    from devkit import compiled, device_runs, interpreters
    from servers import Servers
    from simulator import Simulator

    interpreter = interpreters.find("micropython32").with_heap(heap)
    with tempfile.TemporaryDirectory(prefix="atmodem-soak-") as name, Servers() as servers:
        folder = Path(name)
        compiled.library(folder / "compiled", optimisation=3)
        compiled.tests(folder / "compiled")
        control = Control(servers)
        with Simulator("ec20", servers.routes(), folder, ["--booted", "--speed", "20"]) as simulator:
            control.simulator = simulator
            surroundings = {
                "MODULE": "ec20",
                "MODEM": str(simulator.path),
                "CERTIFICATES": str(servers.certificates),
                "CONTROL": control.address,
                "CYCLES": str(cycles),
            }
            start = time.monotonic()
            passed, output = device_runs.run_test(
                interpreter, SOAK, SOAK_TEST, surroundings, folder / "compiled", timeout_s=60 + cycles
            )
            took = time.monotonic() - start
        control.stop()
    print(output.strip())
    print(f"{cycles} cycles in a heap of {heap}: {took:.0f} s, {1000 * took / cycles:.0f} ms each")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
