# Quectel EC2x: beginnings of command lines, and of answers, that hold a password or a key. Loaded by a trace (trace.py).
LINES = b' +qicsgp= +qmtconn= +qmtcfg="aliauth" +qftpcfg="account" +qfupl= +qhttpurl='
ANSWERS = b' +qicsgp: +qmtcfg:"aliauth" +qftpcfg:"account"'
