"""Servers that live as long as the test session, for whichever tests ask for them."""

from cpython.c1100_bench import nginx  # noqa: F401
from cpython.ym310_bench import broker, servers  # noqa: F401
