"""Answers as servers really write them, fed whole, in halves and byte by byte."""

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.heads import parse_head, request
from sourcecheck.fetch.http1 import Answer, Caps, Flaw, read

CAPS = Caps(head=2000, page=100, file=1000)
OK = b"HTTP/1.1 200 OK\r\n"

ANSWERS = [
    # what it is; the bytes; then what must be read: status, body and flaw
    ("a length", OK + b"Content-Length: 5\r\n\r\nhello", 200, b"hello", ""),
    ("no reason", b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, b"", ""),
    ("two spaces", b"HTTP/1.1  200  OK\r\nContent-Length: 0\r\n\r\n", 200, b"", ""),
    ("lower case", b"http/1.1 200 ok\r\ncontent-length: 2\r\n\r\nhi", 200, b"hi", ""),
    ("bare line feeds", b"HTTP/1.0 200 OK\nA: b\n\nhello", 200, b"hello", ""),
    ("ended by closing", b"HTTP/1.0 200 OK\r\n\r\nhello", 200, b"hello", ""),
    ("blank lines first", b"\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\nx", 200, b"x", ""),
    (
        "interim answers",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        + OK
        + b"Content-Length: 1\r\n\r\nx",
        200,
        b"x",
        "",
    ),
    (
        "bad header lines",
        OK + b"no colon here\r\nbad name: x\r\n: y\r\nContent-Length: 2\r\n\r\nhi",
        200,
        b"hi",
        "",
    ),
    ("folded field", OK + b"X: a\r\n  b\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", ""),
    (
        "chunks",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\n yo\r\n0\r\n\r\n",
        200,
        b"hello yo",
        "",
    ),
    (
        "chunks with trailer",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\nC: d\r\n\r\n",
        200,
        b"hi",
        "",
    ),
    (
        "chunks before length",
        OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        200,
        b"hi",
        "",
    ),
    ("same length twice", OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", ""),
    ("length that is none", OK + b"Content-Length: soon\r\n\r\nhi", 200, b"hi", ""),
    ("no content", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", ""),
    ("not modified", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, b"", ""),
    (
        "two lengths",
        OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi!",
        200,
        b"",
        "bad head",
    ),
    ("short body", OK + b"Content-Length: 50\r\n\r\nhello", 200, b"hello", "short body"),
    (
        "no last chunk",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        200,
        b"hello",
        "short body",
    ),
    (
        "broken chunk after content",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nmore",
        200,
        b"hello",
        "short body",
    ),
    (
        "chunk longer than said",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
        200,
        b"he",
        "short body",
    ),
    (
        "chunked that is plain",
        OK + b"Transfer-Encoding: chunked\r\n\r\n<html>\r\n",
        200,
        b"",
        "bad body",
    ),
    ("nothing", b"", None, b"", "silent"),
    ("half a head", OK + b"Content-Le", None, b"", "bad head"),
    ("HTTP/0.9", b"<html><p>hello</p></html>\r\n", None, b"", "bad head"),
    ("NUL in head", OK + b"A: b\0c\r\n\r\n", None, b"", "bad head"),
    ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n", None, b"", "other protocol"),
    ("SMTP", b"220 mail.example ESMTP ready\r\n", None, b"", "other protocol"),
    ("SMTP without a line end", b"220 mail.example ESMTP", None, b"", "other protocol"),
    ("220 alone is no banner", b"2201 pages found\r\n", None, b"", "bad head"),
    ("huge head", OK + b"A: " + b"x" * 3000, None, b"", "large head"),
    (
        "huge body",
        OK + b"Content-Type: text/html\r\nContent-Length: 500\r\n\r\n" + b"x" * 500,
        200,
        b"x" * 100,
        "large body",
    ),
    (
        "endless body",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 500,
        200,
        b"x" * 100,
        "large body",
    ),
    (
        "endless chunks",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + (b"20\r\n" + b"x" * 32 + b"\r\n") * 9,
        200,
        b"x" * 100,
        "large body",
    ),
    ("exactly the cap", OK + b"Content-Length: 100\r\n\r\n" + b"x" * 100, 200, b"x" * 100, ""),
    (
        "a file has its own cap",
        OK + b"Content-Type: application/pdf\r\nContent-Length: 500\r\n\r\n" + b"x" * 500,
        200,
        b"x" * 500,
        "",
    ),
    ("a flood of interim answers", b"HTTP/1.1 100 Continue\r\n\r\n" * 50, None, b"", "bad head"),
]


def fed(data, step, method="GET"):
    answer = Answer(CAPS, method=method, banners=load_addresses().banners)
    for at in range(0, len(data), step):
        if answer.feed(data[at : at + step]):
            break
    answer.close()
    return answer


@pytest.mark.parametrize("step", [1, 7, 100_000], ids=["bytes", "sevens", "whole"])
@pytest.mark.parametrize(
    ("data", "status", "body", "flaw"),
    [row[1:] for row in ANSWERS],
    ids=[row[0] for row in ANSWERS],
)
def test_an_answer_reads_the_same_however_it_is_cut_up(data, status, body, flaw, step):
    answer = fed(data, step)
    assert (answer.head.status if answer.head else None, answer.body, answer.flaw) == (
        status,
        body,
        flaw,
    )


def test_the_bytes_of_the_answer_are_kept_exactly_without_interim_ones():
    final = OK + b"X-Odd:   kept  \r\nbroken line\r\nContent-Length: 2\r\n\r\nhi"
    assert fed(b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" + final, 3).wire == final


def test_bytes_after_the_message_are_flagged_and_not_kept():
    final = OK + b"Content-Length: 2\r\n\r\nhi"
    answer = fed(final + b"HTTP/1.1 500 Smuggled\r\n\r\n", 100_000)
    assert (answer.wire, answer.surplus) == (final, True)


def test_an_answer_to_head_has_no_body():
    answer = fed(OK + b"Content-Length: 99\r\n\r\n", 100, method="HEAD")
    assert (answer.done, answer.flaw, answer.body) == (True, Flaw.NONE, b"")


def test_field_names_fold_and_values_keep_any_script():
    head = parse_head(
        "HTTP/1.1 200 OK\r\nX-Title: خبر\r\nSet-Cookie: a=1\r\nSET-cookie: b=2".encode()
    )
    assert head.fields == (("x-title", "خبر"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))
    assert (head.field("set-cookie"), head.field("missing")) == ("a=1, b=2", "")


def test_a_field_that_is_no_utf8_is_read_as_latin1_and_kept_raw():
    head = parse_head(b"HTTP/1.1 200 OK\r\nLocation: /caf\xe9")
    assert (head.field("location"), head.raw("location")) == ("/café", b"/caf\xe9")


def test_a_request_is_written_in_the_order_given():
    sent = request("GET", "/a?b", [("Host", "example.com"), ("Accept", "*/*")])
    assert sent == b"GET /a?b HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n"


@pytest.mark.parametrize("bad", ["a\r\nX: y", "a\nb", "a\0b"])
def test_no_line_break_gets_into_a_request(bad):
    with pytest.raises(ValueError, match="line break"):
        request("GET", "/", [("Host", bad)])


def test_a_message_of_many_small_chunks_is_read_in_linear_time():
    def bytes_of(count):
        return OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * count + b"0\r\n\r\n"

    caps = Caps(head=2000, page=10**7, file=10**7)
    answer = read(bytes_of(200_000), caps)
    assert (len(answer.body), answer.flaw) == (200_000, Flaw.NONE)
