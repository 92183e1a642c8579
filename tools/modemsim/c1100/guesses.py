"""What the manual does not say, and how the simulation says it until somebody has seen a real module.

Everything here is a GUESS. ``--set NAME=VALUE`` changes any row.
"""

# Names and texts that stood in the lost figures of chapters 3.6 and 3.7.
LOST = {
    "http-get": "+LSHTTPGET",                          # the command that fetches
    "http-post": "+LSHTTPPOST",                        # the command that posts
    "http-get-result": "+LSHTTPGET:",                  # what stands before 0,200,1724,<content>
    "http-post-result": "+LSHTTPPOST:",
    "http-prompt": ">",                                # asks for the URL, and for what is posted
    "mqtt-incoming": '+MQTTRECV:"{topic}",{length},{payload}',       # also {hex} {qos} {retained}
    "mqtt-subscribed": "+MQTTSUB:",                    # result lines, 1 or 0 behind them; "" says nothing
    "mqtt-unsubscribed": "+MQTTSUB:",
    "mqtt-closed": "",
    "mqtt-lost": "+MQTTOPEN:0",                        # the broker closed the link
}

# Shapes that are told in more than one way, or in none: name -> (what it is unless set, what else it may be).
SHAPES = {
    "spaces": ("printed", "none"),                     # "+LSIP:OK " and "+CPIN:SIM PIN " as the manual prints them, or tidy
    "lsip-end": ("cr", "crlf"),                        # line end of the LSIP results and of +LSIPRTCP in ATV0
    "lsip-ok": ("always", "numeric", "not-open", "never"),           # when +LSIP:OK is said: numeric: in ATV0 only
    "lsip-result": ("before", "after"),                # the LSIP results stand before the result code or come behind it
    "lsip-open-fails": ("status", "error"),            # "+LSIPOPEN=1,0" before ERROR, or ERROR alone
    "lsip-call-fails": ("status", "error"),            # "+LSIPCALL:0" before ERROR, or ERROR alone
    "lsip-call-again": ("ok", "error"),                # AT+LSIPCALL=1 when it stands already
    "lsip-close-urc": ("full", "id", "none"),          # the peer closed: +LSIPCLOSE:1,3,3,0 or +LSIPCLOSE:1 or nothing
    "lsip-empty-list": ("prefix", "nothing"),          # AT+LSIPOPEN? with no free socket, AT+LSIPCLOSE? with none open
    "lsip-names": ("1", "0"),                          # a host name may stand where the manual shows an address
    "tps-prompt": (">", "> ", "\r\n>", "\r\n> "),
    "tps-timeout": ("ms", "s", "ignored", "sends"),    # unit of <timeout>; sends: (ms) what came is sent, not dropped
    "tps-surplus": ("dropped", "split"),               # mode 1: what exceeds <Max_len> is dropped, or sent in pieces
    "tps-full": ("reached", "exceeded"),               # mode 3 ends with the last byte that fits, or with the next one
    "tps-hex": ("refused", "raw", "digits"),           # AT+LSIPTPS after AT+LSIPHEX=1
    "gps-report": ("stream", "quiet"),                 # NMEA sentences are said by themselves after AT+GPSSTART
    "gps-names": ("bare", "prefixed"),                 # $GPGGA,... or +GPSNMEA: $GPGGA,...
    "mqtt-urc": ("odd", "plain", "cr"),                # \r\r\n+MQTTCALL:1\r\n, a line like others, or one that CR alone ends
    "mqtt-result": ("after", "before"),                # +MQTTCALL:1 behind the result code or before it
    "mqtt-message": ("numbered", "plain", "both"),     # AT+LSMQTTCFG="message",0,"text" or ="message","text"
    "mqtt-hex": ("0", "1"),                            # the number before the message may be 1: hexadecimal digits
    "http-url": ("prompt", "quoted", "timeout"),       # AT+LSHTTPURL=<len>; =<len>,"url"; =<len>,<seconds>
    "http-post-form": ("any", "length", "execute", "quoted"),        # =<len>; nothing, +++ ends; ="body"; any: the first two
    "http-result": ("after", "before"),                # 0,200,... behind the result code or before it
    "http-config": ("=", ":"),                         # AT+LSHTTPCFG="contenttype",0 or the colon that is printed
    "psm-wake": ("at", "key"),                         # what the host says wakes the module (and is lost), or the power key only
    "psm-keeps": ("1", "0"),                           # ATV, ATE and the like outlive the sleep
    "psm-urcs": ("cereg", "always"),                   # ^ENTERPSMMODE and its kin need AT+CEREG=4
    "registered": ("both", "eps", "gprs"),             # which of +CEREG and +CGREG tells a registration
}

# Plain values.
VALUES = {
    "variant": "MGGT",                                 # MGGT, NGGT, MGCX, NGCX
    "address": "10.32.226.112",                        # what the network gives
    "boot-text": "",                                   # said when the module has started
    "receive-most": "1460",                            # bytes of one +LSIPRTCP
    "message-most": "1024",                            # bytes of an MQTT message
    "rrc": "10",                                       # seconds from the last data to ^DATADISCONN
    "lwm2m-lifetime": "86400",
}

NUMBERS = "receive-most", "message-most", "rrc", "lwm2m-lifetime"

SETTINGS = {**LOST, **{name: choices[0] for name, choices in SHAPES.items()}, **VALUES}


def check(setting):
    """ValueError for a value that makes no sense."""
    for name, choices in SHAPES.items():
        if setting[name] not in choices:
            raise ValueError(f"{name} is one of {', '.join(map(repr, choices))}")
    for name in NUMBERS:
        if not setting[name].isdigit():
            raise ValueError(f"{name} is a number")
    try:
        setting["mqtt-incoming"].format(topic="", length=0, payload="", hex="", qos=0, retained=0)
    except (KeyError, IndexError) as problem:
        raise ValueError(f"mqtt-incoming: {{{problem.args[0]}}} is unknown") from None
