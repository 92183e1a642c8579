"""What a simulation can be told at its start; the command line and the in-process handle share these."""

from dataclasses import dataclass, field


@dataclass
class Options:
    route: list = field(default_factory=list)          # HOST:PORT=127.0.0.1:PORT rows
    ppp_server: list = field(default_factory=list)     # the command that starts slirp, for ATD*99#; none: a silent line
    sim: bool = True                                   # a SIM card is in
    pin: str = ""                                      # the card asks for this PIN
    registration_ms: float = 1500                      # from radio on to registered
    boot_ms: float = 500                               # silence from power on to the first answer
    booted: bool = False                               # skip the first boot: on and quiet from the start
    boot_noise: bool = False                           # NUL and 0xFF on the line while booting
    baud: int = 0                                      # pace of the line; 0: as fast as it goes
    strict_baud: bool = False                          # garbage when host and module do not agree on the rate
    latency_ms: float = 0                              # from the end of a command to its answer
    chunks: bool = False                               # output arrives in random pieces
    seed: int = 0                                      # of everything random
    urc_in_answer: bool = False                        # unrelated URCs in every gap of every answer
    busy_input: str = "buffer"                         # what is typed while a command runs: "buffer" or "drop"
    state: str = None                                  # folder for settings and files
    record: str = None                                 # file that tells which commands were carried out
    speed: float = 1.0                                 # module seconds in one real second
    set: dict = field(default_factory=dict)            # settings of the module at hand (see its README)
