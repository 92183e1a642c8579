"""Properties of the digest, with streams and splits that hypothesis thinks of."""

from atmodem.fields import Counted, fields, string, to_text
from hypothesis import given, settings, strategies as st
from support.exchanges import EXCHANGES
from support.feed import OK, PAYLOAD, RESULT, URC, Awaited, Observer, cut_at, events

NEUTRAL = [exchange for exchange in EXCHANGES if not exchange[1].get("numeric")]
CLEAN = b"\r\n\r\nOK\r\n"


def places(most):
    """Where a stream may be cut."""
    return st.lists(st.integers(0, most), max_size=12)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(EXCHANGES), st.data())
def test_any_split_gives_the_same_events(exchange, data):
    name, options, stream, expected = exchange
    cuts = data.draw(places(len(stream)))
    assert events(stream, cut_at(stream, *cuts), **options) == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NEUTRAL), min_size=1, max_size=6), st.data())
def test_one_exchange_does_not_colour_the_next(exchanges, data):
    observer, expected = Observer(), []
    for _, options, stream, own in exchanges:
        observer.digest.awaited = options.get("awaited")
        for piece in cut_at(stream, *data.draw(places(len(stream)))):
            observer.feed(piece)
        expected += own
    assert observer.events == expected


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=600), st.data())
def test_any_bytes_in_any_split_give_the_same_events(stream, data):
    awaited = Awaited(prefix=b"+CSQ", prompt=b">", finals=(b"SEND OK",))
    assert events(stream, cut_at(stream, *data.draw(places(len(stream)))), awaited=awaited) == events(stream, awaited=awaited)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=5), st.data())
def test_in_step_after_any_bytes(pieces, data):
    observer = Observer(awaited=Awaited(prompt=b">"))
    for piece in pieces:
        observer.feed(piece)
    observer.digest.abandon()
    observer.events = []
    observer.feed(CLEAN)
    assert observer.events == [(RESULT, b"OK", OK)]


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=2000), st.integers(0, 2500), st.data())
def test_any_payload_arrives_and_nothing_of_it_is_a_line(payload, room, data):
    header = b"\r\n+QIRD: %d\r\n" % len(payload)
    stream = header + payload + b"\r\n\r\nOK\r\n"
    observer = Observer(awaited=Awaited(prefix=b"+QIRD", counted=Counted(0)), room=room)
    for piece in cut_at(stream, *data.draw(places(len(stream)))):
        observer.feed(piece)
    assert observer.events[1:] == [(PAYLOAD, payload[:room]), (RESULT, b"OK", OK)]


TEXT = st.text(st.characters(exclude_characters='"\r\n', exclude_categories=("Cs", "Cc")), max_size=20)


@settings(max_examples=400, deadline=None)
@given(TEXT.filter(lambda topic: '",' not in topic), st.binary(max_size=300), st.data())
def test_a_message_arrives_whatever_its_topic_and_payload(topic, payload, data):
    header = b'+QMTRECV: 0,1,"%s",%d,"' % (topic.encode(), len(payload))
    stream = b"\r\n" + header + payload + b'"\r\n' + CLEAN
    observer = Observer()
    for piece in cut_at(stream, *data.draw(places(len(stream)))):
        observer.feed(piece)
    assert observer.events == [(URC, header, b"+QMTRECV"), (PAYLOAD, payload), (RESULT, b"OK", OK)]


FIELD = st.one_of(st.none(), st.integers(-(10**9), 10**9), TEXT)


@settings(max_examples=400, deadline=None)
@given(st.lists(FIELD, min_size=1, max_size=8))
def test_fields_come_back_as_they_were_written(values):
    spelt = ["" if value is None else f'"{value}"' if isinstance(value, str) else str(value) for value in values]
    observer = Observer(awaited=Awaited(prefix=b"+X"), size=2000)
    observer.feed(b"\r\n+X:1" + ("," + ",".join(spelt)).encode() + b"\r\n")
    assert fields(observer.digest) == (1, *values)
    for index, value in enumerate(values):
        expected = b"" if value is None else str(value).encode()
        assert string(observer.digest, index + 1) == expected


@given(st.binary(max_size=40))
def test_any_bytes_become_a_text(raw):
    text = to_text(raw)
    try:
        assert text == raw.decode()
    except UnicodeDecodeError:
        assert text == "".join(chr(c) if c < 128 else "?" for c in raw)
