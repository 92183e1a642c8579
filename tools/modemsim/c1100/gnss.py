"""Satellite navigation (3.4). AT+GPSNMEA and AT+NMEAS are known from programs for this family only."""

from ..engine import ERROR, Int, command

ARGUMENTS = 6                                          # of AT+GPSCONFIG: the manual explains none


class Gnss:
    """The receiver, and whether it tells its sentences by itself."""

    def __init__(self, module):
        self.module = module
        self.track = module.track_class(module.clock)
        self.mode, self.config = 0, None
        self.report = True
        self._task = None

    def start(self):
        self.track.start()
        self._task = self.module.spawn(self._tell())

    def stop(self):
        self.track.stop()
        self._task.cancel()

    def shown(self):
        prefix = "+GPSNMEA: " if self.module.setting["gps-names"] == "prefixed" else ""
        return [prefix + sentence for sentence in self.track.sentences()]

    async def _tell(self):
        while True:
            await self.module.clock.sleep(1)
            if self.report and self.module.setting["gps-report"] == "stream" and not self.module.saving.asleep:
                for line in self.shown():
                    self.module.urc(line)


@command("+GPSMODE", section="3.4")
def mode(module, value: Int(0, 1)):
    """Mode of the receiver."""
    module.gnss.mode = value


@command("+GPSCONFIG", section="3.4")
def configure(module, *values: Int(0, 0x7FFFFFFF)):
    """Settings of the receiver: six numbers."""
    if len(values) != ARGUMENTS or module.gnss.track.running:
        return ERROR
    module.gnss.config = values
    return None


@command("+GPSSTART", section="3.4")
def start(module):
    """Start the receiver."""
    if module.gnss.track.running or not module.gnss.mode:
        return ERROR
    module.gnss.start()
    return None


@command("+GPSEND", section="3.4")
def end(module):
    """Stop the receiver."""
    if not module.gnss.track.running:
        return ERROR
    module.gnss.stop()
    return None


@command("+NMEAS", section="other firmware")
def report(module, on: Int(0, 1)):
    """Whether the sentences are told by themselves."""
    module.gnss.report = bool(on)


@command("+GPSNMEA", section="other firmware")
def sentences(module):
    """The sentences of this second."""
    if not module.gnss.track.running:
        return ERROR
    return [f"+GPSNMEA: {sentence}" for sentence in module.gnss.track.sentences()]
