"""What the flow manual lost with its figures: read from here, so that a name found to be otherwise is corrected here alone.

    from atmodem.longsung import names
    names.HTTP_GET = b"+LSHTTPGET"      # before the service is first touched

None of these is printed in a document that is left; the manual's own texts stand where they are used.
"""

# HTTP. The result is `<name>: <0: parsed>,<status>,<length>,<body>` (manual 3.7.3), before or behind the result code.
HTTP_URL_PROMPT = b">"  # or a whole line, such as b"CONNECT"
HTTP_URL_END = b""  # b"+++" for a firmware that goes on waiting behind the length it was told
HTTP_GET = b"+LSHTTPGET"
HTTP_GET_RESULT = b"+LSHTTPGET"
HTTP_POST = b"+LSHTTPPOST"  # =<length>, a prompt, the body
HTTP_POST_PROMPT = b">"
HTTP_POST_RESULT = b"+LSHTTPPOST"

# MQTT. A message: `<name>:<topic>,<length>,<payload>`, the topic in quotes or not.
MQTT_MESSAGE = b"+MQTTRECV"
MQTT_MESSAGE_TOPIC = 0  # which field
MQTT_MESSAGE_LENGTH = 1  # None: the payload is the rest of the line behind the topic
MQTT_MESSAGE_OPENER = b","  # what stands between the length and the first byte; b',"' when the payload is in quotes
MQTT_TEXT = ("message", 0)  # what goes before the text in AT+LSMQTTCFG; ("message",) without the number
MQTT_HEXADECIMAL = None  # ("message", 1) where the number 1 announces hexadecimal digits: then any byte can be published
MQTT_SUBSCRIBED_MS = 1000  # how long `+MQTTSUB:1` behind the OK is waited for, until a module has shown that it has none

# GNSS: the command that shows the NMEA sentences of the moment, and how those begin that the module says unasked.
GNSS_NMEA = b"+GPSNMEA"
GNSS_SENTENCES = (b"$GPRMC", b"$GPGGA", b"$GNRMC", b"$GNGGA")
