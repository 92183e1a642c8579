# Longsung C1100: beginnings of command lines, and of answers, that hold a password or a key. Loaded by a trace (trace.py).
LINES = b" +lsmqttcfg= +lshttpheaderinfo="
ANSWERS = b" +lsmqttcfg: +lshttpheaderinfo:"
