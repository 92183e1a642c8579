# The same program, unchanged, on every module; in a heap of 96 KB on the board-like interpreter.
from support import one_program

SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": ["--booted", "--speed", "5"],
    "also": {"test_it_runs_with_answers_in_pieces_and_urcs_in_every_gap": ["--chunks", "--seed", "5", "--urc-in-answer"]},
    "heap": "96k",
    "everywhere": True,
}


def test_it_runs():
    one_program.run()


def test_it_runs_with_answers_in_pieces_and_urcs_in_every_gap():
    one_program.run()
