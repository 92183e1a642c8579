# The names the package shows, loaded when they are first used.
import atmodem
from atmodem import errors, sync


def test_public_names_are_loaded_when_used():
    assert atmodem.Queue is sync.Queue
    assert atmodem.Timeout is errors.Timeout
    assert atmodem.sync is sync


def test_an_unknown_name_is_an_attribute_error():
    try:
        assert atmodem.no_such_name
    except AttributeError:
        return
    raise AssertionError("nothing was raised")


def test_a_part_that_was_not_installed_is_named():
    places = atmodem._PLACES
    atmodem._PLACES += "Ghost=ghost "
    try:
        assert atmodem.Ghost
    except ImportError as error:
        assert "ghost" in str(error)
        return
    finally:
        atmodem._PLACES = places
    raise AssertionError("nothing was raised")
