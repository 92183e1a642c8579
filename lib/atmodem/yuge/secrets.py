# Yuge YM310: beginnings of command lines that hold a password or a key, in small letters. Loaded by a trace.
SECRET = b' +cstt= +cipcsgp= +cpnetapn= +sapbr=3 +mconfig= +ftpun= +ftppw= +httppara= +upgrade="key"'
