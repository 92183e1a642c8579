"""Time from a server, and ping (Quectel EC2x TCP/IP manual, 2.3.13 and 2.3.17)."""

import asyncio
from datetime import timedelta

from ..engine import OK, Int, Text, command
from ..standard import sntp
from ..standard.links import Datagrams
from ..standard.packet import Cid


async def _ask_time_server(module, server, port):
    """The time a server tells, None without an answer."""
    if module.routes.target(server, port) is None:
        return None
    try:
        return await module.clock.limit(5, sntp.ask(await Datagrams.open(module, server, port)))
    except asyncio.TimeoutError:
        return None


@command("+QNTP", section="2.3.13")
class TimeServer:
    """Ask a time server, told by +QNTP."""

    test = '+QNTP: (1-16),"server",(1-65535),(0,1)'

    def write(module, cid: Cid, server: Text(100, 1), port: Int(1, 65535) = 123, set_clock: Int(0, 1) = 1):
        if cid not in module.tcpip.active:
            return module.tcpip.fail(561)

        async def ask():
            if not module.routes.exists(server):
                module.report("+QNTP: 565")
                return
            moment = await _ask_time_server(module, server, port)
            if moment is None:
                module.report("+QNTP: 569")
                return
            zone = module.real_time.ZONE
            local = moment + timedelta(minutes=15 * zone)
            if set_clock:
                module.real_time.set(local, zone)
            module.report(f'+QNTP: 0,"{local:%Y/%m/%d,%H:%M:%S}{zone:+03d}"')
        module.after(ask())
        return OK


@command("+QPING", section="2.3.17")
class Ping:
    """Ping a host; whoever has a route answers."""

    test = '+QPING: (1-16),"host",(1-255),(1-10)'

    def write(module, cid: Cid, host: Text(100, 1), timeout: Int(1, 255) = 4, count: Int(1, 10) = 4):
        if cid not in module.tcpip.active:
            return module.tcpip.fail(561)

        async def ping():
            address = module.routes.address(host)
            if address is None:
                await module.clock.sleep(0.2)
                module.report("+QPING: 565")
                return
            times = []
            for _ in range(count):
                times.append(module.random.randrange(30, 90))
                await module.clock.sleep(times[-1] / 1000)
                module.report(f'+QPING: 0,"{address}",32,{times[-1]},54')
            module.report(f"+QPING: 0,{count},{count},0,{min(times)},{max(times)},{sum(times) // count}")
        module.after(ping())
        return OK
