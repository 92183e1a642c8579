"""Servers that live as long as the test session, for whichever tests ask for them."""

from contextlib import ExitStack, closing

import pytest
from cpython.c1100_bench import nginx  # noqa: F401
from cpython.ym310_bench import broker, servers  # noqa: F401


@pytest.fixture
def started():
    """Modems that end with the test: ``started(Modem())`` gives the modem back."""
    with ExitStack() as ends:
        yield lambda modem: ends.enter_context(closing(modem))


@pytest.fixture
def modem(bench):
    """One of the modems that the file's own ``bench`` makes, as they are without options."""
    return bench()
