# China Mobile ML302: beginnings of command lines, and of answers, that hold a password or a key. Loaded by a trace (trace.py).
LINES = b" +mqttcfg="
ANSWERS = b" +mqttcfg:"
