# Positioning as the program sees it, on a receiver that has nothing of its own.
from atmodem.errors import NotSupported
from atmodem.gnss import Gnss
from support.standin import Modem, call, refused


class Receiver(Gnss):
    async def _start(self):
        await self.at.execute("+ON")

    async def _stop(self):
        await self.at.execute("+OFF")


def receiver(*lines):
    modem = Modem()
    modem.losses = []
    modem.dialogue(*lines)
    return modem, Receiver(modem)


def test_options_that_no_receiver_has():
    modem, gnss = receiver()
    for function in (gnss.configure, gnss.start):
        assert "rate" in str(refused(NotSupported, modem, function, rate=5))
    assert modem.wire.sent == b"" and not gnss.running


def test_it_runs_between_start_and_stop():
    modem, gnss = receiver(b"+ON", b"\r\nOK\r\n", b"+OFF", b"\r\nOK\r\n", b"+ON", b"\r\nOK\r\n")
    call(modem, gnss.start)
    assert gnss.running
    call(modem, gnss.stop)
    assert not gnss.running
    call(modem, gnss.configure)  # nothing to set
    call(modem, gnss.start)
    modem.losses[0](None)  # the module restarted
    assert not gnss.running
    modem.wire.done()
