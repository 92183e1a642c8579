# Where an unquoted topic ends: what separates it from the payload may stand in both.


def fits(topic, wanted):
    """Whether a topic is one of those a filter stands for (MQTT 3.1.1, 4.7); both as bytes."""
    levels = bytes(topic).split(b"/")
    i = 0
    for level in wanted.split(b"/"):
        if level == b"#":
            return True
        if i >= len(levels) or level != b"+" and level != levels[i]:
            return False
        i += 1
    return i == len(levels)


def topic_end(buffer, start, stop, gap, filters):
    """Offset behind the topic at `start`: the first place where it is one of the `filters`, else the first of all.

    The line's end when there is no `gap`.
    """
    end = first = buffer.find(gap, start, stop)
    while end >= 0:
        for wanted in filters:
            if fits(buffer[start:end], wanted):
                return end
        end = buffer.find(gap, end + 1, stop)
    return first if first >= 0 else stop
