from __future__ import annotations

import gzip

import pytest
from archive_cases import answer, exchange

from sourcecheck.archive.wacz.means import PageText
from sourcecheck.session.pagetexts import page_text

ARABIC = "<title>وصول الباخرة</title><p>رست الباخرة في الميناء صباح اليوم، وقال الربان إن الرحلة كانت هادئة.</p>"
WORDS = "رست الباخرة في الميناء صباح اليوم، وقال الربان إن الرحلة كانت هادئة."


def typed(body: bytes, media_type: str, status: str = "200 OK") -> bytes:
    return answer(body, status).replace(b"text/html; charset=utf-8", media_type.encode())


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (answer(ARABIC.encode()), PageText(title="وصول الباخرة", text=WORDS)),
        (
            typed(ARABIC.encode("cp1256"), "text/html; charset=windows-1256"),
            PageText(title="وصول الباخرة", text=WORDS),
        ),
        (
            answer(gzip.compress(ARABIC.encode()), Content_Encoding="gzip"),
            PageText(title="وصول الباخرة", text=WORDS),
        ),
        (typed(b"<!doctype html><p>undeclared", ""), PageText(title="", text="undeclared")),
        (answer(b"<title>404</title>gone", "404 Not Found"), PageText(title="404", text="gone")),
        (
            answer(b"<p>ok<script>no()</script><style>p{}</style>"),
            PageText(title="", text="ok"),
        ),
        (typed(b"%PDF-1.7 ...", "application/pdf"), PageText(title="", text="")),
        (typed("سطر".encode(), "text/plain; charset=utf-8"), PageText(title="", text="سطر")),
        (typed(b"%PDF-1.7", "application/pdf", "500 Oops"), None),
        (answer(b"<p>moved", "301 Moved Permanently"), None),
        (answer(b"", "304 Not Modified"), None),
        (typed(b"\x89PNG", "image/png"), None),
        (typed(b"h1 {}", "text/css"), None),
        (typed(b"x()", "text/javascript"), None),
        (typed(b'{"a": 1}', "application/json"), None),
        (b"220 mail.example ESMTP\r\n", None),
        (b"", None),
    ],
)
def test_pages_are_what_a_reader_would_open(response, expected):
    assert page_text(exchange(response=response)) == expected
