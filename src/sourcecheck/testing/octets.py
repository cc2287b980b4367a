"""Behaviours: answers written in odd, careless or hostile ways, byte by byte."""

from __future__ import annotations

import gzip
import zlib

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import HANG_S, Act, answer, says
from sourcecheck.testing.sites import OK, host_at, page_at

_STORY = pages.story("ar").encode()
_TYPE = b"Content-Type: text/html; charset=utf-8\r\n"
_HEAD = b"HTTP/1.1 200 OK\r\n" + _TYPE
_SIZE = b"Content-Length: %d\r\n" % len(_STORY)
_GOOD = answer(OK, _STORY)


def _chunks(data: bytes, size: int = 700) -> bytes:
    cut = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%X;note=1\r\n%b\r\n" % (len(piece), piece) for piece in cut)


def _stored_brotli(data: bytes) -> bytes:
    """Write data as brotli that is not compressed at all (RFC 7932, 9.2)."""
    bits = (len(data) - 1) << 4 | 1 << 20
    return bits.to_bytes(3, "little") + data + b"\x03"


_CODED = b"Content-Encoding: %b\r\n"
_PACKED = gzip.compress(_STORY)

WRITTEN = tuple(
    page_at(name, does, LinkState.ALIVE, said)
    for name, does, said in (
        ("lf_only", "lines that end in LF alone",
         (_HEAD + _SIZE + b"\r\n").replace(b"\r\n", b"\n") + _STORY),
        ("folded", "a header folded over two lines",
         _HEAD + b"X-Long: one\r\n two\r\n\r\n" + _STORY),
        ("blank_first", "empty lines before the answer", b"\r\n\r\n" + _GOOD),
        ("wide_status", "two spaces in the status line",
         b"HTTP/1.1  200  OK\r\n" + _TYPE + _SIZE + b"\r\n" + _STORY),
        ("odd_success", "a success that nobody registered",
         b"HTTP/1.1 299 Fine\r\n" + _TYPE + _SIZE + b"\r\n" + _STORY),
        ("same_length_twice", "the same length twice", _HEAD + _SIZE * 2 + b"\r\n" + _STORY),
        ("length_and_chunks", "a length and chunks",
         _HEAD + b"Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n" + _chunks(_STORY)
         + b"0\r\n\r\n"),
        ("surplus", "bytes after the end of the message", _GOOD + b"HTTP/1.1 500 Oops\r\n\r\n"),
        ("chunk_trailers", "chunks with notes and fields behind them",
         _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _chunks(_STORY)
         + b"0\r\nX-Sum: 1\r\n\r\n"),
        ("chunked_gzip", "gzip in chunks",
         _HEAD + _CODED % b"gzip" + b"Transfer-Encoding: chunked\r\n\r\n" + _chunks(_PACKED, 99)
         + b"0\r\n\r\n"),
        ("gzip_old_name", "gzip by its old name",
         answer(OK, _PACKED, "Content-Encoding: x-gzip")),
        ("gzip_twice", "a page packed twice",
         answer(OK, gzip.compress(_PACKED), "Content-Encoding: gzip, gzip")),
        ("gzip_surplus", "gzip with bytes behind it",
         answer(OK, _PACKED + b"\0" * 40, "Content-Encoding: gzip")),
        ("gzip_members", "gzip in two members",
         answer(OK, gzip.compress(_STORY[:500]) + gzip.compress(_STORY[500:]),
                "Content-Encoding: gzip")),
        ("framed_deflate", "deflate with its frame",
         answer(OK, zlib.compress(_STORY), "Content-Encoding: deflate")),
        ("false_coding", "a coding that does not exist",
         answer(OK, _STORY, "Content-Encoding: utf-8")),
        ("brotli_unasked", "brotli that nobody asked for",
         answer(OK, _stored_brotli(_STORY), "Content-Encoding: br")),
        ("no_type", "no type at all", b"HTTP/1.1 200 OK\r\n" + _SIZE + b"\r\n" + _STORY),
        ("wrong_type", "a page that says to be plain text", answer(OK, _STORY, kind="text/plain")),
        ("xhtml_type", "a page that says to be XML",
         answer(OK, _STORY, kind="application/xhtml+xml")),
        ("two_types", "two types",
         _HEAD + b"Content-Type: text/plain\r\n" + _SIZE + b"\r\n" + _STORY),
        ("raw_arabic_header", "raw Arabic in a header",
         _HEAD + "X-Title: البلدية\r\n".encode() + _SIZE + b"\r\n" + _STORY),
        ("spaced_colon", "a space before a colon",
         _HEAD + b"X-Odd : 1\r\n" + _SIZE + b"\r\n" + _STORY),
        ("many_hints", "five early hints before the answer",
         b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 5 + _GOOD),
        ("no_length", "ended by closing, with HTTP/1.1", _HEAD + b"\r\n" + _STORY),
    )
)  # fmt: skip

