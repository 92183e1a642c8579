# Moments of a calendar compared.


def seconds(moment):
    """Seconds since 2000 of (year, month, day, hour, minute, second), from the calendar's rules alone."""
    year, month, day, hour, minute, second = moment[:6]
    days = (year - 2000) * 365 + (year - 1997) // 4 + day - 1
    for passed in range(1, month):
        days += 31 if passed in (1, 3, 5, 7, 8, 10, 12) else 30 if passed != 2 else 28 + (year % 4 == 0)
    return ((days * 24 + hour) * 60 + minute) * 60 + second
