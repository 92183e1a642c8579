# What the obedient EC20 says to the commands of sockets, files, HTTP, FTP and the network's helpers that take more than a line.

OK = b"\r\nOK\r\n"

# Beginning, the line that comes behind OK.
_RESULTS = (
    (b"+QIOPEN=", b"+QIOPEN: 0,0"),
    (b"+QHTTPGET=", b"+QHTTPGET: 0,200,5"),
    (b"+QHTTPREADFILE=", b"+QHTTPREADFILE: 0"),
    (b"+QPING=", b'+QPING: 0,"1.2.3.4",32,45,54\r\n\r\n+QPING: 0,1,1,0,45,45,45'),
    (b"+QIDNSGIP=", b'+QIURC: "dnsgip",0,1,600\r\n\r\n+QIURC: "dnsgip","1.2.3.4"'),
    (b"+QNTP=", b'+QNTP: 0,"2018/08/07,13:28:31+32"'),
)


def answer(module, line):
    """What `exchange` of the module returns for a line, None for one that is another's."""
    number = line.rstrip(b"\r").rpartition(b",")[2]
    if line.startswith(b"+QISEND="):
        return wanted(module, int(number), b"\r\n> ", b"\r\nSEND OK\r\n")
    if line.startswith(b"+QFWRITE="):
        n = int(line.split(b",")[1])
        return wanted(module, n, b"\r\nCONNECT\r\n", b"\r\n+QFWRITE: %d,%d\r\n" % (n, n) + OK)
    if line.startswith(b"+QHTTPURL="):
        return wanted(module, int(line[10:].split(b",")[0]), b"\r\nCONNECT\r\n", OK)
    if line.startswith(b"+QHTTPPOST="):
        return wanted(module, int(line[11:].split(b",")[0]), b"\r\nCONNECT\r\n", OK, b"\r\n+QHTTPPOST: 0,200,5\r\n")
    if line.startswith(b"+QIRD=") or line.startswith(b"+QSSLRECV="):
        return [(5, b"\r\n" + line.partition(b"=")[0] + b": 5\r\nhello\r\n" + OK)]
    if line.startswith(b"+QFREAD="):
        n = int(number)
        return [(5, b"\r\nCONNECT %d\r\n" % n + b"x" * n + OK)]
    if line.startswith(b"+QHTTPREAD="):
        return [(5, b"\r\nCONNECT\r\nhello" + OK), (20, b"\r\n+QHTTPREAD: 0\r\n")]
    if line.startswith(b"+QFTP") and not line.startswith(b"+QFTPCFG"):
        return [(5, OK), (80, b"\r\n" + line.rstrip(b"\r").partition(b"=")[0] + b": 0,5\r\n")]
    for begins, text in _RESULTS:
        if line.startswith(begins):
            return [(5, OK), (80, b"\r\n" + text + b"\r\n")]
    return None


def wanted(module, n, prompt, *replies):
    """The module waits for `n` bytes."""
    module.wanted = n
    module.paid = lambda data: [(5 + 60 * i, replies[i]) for i in range(len(replies))]
    return [(5, prompt)]
