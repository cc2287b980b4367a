"""Which archived answers are pages, and what a reader would see of them."""

from __future__ import annotations

from sourcecheck.archive.http import read_answer
from sourcecheck.archive.wacz.means import PageText
from sourcecheck.model import Exchange
from sourcecheck.session.archived import READABLE
from sourcecheck.session.shown import body_of, text_of
from sourcecheck.verify.page import looks_like_html

_MOVES = range(300, 400)
_FINE = 200


def page_text(exchange: Exchange) -> PageText | None:
    """Return what a reader would see of an answer; None = it is no page.

    Pages are what a reader opens: HTML, be it an error page, and whole documents. Redirects,
    pictures and style sheets belong to pages.
    """
    answer = read_answer(exchange.response)
    if answer.status is None or answer.status in _MOVES:
        return None
    document = answer.status == _FINE and answer.media_type in READABLE
    if not document and not looks_like_html(body_of(exchange).body, answer.media_type):
        return None
    title, text = text_of(exchange)
    return PageText(title=title, text=text)
