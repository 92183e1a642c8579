# PSM and eDRX with the commands of 27.007: loaded when a module that has them is asked.
from .loading import passing

timers = passing("power_timers")

_ACCESS = {"LTE": 4, "NB-IoT": 5}  # 27.007 7.40


def set_psm(power, active_s, periodic_s):
    """AT+CPSMS=<mode>,,,<T3412>,<T3324> (27.007 7.38)."""
    if active_s is None and periodic_s is None:
        return power.at.execute("+CPSMS", 0)
    parameters = [
        None if periodic_s is None else timers.encode_periodic(periodic_s),
        None if active_s is None else timers.encode_active(active_s),
    ]
    if active_s is None:
        parameters.pop()
    return power.at.execute("+CPSMS", 1, None, None, *parameters)


async def psm(power):
    """AT+CPSMS?"""
    found = (await power.at.query("+CPSMS?") or (0,)) + (None,) * 5
    return found[0] == 1, seconds(timers.decode_periodic, found[3]), seconds(timers.decode_active, found[4])


def seconds(decode, text):
    """What a text of bits says, None where there is none."""
    try:
        return decode(text)
    except ValueError:
        return None


def set_edrx(power, cycle_s, window_s, access):
    """AT+CEDRXS=<mode>,<AcT>,<cycle> (27.007 7.40), which has no place for the window."""
    if access is None:
        access = getattr(power.modem.profile, "edrx_access", "LTE")
    if access not in _ACCESS:
        raise ValueError("access: LTE or NB-IoT")
    if window_s is not None:
        raise ValueError("window_s: this module does not ask for it")
    if cycle_s is None:
        return power.at.execute("+CEDRXS", 0)
    return power.at.execute("+CEDRXS", 1, _ACCESS[access], timers.encode_cycle(cycle_s, access == "NB-IoT"))


async def edrx(power):
    """AT+CEDRXRDP: <AcT>,<asked for>,<granted>,<window>"""
    found = (await power.at.query("+CEDRXRDP") or (0,)) + (None,) * 3
    if found[0] not in (4, 5):
        return None, None
    narrow = found[0] == 5
    return (
        seconds(lambda text: timers.decode_cycle(text, narrow), found[2]),
        seconds(lambda text: timers.decode_window(text, narrow), found[3]),
    )
