from support.skip import SkipTest


def test_skip_carries_its_reason():
    assert SkipTest("why").args == ("why",)
