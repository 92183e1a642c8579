# However a stream is split, its events are the same.
from support.exchanges import EXCHANGES
from support.feed import cut_at, cut_every, events


def test_every_single_cut():
    for name, options, stream, expected in EXCHANGES:
        for place in range(1, len(stream)):
            found = events(stream, cut_at(stream, place), **options)
            assert found == expected, (name, place, found)


def test_every_chunk_size():
    for name, options, stream, expected in EXCHANGES:
        for n in range(1, min(len(stream), 80)):
            found = events(stream, cut_every(stream, n), **options)
            assert found == expected, (name, n, found)


def test_many_double_cuts():
    seed = 12345
    for name, options, stream, expected in EXCHANGES:
        for _ in range(25):
            places = []
            for _ in range(2):
                seed = (seed * 1103 + 12345) % 65536
                places.append(1 + seed % (len(stream) - 1))
            found = events(stream, cut_at(stream, *places), **options)
            assert found == expected, (name, places, found)


def test_small_and_large_buffers_agree():
    for name, options, stream, expected in EXCHANGES:
        if "long" not in name:
            for size in (64, 96, 768):
                for n in (1, 7, 64, 256):
                    found = events(stream, cut_every(stream, n), size=size, **options)
                    assert found == expected, (name, size, n, found)
