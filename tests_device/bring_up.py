# A real module with a SIM: found, identified, registered; then the clock of the network. Set the APN.
import gc

import atmodem
from machine import UART, Pin

TX, RX = 4, 5
APN = "cmnet"


async def main():
    modem = await atmodem.open(UART(1, 115200, tx=Pin(TX), rx=Pin(RX), rxbuf=2048))
    modem.trace(print)
    await modem.start(apn=APN)
    print(await modem.device.identity())
    print(await modem.network.signal(), await modem.network.operator())
    print(await modem.packet.address())
    print(await modem.clock.read())
    gc.collect()
    print("heap free:", gc.mem_free())


atmodem.run(main())
print("OK")
