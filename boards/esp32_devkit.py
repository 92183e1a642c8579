# ESP32 development board, module wired to UART 2 (UART 0 is the REPL).
UART = 2
TX, RX = 17, 16
CTS = RTS = None
POWER_KEY, POWER_KEY_ACTIVE = 4, 1
RESET = STATUS = DTR = RI = None
BAUD = 115200
RXBUF = 2048
