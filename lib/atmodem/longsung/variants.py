# Longsung C1100: the four that are made. Source: manual 2, tables 3 and 4.
_BANDS = (1, 2, 3, 4, 5, 8, 12, 13, 17, 18, 19, 20, 26, 28)
_ALL = (("auto", "gsm", "lte", "gsm+lte"), _BANDS + (39,), _BANDS, (2, 3, 5, 8), True)
_NARROW = (("auto", "lte"), (), _BANDS, (), True)

# Suffix of the model's name: (radio modes, Cat-M bands, NB-IoT bands, EGPRS bands, GNSS, TAF package)
VARIANTS = {"MGGT": _ALL + (True,), "NGGT": _NARROW + (True,), "MGCX": _ALL + (False,), "NGCX": _NARROW + (False,)}
