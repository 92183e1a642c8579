"""Runs each end-to-end test on CPython and on the board-like MicroPython, against real servers and a fresh simulated module.

The 64-bit MicroPython, which differs from the board-like one by nothing that matters here, runs those of the files whose SETUP
says "everywhere", and all of them when it is asked for alone (`--only micropython`).

A test file says which module it wants, and its tests are plain functions without arguments:

    SETUP = {"module": "ec20", "arguments": ["--chunks"]}      # or "module": ["ec20", "l610"]: each test on each of them

Further keys: "also", a dict of names to further arguments: of a test, of a module, or of a test on a module ("test_x[l610]");
"only", a dict of test name to the modules that have what it is about; "once", names of tests that take long and run on one
interpreter only; "interpreters", those that can run the file; "heap", the heap of the board-like one ("96k").
What a test finds around it is in support/world.py. The real servers live as long as the session, a module as long as a test.
"""

import os
import shlex
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools")]

from control import Control  # noqa: E402
from devkit import compiled, debian, device_runs, interpreters  # noqa: E402
from servers import Servers  # noqa: E402
from simulator import Simulator  # noqa: E402

INTERPRETERS = os.environ.get("ATMODEM_INTERPRETERS", ",".join(interpreters.NAMES)).split(",")


@pytest.fixture(scope="session")
def servers():
    try:
        running = Servers()
    except debian.Unavailable as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO BROKER: {error}")
    with running:
        yield running


@pytest.fixture(scope="session")
def control(servers):
    answering = Control(servers)
    yield answering
    answering.stop()


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compiled")
    compiled.library(folder, optimisation=3)  # as a board short of memory would hold it
    compiled.tests(folder)
    return folder


@pytest.fixture(scope="session")
def found():
    return {interpreter.name: interpreter for interpreter in interpreters.find_all(INTERPRETERS)}


def pytest_generate_tests(metafunc):
    if HERE not in metafunc.definition.path.parents:
        return
    setup = getattr(metafunc.module, "SETUP", {})
    modules = setup.get("module", "ec20")
    modules = [modules] if isinstance(modules, str) else modules
    test = metafunc.definition.originalname
    modules = setup.get("only", {}).get(test, modules)
    metafunc.fixturenames += ["simulated_module", "interpreter_name"]
    metafunc.parametrize("simulated_module", modules)
    names = INTERPRETERS
    if len(names) > 1 and not setup.get("everywhere"):
        names = [name for name in names if name != "micropython"]
    names = [name for name in names if name in setup.get("interpreters", names)]
    metafunc.parametrize("interpreter_name", names[-1:] if test in setup.get("once", ()) else names)


def pytest_collection_modifyitems(items):
    """What none of the interpreters of this run can run is not a test of it."""
    items[:] = [
        item for item in items if HERE not in item.path.parents or item.callspec.params["interpreter_name"] in INTERPRETERS
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if HERE not in pyfuncitem.path.parents:
        return None
    request = pyfuncitem._request
    servers, control, found = (request.getfixturevalue(name) for name in ("servers", "control", "found"))
    folder = request.getfixturevalue("tmp_path")
    name, module = (pyfuncitem.callspec.params[key] for key in ("interpreter_name", "simulated_module"))
    if name not in found:
        pytest.skip(f"no {name}")
    if servers.broker.process is None:
        control.do_broker("start")  # an earlier test has left it stopped
    servers.web.start()
    control.witness.forget()
    servers.coap.forget()
    setup = getattr(pyfuncitem.module, "SETUP", {})
    arguments = ["--ppp-server", shlex.join(servers.ppp)] + setup.get("arguments", [])
    test = pyfuncitem.originalname
    for key in (module, test, f"{test}[{module}]"):
        arguments += setup.get("also", {}).get(key, [])
    with Simulator(module, servers.routes(), folder, arguments) as simulator:
        control.simulator = simulator
        surroundings = {
            "MODULE": module,
            "MODEM": str(simulator.path),
            "CERTIFICATES": str(servers.certificates),
            "CONTROL": control.address,
        }
        try:
            if name == "cpython":
                _call(pyfuncitem, surroundings)
            else:
                code = request.getfixturevalue("bytecode") if found[name].is_board_like else None
                interpreter = found[name].with_heap(setup.get("heap"))
                _call_on_device(pyfuncitem, interpreter, code, surroundings)
        finally:
            if simulator.log():
                pyfuncitem.add_report_section("call", "simulated module", simulator.log())
    return True


def _call(item, surroundings):
    with pytest.MonkeyPatch.context() as patch:
        for key, value in surroundings.items():
            patch.setenv(key, value)
        item.obj()


def _call_on_device(item, interpreter, code, surroundings):
    passed, output = device_runs.run_test(interpreter, item.path, item.originalname, surroundings, code)
    if not passed:
        pytest.fail(f"on {interpreter.name}:\n{output}", pytrace=False)
    print(output)
