"""Chapter 4.21: firmware update over the air. The simulated update server has nothing newer."""

from ..engine import Enum, Text, command, error

DEFAULTS = {"KEY": "", "AUTO": "1", "PERIOD": "86400", "URL": ""}
ALREADY_NEWEST = 27


@command("+UPGRADE", section="4.21")
class Upgrade:
    """Parameters of the update, its state, starting it."""

    def write(module, tag: Enum(*DEFAULTS), value: Text(255, quoted=None) = None, keep: Enum("0", "1", quoted=False) = "0"):
        if value is None:
            return f'+UPGRADE:"{tag}",{module.upgrade[tag]}'
        if not _allowed(tag, value):
            return error(53)
        module.upgrade[tag] = value
        if keep == "0":
            module.storage.set("upgrade", dict(module.upgrade))

    def read(module):
        return f"+UPGRADE: {module.upgrade_state}"

    def execute(module):
        module.after(_check(module))


def _allowed(tag, value):
    if tag == "AUTO":
        return value in ("0", "1")
    if tag == "PERIOD":
        return value.isdigit() and 60 <= int(value) <= 4294967296
    return tag != "URL" or value.startswith("http://")


async def _check(module):
    module.upgrade_state = "1,1"
    await module.clock.sleep(2)
    module.upgrade_state = f"2,-1004,200,{ALREADY_NEWEST}"
