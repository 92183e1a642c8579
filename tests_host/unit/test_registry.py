# Which module is which, and what it has: known without loading any of it.
import sys

from atmodem import registry
from atmodem.profile import Profile


def test_models_are_recognised_by_what_they_call_themselves():
    # ATI and AT+CGMM of the manuals and of captures
    for name, lines in (
        ("ec20", (b"Quectel", b"EC20F", b"Revision: EC20CEFAGR06A15M4G")),
        ("ec20", (b"Quectel", b"EC25", b"Revision: EC25EFAR06A06M4G")),
        ("ec20", (b"Quectel", b"EG91")),
        ("ec20", (b"EM05",)),
        ("ym310", (b'+CGMM: "YM310 X09"',)),
        ("ml302", (b"CMCC", b"ML302")),
        (None, (b"SIMCOM_SIM7600", b"Quectel", b"BG96", b"M95", b"", b"Revision: BG96MAR02A07M1G")),
        (None, ()),
    ):
        row = registry.recognise(lines)
        assert (row and row[0]) == name, lines


def test_every_row_has_a_profile_that_agrees_with_it():
    for name in registry.names():
        row = registry.row(name)
        try:
            profile = registry.profile(row)
        except ImportError:
            continue  # its vendor's package is not on this board
        assert profile.name == name and profile.package == row[1]
        for service in row[3].split():
            assert service in profile.services, (name, service)
        for service in profile.services:
            assert registry.has(profile, service), (name, service)
        assert issubclass(profile, Profile) and (profile.boot_texts or profile.boot_hints)


def test_a_profile_loads_its_vendor_and_no_service():
    loaded = set(sys.modules)
    registry.profile(registry.row("ec20"))
    assert [name for name in set(sys.modules) - loaded if name.count(".") > 1] == []


def test_a_name_that_is_none_says_which():
    for name in ("", "EC20", "sim800", 5, b"ec20", ("ec20",)):
        try:
            registry.row(name)
            raise AssertionError(name)
        except ValueError as error:
            assert str(error) == "module: %s" % (name,)


def test_who_has_a_service():
    assert "ec20" in registry.who_has("mqtt") and "ym310" in registry.who_has("mqtt")
    assert "ec20" not in registry.who_has("bearer")
    assert registry.who_has("teleport") == [] and registry.who_has("sleep") == []
    assert registry.who_has("sleep", 4) == ["ec20", "ym310"]
