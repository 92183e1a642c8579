# A UART that hands out prepared bytes like a FIFO, one by one, and takes no heap of its own (a slice would). It serves the
# library and the reference loops alike.


class FakeUart:
    """Gives at most `fifo` bytes a read. The stream stops at each mark until the host has written a whole line.

    `block` is repeated `times` times; `marks`: offsets in the block where a line of the host is due.
    """

    def __init__(self, block, marks, times, fifo):
        self.block = block
        self.marks = marks
        self.times = times
        self.fifo = fifo
        self.position = 0
        self.next = 0
        self.limit = marks[0] if marks else len(block)
        self.lines = 0  # written by the host before the stream had come to its mark

    def any(self):
        return min(self.limit - self.position, self.fifo)

    def readinto(self, buffer, n=4096):
        position = self.position
        n = min(n, self.fifo, self.limit - position)
        if n <= 0:
            return None
        block = self.block
        for i in range(n):
            buffer[i] = block[position]
            position += 1
        self.position = position
        if position == self.limit:
            self.pass_mark()
        return n

    def pass_mark(self):
        """At a mark go on if the host has written, at the end of the block begin it again."""
        if self.limit == len(self.block) and (not self.marks or self.next == len(self.marks)):
            self.times -= 1
            if self.times == 0:
                return
            self.position = self.next = 0
            self.limit = self.marks[0] if self.marks else len(self.block)
        if self.position == self.limit and self.lines:
            self.lines -= 1
            self.next += 1
            self.limit = self.marks[self.next] if self.next < len(self.marks) else len(self.block)

    def write(self, data):
        if data[-1] == 13:
            self.lines += 1
            if self.position == self.limit:
                self.pass_mark()
        return len(data)
