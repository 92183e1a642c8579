# Quectel EC2x: beginnings of command lines that hold a password or a key, in small letters. Loaded by a trace.
SECRET = b' +qicsgp= +qmtconn= +qmtcfg="aliauth" +qftpcfg="account" +qfupl= +qhttpurl='
