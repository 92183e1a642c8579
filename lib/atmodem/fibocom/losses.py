# What the L610 says of a link or an address that is gone, it is asked about before anybody is told: where a message has no
# length, what stands behind a line end in its payload looks just the same. Loaded when it happens. Source: AT+MIPCALL?, guide
# 3.2; AT+MQTTOPEN?, MQTT commands manual V1.0.2.
from ..errors import LinkLost, ModemError
from ..loading import passing


async def ended(session, cause):
    """End a session, unless its client is open as the module sees it. Worst case: the channel's time-out."""
    seen = 0
    while session.connected and seen != session.breaks:  # more may have been said meanwhile
        seen = session.breaks
        try:
            open_clients = await passing("fibocom.connecting").open_clients(session.at)
        except ModemError:
            open_clients = ()
        if session.number not in open_clients:
            session.lost(LinkLost(passing("fibocom.words").breaking(cause), b"+MQTTBREAK"))
    session.breaks = 0


async def down(service):
    """Tell that the address is gone, unless the module has one. Worst case: the channel's time-out."""
    seen = 0
    while seen != service.downs:
        seen = service.downs
        try:
            found = await passing("fibocom.contexts").ask(service)
        except ModemError:
            found = None
        if not found:
            service.gone()
            return
    service.downs = 0
