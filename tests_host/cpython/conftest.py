"""Servers that live as long as the test session, for whichever tests ask for them."""

from cpython.ym310_bench import broker, servers  # noqa: F401
