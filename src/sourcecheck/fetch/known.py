"""What an earlier look lets us ask for less: conditional requests, and when HEAD is enough. Pure.

Conditional requests (RFC 9110, 13) spare a server its page: "304 Not Modified" says that the
page is as it was. HEAD would spare it too, but it proves little. Servers were met that answer
HEAD with 404, 405, 500 or not at all where GET shows the page, and with 200 where GET says 404;
link checkers that trust it call living pages dead and miss dead ones. So HEAD is sent only where
its answer can be held against an earlier GET: to large files seen before, and what it says
counts only where it is exactly what GET said. Anything else is asked again by GET.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sourcecheck.data.load_courtesy import load_courtesy
from sourcecheck.model import Check, Observation
from sourcecheck.model.tables.courtesy import CourtesyTable

_OK = 200
_NOT_MODIFIED = 304
_TAG_MAX = 512
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')  # RFC 9110, 8.8.3; no bytes above ASCII
_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} [0-2]\d:[0-5]\d:[0-6]\d GMT"
)  # RFC 9110, 5.6.7: other forms are not sent back
_LENGTH = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a server said of a page when it last gave the whole of it."""

    etag: str = ""  # with its quotes, "" = none that may be sent back
    last_modified: str = ""  # as it was sent, "" = none that may be sent back
    length: int | None = None  # as announced; None = not announced
    media_type: str = ""

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the conditional header fields for a GET, in order; empty without validators."""
        said = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple(pair for pair in said if pair[1])


def known_of(check: Check) -> Known | None:
    """Return what a look lets us ask with, or ``None``.

    Only a whole page with status 200, straight from the address itself, with a validator that
    is well formed: a condition must be true of the page, of nothing else, and end no header line.
    """
    seen = check.observation
    direct = not seen.hops and seen.failure is None and not seen.truncated
    if seen.status != _OK or not direct or not seen.body_size:
        return None
    found = _said(seen)
    return found if found.fields() else None


def known_from(history: Sequence[Check], courtesy: CourtesyTable | None = None) -> Known | None:
    """Return what to ask with after all looks at an address, oldest first, or ``None``.

    What the last whole page said, as long as nothing but "not modified" came since, and that
    not too often in a row: a cache that says so for ever would hide a dead page.
    """
    most = (courtesy or load_courtesy()).again.in_a_row
    for unchanged, check in enumerate(reversed(history)):
        if check.observation.status != _NOT_MODIFIED or check.observation.failure is not None:
            return known_of(check) if unchanged < most else None
    return None


def not_modified(known: Known, observation: Observation) -> bool:
    """Tell whether an answer to a conditional request says that the page is as it was.

    A 304 that names another version than the one we asked about says nothing of ours.
    """
    if observation.status != _NOT_MODIFIED or observation.failure is not None:
        return False
    tag = _field(observation, "etag")
    return not (tag and known.etag) or _weak(tag) == _weak(known.etag)


def head_first(known: Known | None, courtesy: CourtesyTable | None = None) -> bool:
    """Tell whether HEAD may be tried before GET: a large file of which a GET told enough."""
    if known is None or known.length is None or not known.media_type:
        return False
    again = (courtesy or load_courtesy()).again
    is_page = known.media_type.startswith(again.page_types)
    return known.length >= again.head_bytes and not is_page


def head_agrees(known: Known, observation: Observation) -> bool:
    """Tell whether the answer to a HEAD is what GET said before; if not, it proves nothing.

    The same strong tag, or, where one of them has none, the same length and date.
    """
    whole = observation.failure is None and not observation.hops
    if observation.status != _OK or not whole:
        return False
    now = _said(observation)
    if known.etag and now.etag:
        return known.etag == now.etag and not known.etag.startswith("W/")
    dated = known.last_modified and known.last_modified == now.last_modified
    return bool(dated) and known.length is not None and known.length == now.length


def _said(seen: Observation) -> Known:
    tag, date = _field(seen, "etag"), _field(seen, "last-modified")
    length = _field(seen, "content-length")
    return Known(
        etag=tag if len(tag) <= _TAG_MAX and _TAG.fullmatch(tag) else "",
        last_modified=date if _DATE.fullmatch(date) else "",
        length=int(length) if _LENGTH.fullmatch(length) else None,
        media_type=seen.media_type,
    )


def _field(seen: Observation, name: str) -> str:
    """Return a header field, or "" where it is missing or was sent twice, saying two things."""
    said = {value.strip() for key, value in seen.headers if key == name}
    return said.pop() if len(said) == 1 else ""


def _weak(tag: str) -> str:
    """Return a tag as the weak comparison sees it (RFC 9110, 8.8.3.2)."""
    return tag.removeprefix("W/")