FED = (
    page_at("dribble", "a page in crumbs of a hundred bytes", LinkState.ALIVE,
            says(*(_GOOD[at : at + 100] for at in range(0, len(_GOOD), 100)))),
    page_at("slow_but_whole", "a page in four parts over a second", LinkState.ALIVE,
            says(_GOOD[:300], 0.3, _GOOD[300:600], 0.3, _GOOD[600:900], 0.3, _GOOD[900:])),
    page_at("reset_after_all", "a reset after the whole page", LinkState.ALIVE,
            says(_GOOD, 0.1, Act.RESET)),
    page_at("chunks_cut", "chunks without an end", LinkState.TRUNCATED_ANSWER,
            _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _chunks(_STORY)),
    page_at("gzip_cut", "gzip that breaks off", LinkState.TRUNCATED_ANSWER,
            answer(OK, _PACKED[:-200], "Content-Encoding: gzip"), also=(LinkState.ALIVE,)),
    page_at("body_hangs", "a good head and half a page, then no word",
            LinkState.TRUNCATED_ANSWER,
            says(_HEAD + _SIZE + b"\r\n" + _STORY[:900], HANG_S), seconds=HANG_S),
    page_at("status_only", "a status line and nothing else", LinkState.EMPTY,
            b"HTTP/1.1 200 OK\r\n\r\n"),
    page_at("length_zero", "a length of nothing", LinkState.EMPTY,
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    page_at("big_file", "a PDF of 3 MiB", LinkState.ALIVE,
            answer(OK, b"%PDF-1.7\n" + b"0" * 3_145_728, kind="application/pdf"),
            path="/files/plan.pdf"),
    page_at("not_found_cut", "404 with a body that breaks off", LinkState.NOT_FOUND,
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 9000\r\n\r\n<h1>Not found</h1>"),
    page_at("not_found_hangs", "404 with a body that never comes", LinkState.NOT_FOUND,
            says(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9000\r\n\r\n", HANG_S),
            seconds=HANG_S),
    page_at("forbidden_endless", "403 with a body without end", LinkState.FORBIDDEN,
            says(b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n",
                 *([b"x" * 1_048_576] * 16))),
    page_at("error_false_gzip", "500 whose gzip is none", LinkState.SERVER_ERROR,
            answer("500 Internal Server Error", b"oops", "Content-Encoding: gzip")),
)  # fmt: skip

UNREADABLE = (
    host_at("binary", "bytes without sense", LinkState.PROTOCOL_ERROR,
            says(bytes(range(128, 256)) * 8)),
    host_at("cut_status", "the first letters of an answer", LinkState.PROTOCOL_ERROR,
            says(b"HTT"), also=(LinkState.NO_RESPONSE,)),
    host_at("cut_head", "half a head", LinkState.PROTOCOL_ERROR, says(_HEAD),
            also=(LinkState.NO_RESPONSE,)),
    host_at("status_of_two", "a status of two digits", LinkState.PROTOCOL_ERROR,
            says(b"HTTP/1.1 20 OK\r\n" + _SIZE + b"\r\n" + _STORY)),
    host_at("tls_on_plain", "a TLS alert on the plain port", LinkState.PROTOCOL_ERROR,
            says(bytes.fromhex("15030100020246")), also=(LinkState.NOT_HTTP,)),
    host_at("endless_hints", "early hints and no answer, for ever", LinkState.PROTOCOL_ERROR,
            says(*([b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 200)), also=(LinkState.NO_RESPONSE,)),
    host_at("endless_name", "a header name without end", LinkState.PROTOCOL_ERROR,
            says(b"HTTP/1.1 200 OK\r\n", *([b"x" * 65_536] * 32))),
    *(
        host_at(f"speaks_{name}", f"the greeting of {does}", LinkState.NOT_HTTP,
                says(greeting, 1.0))
        for name, does, greeting in (
            ("ftp", "an FTP server", b"220-Welcome\r\n220 FTP ready\r\n"),
            ("imap", "an IMAP server", b"* OK IMAP4rev1 ready\r\n"),
            ("pop", "a POP3 server", b"+OK POP3 ready <1@mail.example>\r\n"),
            ("screen", "a screen that is shared", b"RFB 003.008\n"),
        )
    ),
)  # fmt: skip
