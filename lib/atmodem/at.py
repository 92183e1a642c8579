# at: one command in flight, its answer and its deadline, URCs to whoever registered them. Knows no vendor.
from .compat import const
from .digest import Digest, Entry
from .sched import Leaf, loop, ticks_add, ticks_diff

_RESULT = const(1)  # the events of digest.py
_ANSWER = const(2)
_URC = const(3)
_PROMPT = const(4)
_PAYLOAD = const(5)
_ECHO = const(6)
_CME = const(16)
_FINAL = const(32)

_QUEUED = const(0)  # states of a command: its turn has not come
_SENT = const(1)  # its result code has not come
_FOLLOWED = const(2)  # has its OK and waits for the result line; others may be sent meanwhile
_DONE = const(3)

_NOTHING = StopIteration(None)
_STALL_MS = const(2000)  # a payload that nobody asked for and that stays silent so long will not be completed


class Command(Leaf):
    """A command line and the answer it waits for. Awaiting it sends it when its turn comes.

    The attributes say which answer kind it is; digest.py describes those that it reads. `keep(digest)` makes the result of
    an information line, `rows` collects one a line. `into`: list for the line's integers. With `counted` raw bytes follow
    it: they go into `into`, or `keep` gives `digest.target` a buffer. `payload` is sent at the prompt, `cancel` at a prompt
    that comes too late. `follow`: the result is a line with one of these prefixes, and of the right `shape`, that comes
    before the OK or any time after it. `linger_ms`: a bare line ends the answer, unless an OK follows it within this time.
    `continues`: the OK is not the end; one of `finals`, or bare lines and silence, is. `owed`: the result line does not say
    whose it is; when it comes too late, it is not the next command's.
    """

    state = _QUEUED
    name = echo = prefix = prompt = b""
    key = b"\0"
    shape = counted = keep = rows = into = payload = result = error = link = gone = None
    bare = secret = answered = parked = continues = owed = False
    finals = follow = ()
    cancel = b"\x1b"
    linger_ms = 0
    timeout_ms = 9000

    def __init__(self, at):
        self.at = at

    def __iter__(self):
        if loop.current is None:
            # An asyncio program awaits. What is answered at once needs nothing of asyncio.
            if self.at.is_free() and self.state == _QUEUED:
                try:
                    self.at.start(self)
                except OSError:
                    self.at.broken()
            if self.state != _DONE:
                from .guest import wait

                return wait(self)
        return self

    __await__ = __iter__

    def __next__(self):
        if self.state != _DONE:
            at = self.at
            try:
                if self.state == _QUEUED and at.active is None and not at.waiting and not at.dirty and at.owner is None:
                    at.start(self)
                if self.state != _DONE and not self.park(at, loop.current):
                    return
            except OSError:
                at.broken()
            except BaseException:
                # No memory, perhaps: who waits in line must not wait for this one.
                if self.parked:
                    self.unpark()
                self.abandon()
                raise
        if self.parked:
            self.unpark()
        if self.error is not None:
            raise self.error
        if self.result is not None:
            raise StopIteration(self.result)
        _NOTHING.__traceback__ = None
        raise _NOTHING

    def park(self, at, task):
        """Wait for the turn, or for the answer. True when there is nothing left to wait for."""
        if not self.parked:
            self.parked = True
            task.waits = self
            if self.state == _QUEUED:
                at.waiting.append(self)
            else:
                task.due = ticks_add(loop.now(), self.timeout_ms)
        if self.state == _QUEUED and at.active is None and at.is_next(self, task):
            if at.dirty and at.owner is None:
                at.resync()
            else:
                at.waiting.remove(self)
                task.due = ticks_add(loop.now(), self.timeout_ms)
                at.start(self)
        if task.expired and self.state != _DONE:
            from .errors import Timeout

            self.abandon()
            self.error = Timeout(self.name)
        return self.state == _DONE

    def unpark(self):
        """The task goes on."""
        task = loop.current
        self.parked = task.expired = False
        task.waits = None
        task.due = -1

    def abandon(self, task=None):
        at = self.at
        if self.follow and (self.state == _SENT or self.state == _FOLLOWED and not self.owed):
            at.unfollow(self)
        if self.state == _QUEUED:
            at.waiting.remove(self)
        elif self.state == _SENT:
            # What still comes belongs to this command: the digest goes on waiting for it until `resync`.
            at.dirty = True
            at.active = at.digest.target = None
        self.state = _DONE
        self.until = ticks_add(loop.now(), self.timeout_ms)
        at.proceed()

    def answer(self, digest):
        """An information line of the answer has come."""
        self.answered = True
        if self.into is not None and self.counted is None:
            digest.integers(self.into)
            return
        self.at.entry = None
        if self.keep is not None:
            self.result = self.keep(digest)
            if self.rows is not None:
                self.rows.append(self.result)
                self.result = self.rows
        elif self.counted is not None:
            digest.target = self.into
            self.result = digest.count
        if self.linger_ms:
            self.at.later(self.linger_ms, self.end)

    def final(self, digest):
        """The result code has come."""
        at = self.at
        code = digest.code
        if code == 0:
            if self.continues:
                self.answered = True
                return
            if self.follow and not self.answered:
                if self.gone is not None:
                    self.end(self.gone)
                    return
                self.state = _FOLLOWED
                at.active = digest.awaited = None
                at.proceed()
                return
            if self.into is None or self.answered or self.counted is not None:
                if self.follow:
                    at.unfollow(self)
                at.active = digest.awaited = None
                self.state = _DONE
                if self.parked:
                    loop.wake(self)
                if at.waiting:
                    at.proceed()
                return
        if code >= _FINAL:
            self.result = self.keep(digest) if self.keep else code - _FINAL
            self.end()
        else:
            from .errors import refusal

            self.end(refusal(self.name, digest))

    def end(self, error=None):
        """The answer is complete, or will not come."""
        at = self.at
        self.error = error
        self.state = _DONE
        if at.active is self:
            at.active = at.digest.awaited = None
        if self.follow:
            at.unfollow(self)
        if self.parked:
            loop.wake(self)
        if at.waiting:
            at.proceed()


