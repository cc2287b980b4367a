from __future__ import annotations

import pytest

from sourcecheck.archive.http import framing, payload, read_answer, unchunked

HEADS = [
    (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", 200, b"body"),
    (b"HTTP/1.0 404\r\n\r\n", 404, b""),
    (b"HTTP/1.1 200 OK\nA: b\n\nbody", 200, b"body"),
    (b"HTTP/1.1 200 OK\r\nA: b", 200, b""),
    (b"SSH-2.0-server\r\n", None, b""),
    (b"", None, b""),
]


@pytest.mark.parametrize(("response", "status", "body"), HEADS)
def test_a_head_is_taken_apart_as_browsers_do(response, status, body):
    answer = read_answer(response)
    assert (answer.status, response[answer.body_at :]) == (status, body)


def test_header_lines_without_a_colon_are_passed_over():
    answer = read_answer(b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Type: Text/HTML; a=b\r\n\r\n")
    assert answer.headers == (("content-type", "Text/HTML; a=b"),)
    assert answer.media_type == "text/html"


ODD_HEADS = [
    b"HTTP/1.1 200 OK\r\nA:b\rC: d\n E : f \r\n\tG\t:\th\x0b\r\n: none\r\n\r\nX: body",
    b"HTTP/1.1 200 OK\r\n\xc0\xe9-N\xc4me: \xff \x85\r\n\x85b\x1c: \xa0c\xa0\r\n\r\n",
    b"HTTP/1.1 200 OK\nA\x00: \x00b\x0c\x1d\n\n",
    b"A: b\r\n\r\n",
]


@pytest.mark.parametrize("response", ODD_HEADS)
def test_odd_heads_are_split_by_bytes_whatever_letters_stand_in_them(response):
    answer = read_answer(response)
    lines = (line.partition(b":") for line in response[: answer.body_at].splitlines()[1:])
    assert answer.headers == tuple(
        (name.strip().lower().decode("latin-1"), value.strip().decode("latin-1"))
        for name, colon, value in lines
        if colon and name.strip()
    )


CHUNKS = [
    (b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
    (b"3;ext=1\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", b"abc"),
    (b"0\r\n\r\n", b""),
    (b"3\r\nab", None),
    (b"zz\r\nabc\r\n", None),
    (b"3\r\nabc\r\n", None),
]


@pytest.mark.parametrize(("body", "whole"), CHUNKS)
def test_chunks_are_joined_or_said_to_be_broken(body, whole):
    assert unchunked(body) == whole


def test_a_body_in_an_unknown_transfer_coding_has_no_payload():
    answer = read_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")
    assert payload(answer, b"x") is None


def test_framing_tells_codings_and_wire_bytes_apart():
    plain = read_answer(b"HTTP/1.1 200 OK\r\n\r\n")
    chunked = read_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    names = {framing(plain, "a"), framing(plain, "b"), framing(chunked, "a")}
    assert len(names) == 3
    assert framing(plain, "a") == framing(plain, "a")
