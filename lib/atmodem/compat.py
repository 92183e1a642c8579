# What CPython and MicroPython spell differently, and nothing else. Every other file of the library runs unchanged on both.
try:
    from time import sleep_ms, ticks_ms

    from micropython import const
except ImportError:  # CPython
    import time

    def const(value):
        return value

    def ticks_ms():
        return int(time.monotonic() * 1000)

    def sleep_ms(ms):
        time.sleep(ms / 1000)
