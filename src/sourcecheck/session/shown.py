"""What one capture holds: the whole look, the answer taken apart, its body, its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcecheck.archive.audits import is_own
from sourcecheck.archive.http import Answer, content_of, read_answer
from sourcecheck.archive.reading import group_at, original, read_exchange, read_page
from sourcecheck.errors import NotArchived
from sourcecheck.fetch.coding import Cut, Decoded, codings, undo
from sourcecheck.verify.page import looks_like_html, read_text

if TYPE_CHECKING:
    from sourcecheck.archive.index import CaptureIndex
    from sourcecheck.archive.reading import Shelf
    from sourcecheck.model import Capture, Exchange
    from sourcecheck.session.holding import Holding

MAX_BODY = 64 * 1024 * 1024
"""Bytes a body may have with its codings undone: above the fetcher's caps (guess)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One exchange of a look."""

    capture: Capture
    location: str  # where it sent its reader, as sent; "" = nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A capture and what it holds."""

    capture: Capture
    exchange: Exchange
    page: Exchange  # the same; where it says "not modified", the older answer that still held
    hops: tuple[Hop, ...]  # of the whole look, the shown one among them
    answer: Answer  # of the shown exchange, its head taken apart
    repeats: Capture | None  # what a revisit points to; None = it is none, or it is not here


def shown(holding: Holding, capture: Capture) -> Shown:
    """Read a capture with the look it belongs to; raises ``ArchiveError``."""
    exchange = read_exchange(holding.shelf, holding.index, capture)
    page = read_page(holding.shelf, holding.index, capture)
    if is_own(capture.url):
        exchange = page = replace(exchange, response=_block(holding.shelf, capture))
    look = holding.store.captures.look_of(capture)
    return Shown(
        capture=capture,
        exchange=exchange,
        page=page,
        hops=tuple(_hop(holding, each) for each in look),
        answer=read_answer(exchange.response),
        repeats=_repeated(holding.index, capture),
    )


def _block(shelf: Shelf, capture: Capture) -> bytes:
    """Return what a record of ours holds: an article, an audit, what was pruned."""
    with shelf.open(capture.file) as file:
        return group_at(file, capture.offset)[0].record.block


def _hop(holding: Holding, capture: Capture) -> Hop:
    moves = capture.status is not None and 300 <= capture.status < 400
    if not moves:
        return Hop(capture=capture, location="")
    answer = read_answer(read_exchange(holding.shelf, holding.index, capture).response)
    return Hop(capture=capture, location=answer.header("location"))


def _repeated(index: CaptureIndex, capture: Capture) -> Capture | None:
    if not capture.revisit_of:
        return None
    try:
        return original(index, capture)
    except NotArchived:
        return None


def head_of(exchange: Exchange) -> bytes:
    """Return the status line and the header fields, as they came."""
    return exchange.response[: read_answer(exchange.response).body_at]


def body_of(exchange: Exchange) -> Decoded:
    """Return the body as its reader got it: transfer and content codings undone.

    What cannot be undone is returned as it came, and ``cut`` says why. What is no answer of
    HTTP, as a file that was archived by itself, is all body.
    """
    answer = read_answer(exchange.response)
    if answer.status is None:
        return Decoded(body=exchange.response)
    coded = exchange.response[answer.body_at :]
    whole = content_of(answer, coded)
    if whole is None:
        return Decoded(body=coded, cut=Cut.BROKEN)
    found = undo(whole, codings(answer.header("content-encoding")), MAX_BODY)
    return Decoded(body=whole, cut=found.cut) if found.cut is Cut.UNKNOWN else found


def text_of(exchange: Exchange, media_type: str = "") -> tuple[str, str]:
    """Return title and visible text of the page an exchange brought; "" where there is none.

    ``media_type`` is what the capture says, for what is no answer of HTTP.
    """
    answer = read_answer(exchange.response)
    if answer.status is None:
        return read_text(exchange.response, media_type, "")
    charset = answer.header("content-type").lower().partition("charset=")[2]
    plain = charset.partition(";")[0].strip(" \"'")
    found = body_of(exchange)
    if found.cut is Cut.UNKNOWN and not looks_like_html(found.body, ""):
        return "", ""  # in a coding that we do not read
    return read_text(found.body, answer.media_type, plain)
