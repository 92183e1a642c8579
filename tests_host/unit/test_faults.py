# Every call about the module and its SIM under every fault: it ends within the time its docstring states, and the next one works.
from support.faulty import ANSWER, check

# name, call on modem and session, worst case in ms by the docstring
DEVICE = (
    ("identity", lambda m, s: m.device.identity(), 4 * ANSWER),  # "four times the channel's time-out"
    ("functionality", lambda m, s: m.device.functionality(), ANSWER),  # "the channel's time-out"
    ("set_functionality", lambda m, s: m.device.set_functionality(4), 15000),  # 'timings["CFUN"] (EC20 15 s'
    ("restart", lambda m, s: m.device.restart(40000), 15000 + 40000),  # 'timings["CFUN"] + `timeout_ms`'
    ("power_off", lambda m, s: m.device.power_off(), 65000),  # "the profile's power_off_ms"
    ("command", lambda m, s: m.command("I", timeout_ms=3000), 3000),  # "Timeout after `timeout_ms`"
)
SIM = (
    ("state", lambda m, s: m.sim.state(), ANSWER),  # 'timings["CPIN"]'
    ("unlock", lambda m, s: m.sim.unlock(timeout_ms=20000), 20000 + 3 * ANSWER),  # '`timeout_ms` + three times timings["CPIN"]'
    ("iccid", lambda m, s: m.sim.iccid(), ANSWER),
    ("imsi", lambda m, s: m.sim.imsi(), ANSWER),
    ("clock.read", lambda m, s: m.clock.read(), ANSWER),
    ("clock.utc", lambda m, s: m.clock.utc(), ANSWER),
    ("clock.set", lambda m, s: m.clock.set((2018, 8, 7, 13, 28, 31, 32)), ANSWER),
    ("clock.automatic", lambda m, s: m.clock.automatic(True), ANSWER),
)


def test_device():
    check(DEVICE)


def test_sim_and_clock():
    check(SIM)
