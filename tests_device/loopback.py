# UART 1 with TX wired to RX: what is sent must come back, byte by byte, at every rate; shows what the receive buffer holds.
import time

from machine import UART, Pin

TX, RX = 4, 5
DATA = bytes(range(256)) * 4

for rate in (9600, 115200, 460800, 921600):
    uart = UART(1, rate, tx=Pin(TX), rx=Pin(RX), rxbuf=2048, txbuf=256, timeout=0)
    back = bytearray()
    sent = 0
    started = time.ticks_ms()
    while len(back) < len(DATA) and time.ticks_diff(time.ticks_ms(), started) < 5000:
        if sent < len(DATA):
            sent += uart.write(DATA[sent : sent + 64]) or 0
        waiting = uart.any()
        if waiting:
            back += uart.read(waiting)
    took = time.ticks_diff(time.ticks_ms(), started)
    if bytes(back) != DATA:
        raise RuntimeError("%d baud: %d of %d bytes came back" % (rate, len(back), len(DATA)))
    print("%d baud: %d bytes in %d ms" % (rate, len(back), took))
print("OK")
