"""Find addresses in prose of any script, with the span of what is printed.

Why this is hard: in Arabic, Persian or Chinese prose no space need follow an address; a
sentence's punctuation, brackets, marks and the next address are glued to it; lines break
inside it. The rules are those measured in our notes on extraction; each has a row in
``tests/urls``. Everything runs in linear time: the scanner goes forward only, and each
address is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.model import LinkFlag, Span
from sourcecheck.urls.edges import is_cut, url_end
from sourcecheck.urls.openings import Opening, next_opening
from sourcecheck.urls.repair import INVISIBLE, repair
from sourcecheck.urls.wraps import continued

_SPACED_BODY = re.compile(
    r"[a-z0-9%/?#=&_~+.:-]+(?:(?:[ ]{1,2}(?=[./:?=&_-])|(?<=[./:?=&_-])[ ]{1,2}(?=[a-z0-9]))"
    r"[a-z0-9%/?#=&_~+.:-]+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUrl:
    """An address in a text: where and how it is printed, and the address it stands for."""

    span: Span  # in the text handed in
    printed: str  # exactly ``text[span.start:span.end]``
    url: str  # mended; see ``repair``
    flags: tuple[LinkFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shadow:
    """A text without its invisible characters; ``index`` leads back."""

    text: str
    index: Sequence[int] | None  # None = nothing was invisible
    base: int

    def span(self, start: int, end: int) -> Span:
        if self.index is None:
            return Span(self.base + start, self.base + end)
        return Span(self.base + self.index[start], self.base + self.index[end - 1] + 1)


def find_urls(text: str, start: int = 0, end: int | None = None) -> list[FoundUrl]:
    """Return the addresses in ``text[start:end]``, in order, none overlapping.

    Offsets are code points of ``text``. Hand in one note at a time where there are notes:
    an address broken over lines is joined, and never beyond ``end``. Bare domains count when
    they open with ``www.``, have a path, or are all the text there is; in prose, when they
    are in lower case under a known ending and no file's name, and a short name under a
    country's ending only between words of another script. Mail addresses, version numbers,
    abbreviations and a missing space after a full stop are none.
    """
    stop = len(text) if end is None else end
    shadow = _shadow(text[start:stop], start)
    found = []
    for first, last, cut in _scan(shadow.text):
        span = shadow.span(first, last)
        printed = span.of(text)
        mended = repair(shadow.text[first:last] if shadow.index else printed)
        flags = mended.flags + ((LinkFlag.TRUNCATED,) if cut else ())
        found.append(FoundUrl(span=span, printed=printed, url=mended.url, flags=flags))
    return found


def _shadow(text: str, base: int) -> _Shadow:
    if not _INVISIBLE.search(text):
        return _Shadow(text, None, base)
    pieces: list[str] = []
    index: list[int] = []
    at = 0
    for match in _INVISIBLE.finditer(text):
        place = match.start()
        if not _joins_persian(text, place):
            pieces.append(text[at:place])
            index.extend(range(at, place))
            at = place + 1
    if at == 0:
        return _Shadow(text, None, base)
    pieces.append(text[at:])
    index.extend(range(at, len(text)))
    return _Shadow("".join(pieces), index, base)


_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def _joins_persian(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return (
        text[place] == "\u200c"
        and len(around) == 2
        and all("\u0620" <= c <= "\u06ff" for c in around)
    )


def _scan(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (first, last, cut off in print) of each address."""
    place = done = 0
    while opening := next_opening(text, place, done):
        if _SCHEME_AGAIN.match(text, opening.body):
            place = done = opening.body
            continue
        body, last = opening.body, _last(text, opening)
        if last <= body or text[body:last].lower() in _NO_HOSTS:
            place = max(body, last)
            done = opening.start if last <= body else last
            continue
        last, wrapped_cut = continued(text, body, last)
        yield opening.start, last, wrapped_cut or is_cut(text, body, last)
        place = done = last


_SCHEME_AGAIN = re.compile(r"https?:?//", re.IGNORECASE)
_NO_HOSTS = frozenset({"http:", "https:", "http", "https", "www"})
# what is left of an address whose scheme was typed twice


def _last(text: str, opening: Opening) -> int:
    body = opening.body
    if opening.kind == "spaced":
        match = _SPACED_BODY.match(text, body)
        return body + len(match.group().rstrip(".:-")) if match else body
    return url_end(text, body, loose=opening.kind == "doi", host_ends=opening.host_ends)
