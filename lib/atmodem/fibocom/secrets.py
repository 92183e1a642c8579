# Fibocom L610: beginnings of command lines, and of answers, that hold a password or a key. Loaded by a trace (trace.py).
LINES = b" +mgauth= +mqttuser= +gtsslfile="
ANSWERS = b" +mgauth: +mqttuser:"
