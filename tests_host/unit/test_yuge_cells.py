# YM310 cells, band and system information against the bytes of its manual (5.10 to 5.12).
from atmodem.errors import CommandError
from atmodem.sched import sleep_ms
from support.ym310 import OK, Bench


def asked(command, lines, work):
    return Bench().script(command, b"".join([b"\r\n" + line + b"\r\n" for line in lines]) + OK).run(work)


def test_the_serving_cell():
    lte = b"+CCED:LTE current cell:460,00,460045926307603,0,40,n100,39148,140542123,51,29,6334,34,351"
    cell = asked(b"+CCED=0,1", [lte], lambda modem: modem.cells.serving())
    assert tuple(cell) == ("LTE", "460", "00", 6334, 140542123, 39148, 351, 51, 29, 34, 40, "n100", 0), cell
    gsm = b"+CCED:GSM current cell info:460,00,18be,5045,13,63,63,6"
    cell = asked(b"+CCED=0,1", [gsm], lambda modem: modem.cells.serving())
    # 18be is 6334, the area the other examples print
    assert tuple(cell) == ("GSM", "460", "00", 6334, 0x5045, 6, 13, None, None, 63, None, None, None), cell
    assert asked(b"+CCED=0,1", [], lambda modem: modem.cells.serving()) is None


def test_the_neighbours():
    lines = [
        b"+CCED:LTE neighbor cell:460,00,38950,140541985,57,24,6334,36,351",
        b"+CCED:LTE neighbor cell:460,00,1300,26224401,48,24,6334,27,37",
    ]
    first, second = asked(b"+CCED=0,2", lines, lambda modem: modem.cells.neighbours())
    assert tuple(first) == ("LTE", "460", "00", 6334, 140541985, 38950, 351, 57, 24, 36, None, None, None), first
    assert (second.frequency, second.cell, second.physical) == (1300, 26224401, 37), second
    lines = [b"+CCED:GSM neighbor cell info:460,00,6334,20522,31,75", b"+CCED:GSM neighbor cell info:460,00,6334,0,21,80"]
    found = asked(b"+CCED=0,2", lines, lambda modem: modem.cells.neighbours())
    assert [(cell.area, cell.cell, cell.physical, cell.level) for cell in found] == [(6334, 20522, 31, 75), (6334, 0, 21, 80)]


def test_a_line_that_is_none():
    for line in (b"+CCED:LTE current cell:460,00", b"+CCED:", b"+CCED:LTE current cell:", b"+CCED:UMTS cell:1,2,3"):
        assert asked(b"+CCED=0,1", [line], lambda modem: modem.cells.serving()) is None
    cell = asked(b"+CCED=0,2", [b"+CCED:GSM neighbor cell info:460,00,x,,31,"], lambda modem: modem.cells.neighbours())[0]
    assert (cell.area, cell.cell, cell.physical, cell.level) == (None, None, 31, None)


def test_the_level():
    assert asked(b"+CCED=0,8", [b"+CCED:15"], lambda modem: modem.cells.level()) == 15


def test_cells_told_again_and_again():
    bench = Bench()
    heard = []

    async def work(modem):
        line = b"\r\n+CCED:GSM current cell info:460,00,18be,5045,13,61,61,6\r\n"
        bench.script(b"+CCED=1,1", line + OK + line)
        await modem.cells.watch(heard.append)
        await sleep_ms(10)
        bench.wire.say(line)
        await sleep_ms(10)
        bench.script(b"+CCED=2,1", OK)
        await modem.cells.watch(None)
        bench.wire.say(line)
        await sleep_ms(10)

    bench.run(work)
    assert len(heard) == 3 and heard[0].level == 61, heard
    Bench().refused(ValueError, lambda modem: modem.cells.watch(print, 8))


def test_the_band():
    assert asked(b"*BANDIND?", [b"*BANDIND: 0,40,7"], lambda modem: modem.cells.band()) == (40, 7)
    assert asked(b"*BANDIND?", [b"*BANDIND: 0"], lambda modem: modem.cells.band()) is None
    bench = Bench()
    heard = []

    async def work(modem):
        bench.script(b"*BANDIND=1", OK)
        await modem.cells.watch_band(lambda band, act: heard.append((band, act)))
        # a report inside the answer
        bench.script(b"*BANDIND?", b"\r\n*BANDIND: 3, 7\r\n\r\n*BANDIND: 1,3,7\r\n" + OK)
        assert await modem.cells.band() == (3, 7)
        bench.wire.say(b"\r\n*BANDIND: 41, 7\r\n")
        await sleep_ms(10)
        bench.script(b"*BANDIND=0", OK)
        await modem.cells.watch_band(None)

    bench.run(work)
    assert heard == [(3, 7), (41, 7)], heard


def test_the_system():
    system = asked(b"^SYSINFO", [b"^SYSINFO:2,3,0,17,1,7"], lambda modem: modem.cells.system())
    assert system.service == 2 and system.mode == 17 and system.sim == 1 and system.submode == 7
    Bench().script(b"^SYSINFO", b"\r\n+CME ERROR: 3\r\n").refused(CommandError, lambda modem: modem.cells.system())


def test_a_line_with_damaged_bytes_harms_nobody():
    told = []
    bench = Bench().script(b"+CCED=1,2", OK)

    async def work(modem):
        await modem.cells.watch(told.append, 2)
        bench.wire.say(b"\r\n+CCED:GSM neighbor cell info:460,0\xff,6334,\xfe,31,75\r\n")
        await sleep_ms(50)

    bench.run(work)
    assert [(cell.mcc, cell.area, cell.cell, cell.physical) for cell in told] == [("460", 6334, None, 31)]


def test_watching_again_and_again_takes_no_more_room():
    bench = Bench().script(b"*BANDIND=1", OK, b"*BANDIND=0", OK, b"*BANDIND=1", OK, b"*BANDIND=0", OK)
    rows = []

    async def work(modem):
        for _ in range(2):
            for handler in (print, None):
                await modem.cells.watch_band(handler)
            rows.append(subscriptions(modem))
        modem.release("cells")
        rows.append(subscriptions(modem))

    bench.run(work)
    assert rows[0] == rows[1] > rows[2] == subscriptions(Bench().modem)


def subscriptions(modem):
    n = 0
    for entry in modem.at.digest.table.values():
        while entry is not None:
            n += 1
            entry = entry.more
    return n
