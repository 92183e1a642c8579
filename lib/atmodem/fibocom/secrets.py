# Fibocom L610: beginnings of command lines that hold a password or a key, in small letters. Loaded by a trace.
SECRET = b" +mgauth= +mqttuser= +gtsslfile="
