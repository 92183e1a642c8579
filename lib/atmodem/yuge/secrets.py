# Yuge YM310: beginnings of command lines, and of answers, that hold a password or a key. Loaded by a trace (trace.py).
LINES = b' +cstt= +cipcsgp= +cpnetapn= +sapbr=3 +mconfig= +ftpun= +ftppw= +httppara= +upgrade="key"'
ANSWERS = b" +cstt: +cipcsgp: mode: pwd: +sapbr:pwd +mconfig: +ftpun: +ftppw: +httppara:"
