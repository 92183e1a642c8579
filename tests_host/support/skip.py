# Skip a test on either interpreter: raise SkipTest("why").
try:
    from unittest import SkipTest
except ImportError:

    class SkipTest(Exception):
        """The test does not apply here; the text says why."""
