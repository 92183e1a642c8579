# What a module is, as data. A vendor's package has one subclass a module; a new module of a known family is that row alone.


class Profile:
    """The defaults are those of 3GPP TS 27.007 and V.250; a row overrides what its module does otherwise."""

    name = package = ""
    services = ()  # what the vendor's package has a file for
    features = ()  # of a module that is not in the registry: which of the features there it has
    boot_texts = ()  # URCs that only a module that starts sends
    boot_hints = ()  # URCs that a module that starts sends, and sometimes another
    urcs = ()  # bare texts that are URCs even while a bare answer is awaited
    setup = (b"E0", b"+CMEE=1")  # after each start, behind AT
    numeric = False  # whether `setup` has the module give numbers for result codes (V0)
    boot_ms = 15000  # from power to the first answer
    answer_ms = 9000  # of a command that `timings` does not name
    timings = {}  # longest answer in ms, by the command's name without its sign
    baud_rates = (115200, 9600, 921600, 460800, 230400, 57600, 38400, 19200)
    power_key_ms = 1000
    contexts = 16
    limits = {}  # longest texts and payloads in bytes
