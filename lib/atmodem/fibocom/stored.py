# Messages that wait in the module, told by their lengths: counted, so that any byte may stand in them. Seen on a module of the
# same family (AT+MQTTCONF=1, +MQTTMSGI, AT+MQTTREAD); not in the guide.
from ..errors import CommandError, ModemError
from ..fields import Counted
from ..sched import spawn


class _Message(Counted):
    # +MQTTREAD: 1,0,<topic's length>,<payload's length>,"topic","payload"
    def length(self, digest, i, stop):
        buffer = digest.buffer
        comma = buffer.find(b",", i, stop)
        end = buffer.find(b',"', comma + 1, stop)
        if comma < 0 or not comma < end < comma + 7:
            return -1
        try:
            start = end + 5 + int(bytes(buffer[i:comma]))
            count = int(bytes(buffer[comma + 1 : end]))
        except ValueError:
            return -1
        if start > stop or not buffer.startswith(b'","', start - 3):
            return -1
        digest.count = digest.remaining = count
        digest.skip = 34
        digest.start = digest.stop = start
        digest.target = None
        digest.paying = digest.special = True
        return 1


_MESSAGE = _Message(2, b'"')


class Reader:
    """Reads a session's messages as its inbox has room for them."""

    waiting = 0
    fetching = False

    def __init__(self, session):
        self.session = session

    def told(self):
        """One more message waits."""
        self.waiting += 1
        self.fetch()

    def fetch(self):
        """Have them read in a task."""
        if self.waiting and not self.fetching:
            spawn(self._fetch())
            self.fetching = True

    async def _fetch(self):
        session = self.session
        inbox = session.inbox
        try:
            while self.waiting and session.connected and inbox.count < len(inbox.topics):
                try:
                    payload = await session.at.read(
                        "+MQTTREAD", session.number, counted=_MESSAGE, keep=self._keep, shape=self._own
                    )
                except CommandError:
                    payload = None  # it is there no more
                self.waiting -= 1
                session.deliver(payload)
        except ModemError:
            pass  # the session's own end tells why; without one it still waits, and is asked for at the next `receive`
        finally:
            self.fetching = False

    def _own(self, digest):
        return digest.integer(digest.field) == self.session.number

    def _keep(self, digest):
        self.session.begin(digest, 4)
        return digest.target