class At:
    """The AT channel on a pipe (`any()`, `readinto(buffer, n)`, `write(bytes)`): machine.UART or anything like it."""

    spare = timer = entry = None
    subscriber = None  # the service that is being loaded
    timeout_ms = 9000
    noise = 0  # events that were no text, or an echo
    echoed = False  # an echo has come since it was turned off

    def __init__(self, pipe, digest=None):
        self.pipe = pipe
        self.digest = digest or Digest()
        self.active = self.unsent = None
        self.owner = None  # the one task whose commands are sent while it sets the module up
        self.dirty = False  # the answer of a command that ran out of time may still come
        self.due = -1
        self.waiting = []
        self.followers = []

    def integers(self, name, into, timeout_ms=None):
        """Send `name` (bytes, `b"+CSQ"`), fill the list `into` with the integers of its information line; 0 heap bytes.

        Raises CommandError, Timeout (after `timeout_ms`, the profile's default when None), ValueError.
        """
        command = self.spare
        if command is None or command.state != _DONE or command.parked:
            command = self.spare = Command(self)
            # What is looked up for every answer is found sooner in the object than in its class.
            command.counted = command.result = None
            command.continues = command.parked = False
            command.follow = ()
        if name is not command.name:
            from .arguments import plain

            command.name = command.prefix = plain(name)
            command.key = command.name + b":"
            command.echo = b"AT" + command.name + b"\r"
        command.into = into
        command.state = _QUEUED
        command.answered = False
        command.error = None
        if timeout_ms is None:
            command.timeout_ms = self.timeout_ms
        else:
            from .arguments import timeout

            command.timeout_ms = timeout(timeout_ms, 0)
        return command

    def subscribe(self, prefix, handler, counted=None, paid=None, numbered=False):
        """Call `handler(digest)` for each URC that begins with `prefix` (bytes, at least three characters, no colon).

        It runs between two reads: it must not wait; what it raises is printed. With `counted` (fields.Counted) it may give
        `digest.target` a buffer for the `digest.count` bytes that follow; `paid(digest)` is called when they are there.
        Returns the table's row.
        """
        entry = Entry(prefix, handler, counted, paid, numbered)
        entry.subscriber = self.subscriber
        self.digest.enroll(entry)
        return entry

    def unclaimed(self, digest):
        """Takes every URC that nobody subscribed to; assign your own."""

    def restarted(self, surely):
        """Called when the module echoes again: it has started anew, perhaps or `surely`; assign your own."""

    def is_free(self):
        """Whether a command may be sent at once."""
        return self.active is None and not self.waiting and not self.dirty and self.owner is None

    def is_next(self, command, task):
        """Whether it is this command's turn."""
        return self.owner is task or self.owner is None and self.waiting[0] is command

    def start(self, command):
        """Send a command whose turn has come. Raises OSError when the pipe is broken."""
        self.active = self.digest.awaited = command
        command.state = _SENT
        if command.follow:
            if self.followers:
                self.forgive()
            self.followers.append(command)
            self.digest.watched = True
        n = 0
        if self.unsent is None:
            n = self.pipe.write(command.echo) or 0
        if n < len(command.echo):
            self.write(command.echo[n:])
        self.pump()

    def broken(self):
        """The pipe raised OSError. The channel stays usable: pipes recover, and then what comes may be late."""
        from .errors import LinkLost

        self.dirty = True
        self.lost(LinkLost("the pipe is broken", b"" if self.active is None else self.active.name))

    def write(self, data):
        """Send bytes; what the pipe does not take at once follows with the next polls."""
        if self.unsent is not None:
            data = bytes(self.unsent) + data
        n = self.pipe.write(data) or 0
        if n < len(data):
            self.unsent = memoryview(data)[n:]
            if self.due < 0:
                self.later(1, None)
        else:
            self.unsent = None

    def later(self, ms, timer):
        """Call `timer()` in `ms` milliseconds, instead of the one set before."""
        self.due = ticks_add(loop.now(), ms)
        self.timer = timer
        loop.woken = True  # a turn more, or the loop would not know of the deadline until something else happens

    def lost(self, error):
        """The module restarted or the pipe is gone: end every command, those that wait for their turn too."""
        self.digest.abandon()
        self.unsent = self.entry = None
        self.due = -1
        if self.active is not None:
            self.active.end(error)
        for command in self.followers + self.waiting:
            command.end(error)
        self.waiting = []

    def proceed(self):
        """Let the next command in line have its turn."""
        if self.waiting:
            loop.wake(self.waiting[0])

    def poll(self):
        """What the loop calls every turn: read what has come and deal with it; never waits."""
        try:
            self.pump()
        except Exception as error:
            self.recover(error)

    def recover(self, error):
        """Reading has raised `error`: the pipe is broken; or a function that was called with a URC has, which harms no other."""
        from .idle import report

        digest = self.digest
        while not isinstance(error, OSError):
            report(error)
            start = digest.start
            try:
                return self.deal(digest)
            except Exception as another:
                error = another
                if digest.start == start:  # not even a line further
                    digest.start = digest.end = 0
                    return report(error)
        self.broken()

    def pump(self):
        """`poll()`; raises OSError when the pipe is broken."""
        if self.unsent is not None:
            self.write(b"")
        digest = self.digest
        active = self.active
        n = self.pipe.any()
        while n and digest.read(self.pipe, n):
            self.deal(digest)
            if active is not None and self.active is not active:
                return  # an answer is complete: first its task goes on
            n = self.pipe.any()
        if digest.remaining and self.due < 0 and self.entry is not None:
            self.later(_STALL_MS, self.stalled)
        if self.due >= 0 and ticks_diff(loop.now(), self.due) >= 0:
            self.due = -1
            if self.timer is not None:
                self.timer()
        if self.unsent is not None and self.due < 0:
            self.later(1, None)

    def deal(self, digest):
        """Deal with what the digest has read."""
        n = digest.next()
        while n:
            if n == _ANSWER and self.active is not None and not self.active.bare:
                self.active.answer(digest)
            elif n == _RESULT and self.active is not None:
                self.active.final(digest)
            else:
                self.event(n, digest)
            if digest.start == digest.end and not digest.special:
                digest.start = digest.end = 0
                break
            n = digest.next()

    def event(self, kind, digest):
        """One event of the digest."""
        command = self.active
        if kind == _URC:
            if not self.followers or not self.followed(digest):
                entry = digest.entry
                if entry is None:
                    self.unclaimed(digest)
                else:
                    if digest.paying:
                        self.entry = entry
                    entry.handler(digest)
        elif kind == _PAYLOAD:
            if self.entry is not None:
                self.entry.paid(digest)
                self.entry = None
        elif kind == _ANSWER and command is not None:
            # The answer is bare, and another command's result line may look like one of it.
            if not self.followers or not self.followed(digest):
                command.answer(digest)
        elif kind == _PROMPT:
            self.write(digest.awaited.cancel if command is None else command.payload)
            digest.awaited.prompt = b""  # it asks once
        elif kind == _RESULT and digest.code == _CME and len(self.followers) == 1:
            self.followers[0].final(digest)  # an error behind the OK, instead of the result line
        else:
            self.noise += 1
            if kind == _ECHO:
                if not self.echoed and not self.dirty:
                    self.restarted(False)
                self.echoed = True
            elif kind == _RESULT and digest.awaited is not None:
                digest.awaited.prompt = b""  # it came too late; there will be no prompt

    def followed(self, digest):
        """Whether the line is the result line of a command that answers twice."""
        for command in self.followers:
            for prefix in command.follow:
                if digest.match(prefix, digest.line) and command.shape(digest):
                    command.answer(digest)
                    if command.state != _SENT:
                        command.end()
                    return True
        return False

    def unfollow(self, command):
        """A command has its result line, or waits for it no longer."""
        if command in self.followers:
            self.followers.remove(command)
        self.digest.watched = len(self.followers) > 0

    def forgive(self):
        """Expect nothing more of commands that ran out of time, once as much time again has passed."""
        for command in list(self.followers):
            if command.state == _DONE and ticks_diff(loop.now(), command.until) > 0:
                self.unfollow(command)

    def release(self, error):
        """End the commands that wait for a result line which does not say whose it is: there will be none."""
        for command in list(self.followers):
            if command.owed and command.state != _SENT:
                command.end(error)

    def forsake(self, link, error):
        """A link is gone: the commands that were sent for it (their `link`) get no result line any more."""
        for command in list(self.followers):
            if command.link is link:
                if command.state == _SENT:
                    command.gone = error  # its result code is still to come
                else:
                    command.end(error)

    def stalled(self):
        """Two seconds after a URC whose payload follows: is it still coming?"""
        digest = self.digest
        if digest.remaining and self.entry is not None:
            if digest.remaining == digest.code:
                digest.abandon()
            else:
                digest.code = digest.remaining
                self.later(_STALL_MS, self.stalled)

    def resync(self):
        """Get in step again: nothing that is still to come may be taken for the next command's answer."""
        from .resync import Probe

        Probe(self).begin()
