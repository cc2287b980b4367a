"""The quick reader of heads is held against the one that takes what browsers take."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcecheck.fetch.heads import opening, parse_head, quick_head
from sourcecheck.fetch.http1 import Answer, Caps

STATUS = (
    *(b"HTTP/1.1 200 OK", b"HTTP/1.1 404", b"HTTP/1.1 404 ", b"HTTP/1.1 2000 X", b"HTTP/1.1 20 X"),
    *(b"HTTP/1.0 200 OK", b"http/1.1 200 OK", b"HTTP/1.1  200 OK", b"HTTP/1.1 200\tOK", b""),
    *(b"HTTP/1.1 301 Moved\x85", "HTTP/1.1 200 خبر".encode(), b"HTTP/1.1 200 O\rK"),
)
LINES = (
    *(b"Server: nginx", b"server:x", b"Date:  Sat, 21 Nov 2026 ", b"A: b: c", b"A:", b":", b"A"),
    *(b" folded", b"\tfolded", b"A : b", b"B\x00: c", b"C: d\x00", b"C: d\re", b"C: \x1c d", b""),
    *(b"Set-Cookie: a=1", b"Set-Cookie: b=2; Path=/", b"Content-Length: 5", b"Content-Length: 6"),
    *(b"Content-Type: text/html; charset=UTF-8", b"Content-Type: TEXT/PLAIN", b"X: \xe9"),
    *("X: خبر".encode(), b"Content-Type: a, b; charset=x", b"Content-Type:", b"X\xe9: y"),
    *(b"Content-Encoding: gzip", b"Retry-After: 3", b"Refresh: 0;url=/", b"Y: " + b"y" * 3000),
)
ENDS = (b"\r\n", b"\n", b"\r\r\n", b"\r")


def heads():
    usual = st.lists(st.sampled_from(LINES), max_size=6).map(b"\r\n".join)
    odd = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ENDS)), max_size=6).map(
        lambda pairs: b"".join(line + end for line, end in pairs)
    )
    return st.tuples(st.sampled_from(STATUS), usual | odd).map(b"\r\n".join)


@given(heads())
@settings(max_examples=500, deadline=None)
def test_what_the_quick_reader_reads_the_patient_one_reads_alike(block):
    quick = quick_head(block)
    assert quick is None or quick == parse_head(block)


def test_an_ordinary_head_is_read_quickly():
    block = (
        b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=UTF-8\r\n"
        b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 12"
    )
    read = quick_head(block)
    assert read == parse_head(block)
    assert read.field("set-cookie") == "a=1, b=2"
    assert (read.kind.media_type, read.kind.charset, read.kind.textual) == (
        "text/html",
        "utf-8",
        True,
    )


BODIES = (
    b"",
    b"hello",
    b"x" * 99,
    b"x" * 100,
    b"x" * 101,
    b"0\r\n\r\n",
    b"5\r\nhello\r\n0\r\n\r\n",
)


@given(heads(), st.sampled_from(BODIES), st.sampled_from(["GET", "HEAD"]))
@settings(max_examples=500, deadline=None)
def test_an_answer_in_one_piece_reads_like_the_same_bytes_one_by_one(block, body, method):
    data = block + b"\r\n\r\n" + body
    caps = Caps(head=4000, page=100, file=200, unread=120)
    whole, bytewise = Answer(caps, method=method), Answer(caps, method=method)
    whole.feed(data)
    for at in range(len(data)):
        if bytewise.feed(data[at : at + 1]):
            break
    for answer in (whole, bytewise):
        answer.close()
    assert whole.head == bytewise.head
    assert (whole.flaw, whole.body) == (bytewise.flaw, bytewise.body)
    assert whole.flaw or whole.wire == bytewise.wire


@pytest.mark.parametrize("bad", ["/a\r\nX: y", "/a\n", "/\0", "/a HTTP/1.1\r\n\r\n"])
def test_no_line_break_gets_into_a_request_line(bad):
    for method, path, host in (("GET", bad, "a.example"), ("GET", "/", bad), (bad, "/", "a")):
        with pytest.raises(ValueError, match="line break"):
            opening(method, path, host)
