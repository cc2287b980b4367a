"""Content codings within one budget: rows D1 to D3 of the hostile-input table."""

import gzip
import hashlib
import zlib

import brotli
import pytest

from sourcecheck.fetch.coding import Cut, codings, undo

PAGE = "<p>صفحة تجربة</p>".encode() * 20
CAP = 100_000


def raw_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


NOISE = b"".join(hashlib.sha256(bytes([i])).digest() for i in range(250))


@pytest.mark.parametrize(
    ("field", "body", "expected", "cut"),
    [
        ("", PAGE, PAGE, ""),
        ("identity", PAGE, PAGE, ""),
        ("gzip", gzip.compress(PAGE, mtime=0), PAGE, ""),
        ("x-gzip", gzip.compress(PAGE, mtime=0), PAGE, ""),
        ("GZIP", gzip.compress(PAGE[:100], mtime=0) + gzip.compress(PAGE[100:], mtime=0), PAGE, ""),
        ("gzip", gzip.compress(PAGE, mtime=0) + b"\0\0trailing", PAGE, ""),
        ("deflate", zlib.compress(PAGE), PAGE, ""),
        ("deflate", raw_deflate(PAGE), PAGE, ""),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0), PAGE, ""),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE), mtime=0), PAGE, ""),
        ("gzip", PAGE, PAGE, ""),
        ("gzip", b"", b"", ""),
        ("gzip, gzip, gzip", gzip.compress(PAGE, mtime=0), b"", "too many"),
        ("br", PAGE, b"", "unknown"),
        ("br", brotli.compress(PAGE), PAGE, ""),
        ("br", b"", b"", "unknown"),
        ("br, gzip", gzip.compress(brotli.compress(PAGE), mtime=0), PAGE, ""),
        ("zstd", PAGE, b"", "unknown"),
    ],
)
def test_codings_are_undone_as_browsers_do(field, body, expected, cut):
    found = undo(body, codings(field), CAP)
    assert (found.body, found.cut) == (expected, cut)


def test_a_bomb_stops_at_the_cap():
    found = undo(gzip.compress(b"\0" * 50_000_000), ("gzip",), CAP)
    assert (len(found.body), found.cut) == (CAP, Cut.LENGTH)


def test_a_bomb_of_brotli_stops_at_the_cap():
    packed = brotli.compress(b"\0" * 200_000_000, quality=5)
    assert len(packed) < 1000
    found = undo(packed, ("br",), CAP)
    assert (len(found.body), found.cut) == (CAP, Cut.LENGTH)


def test_brotli_of_exactly_the_cap_is_whole():
    found = undo(brotli.compress(b"x" * CAP), ("br",), CAP)
    assert (len(found.body), found.cut) == (CAP, Cut.NONE)


def test_brotli_that_ends_early_keeps_what_came():
    packed = brotli.compress(NOISE)
    found = undo(packed[: len(packed) // 2], ("br",), CAP)
    assert found.cut is Cut.BROKEN
    assert NOISE.startswith(found.body)


def test_a_bomb_in_a_bomb_shares_one_cap():
    inner = gzip.compress(b"\0" * 100_000_000)
    found = undo(gzip.compress(inner), ("gzip", "gzip"), CAP)
    assert len(found.body) <= CAP
    assert found.cut is Cut.LENGTH


def test_a_body_of_exactly_the_cap_is_whole():
    found = undo(gzip.compress(b"x" * CAP), ("gzip",), CAP)
    assert (len(found.body), found.cut) == (CAP, Cut.NONE)


def test_a_plain_body_over_the_cap_is_cut():
    assert undo(b"x" * (CAP + 1), (), CAP).cut is Cut.LENGTH


def test_a_stream_that_ends_early_keeps_what_came():
    packed = gzip.compress(NOISE)
    found = undo(packed[: len(packed) // 2], ("gzip",), CAP)
    assert found.cut is Cut.BROKEN
    assert found.body
    assert NOISE.startswith(found.body)


def test_a_damaged_stream_keeps_what_came_before_the_damage():
    packed = bytearray(gzip.compress(NOISE))
    packed[-2] ^= 0xFF
    found = undo(bytes(packed), ("gzip",), CAP)
    assert found.cut is Cut.BROKEN
    assert len(found.body) > len(NOISE) - 600
