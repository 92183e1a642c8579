# A module that nobody has heard of, of a family that is known: its profile is all there is to write.
from atmodem.quectel import EC20
from support import one_program

SETUP = {"module": "ec20", "arguments": ["--booted", "--speed", "5"], "heap": "96k"}


class EG800K(EC20):
    """A sibling of the EC20: one antenna fewer, other times, a shorter list of services."""

    name = "eg800k"
    services = ("mqtt", "tls", "packet", "sockets", "power")
    features = ("sleep", "power_off", "mqtt_tls", "sockets_tls")
    boot_ms = 9000
    power_key_ms = 500
    timings = {"COPS": 180000, "CGATT": 75000, "CFUN": 15000, "QIACT": 150000, "QIDEACT": 40000}
    mqtt_clients = 5
    limits = dict(EC20.limits, payload=1024)


def test_it_runs_the_program_of_the_other_five():
    one_program.run(module=EG800K)
