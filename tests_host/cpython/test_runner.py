"""The runner must never call a run good that was not."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tools"))

from devkit import debian, device_runs, interpreters  # noqa: E402

SAMPLE = """
from support.skip import SkipTest

def test_good():
    pass

def test_bad():
    assert 1 == 2

def test_leaves():
    raise SystemExit(0)

def test_not_here():
    raise SkipTest("why")
"""


@pytest.fixture(scope="module")
def micropython():
    try:
        return interpreters.find("micropython")
    except debian.Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def run(micropython, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runner")

    def start(text, *options, test=""):
        (folder / "test_sample.py").write_text(text)
        command = [*micropython.command, device_runs.RUNNER, *options, f"{folder / 'test_sample.py'}{test}"]
        answer = subprocess.run(command, env=device_runs.environment(), capture_output=True, text=True)
        return answer.returncode, answer.stdout

    return start


def test_everything_is_counted(run):
    code, output = run(SAMPLE)
    assert code == 1
    assert output.endswith("1 passed, 2 failed, 1 skipped\n")
    assert "AssertionError" in output and "test_sample.test_leaves" in output and "why" in output


def test_a_good_run_ends_with_zero(run):
    assert run(SAMPLE, "-k", "good") == (0, "1 passed, 0 failed\n")
    assert run(SAMPLE, test="::test_good") == (0, "1 passed, 0 failed\n")


def test_no_tests_are_a_failure(run):
    assert run("")[0] == 1
    assert run(SAMPLE, "-k", "nothing")[0] == 1


def test_a_file_that_cannot_be_imported_is_a_failure(run):
    code, output = run("import nowhere")
    assert code == 1
    assert output.endswith("0 passed, 1 failed\n")


def test_a_crash_is_a_failure():
    assert device_runs.counts_of("Killed\n") == (0, 1, 0)
    assert device_runs.counts_of("x\n3 passed, 0 failed\n") == (3, 0, 0)
    assert device_runs.counts_of("3 passed, 1 failed, 2 skipped\n") == (3, 1, 2)


def test_one_test_by_itself_passes_only_when_it_comes_to_its_end(micropython, tmp_path):
    file = tmp_path / "test_sample.py"
    file.write_text(SAMPLE + "def test_endless():\n    while True:\n        print('and so on')\n")

    def passed(test):
        good, output = device_runs.run_test(micropython, file, test, {})
        assert len(output) <= device_runs.MOST_SAID
        return good

    assert [passed(f"test_{name}") for name in ("good", "bad", "leaves", "not_here", "endless")] == [True] + [False] * 4
