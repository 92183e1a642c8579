# What CPython and MicroPython spell differently, and nothing else. Every other file of the library runs unchanged on both.
try:
    from micropython import const
    from time import sleep_ms, ticks_ms
except ImportError:  # CPython
    import time

    def const(value):
        return value

    def ticks_ms():
        return int(time.monotonic() * 1000)

    def sleep_ms(ms):
        time.sleep(ms / 1000)
