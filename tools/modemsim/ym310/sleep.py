"""Sleep (4.12): what the host says to a sleeping module is lost, but wakes it."""

WAKING = 0.1                                           # seconds in which everything is lost
STARTS_ANEW = 4                                        # the mode that wakes up through the boot


class Sleep:
    """Asleep after AT+WAKETIM seconds without a word in either direction, in the modes 1 to 4 of AT+CSCLK."""

    def __init__(self, module):
        self.module = module
        self.last_word = module.clock.now()
        self.awake_at = 0

    def touch(self):
        self.last_word = self.module.clock.now()

    @property
    def asleep(self):
        profile = self.module.profile
        return bool(profile.CSCLK and profile.WAKETIM and self.module.clock.now() - self.last_word > profile.WAKETIM)

    def swallows(self):
        """Whether what is being heard is lost."""
        now = self.module.clock.now()
        if self.asleep:
            self.awake_at = now + WAKING
            if self.module.profile.CSCLK == STARTS_ANEW:
                self.module.restart()
        self.touch()
        return now < self.awake_at
