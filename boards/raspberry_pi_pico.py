# Raspberry Pi Pico, module wired to UART 1 as in README.md.
UART = 1
TX, RX = 4, 5
CTS, RTS = 6, 7
POWER_KEY, POWER_KEY_ACTIVE = 8, 1
RESET = STATUS = DTR = RI = None
BAUD = 115200
RXBUF = 2048
