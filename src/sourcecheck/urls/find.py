"""Find addresses in prose of any script, with the span of what is printed.

Why this is hard: in Arabic, Persian or Chinese prose no space need follow an address; a
sentence's punctuation, brackets, marks and the next address are glued to it; lines break
inside it. The rules are those measured in our notes on extraction; each has a row in
``tests/urls``. Everything runs in linear time: the scanner goes forward only, and each
address is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sourcecheck.model import LinkFlag, Span
from sourcecheck.urls.edges import is_cut, url_end
from sourcecheck.urls.repair import INVISIBLE, SCHEME, repair
from sourcecheck.urls.suffix import public_suffix
from sourcecheck.urls.wraps import continued

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_OPENING = re.compile(
    rf"""
      (?P<spaced>https?[ ]{{0,2}}[:：][ ]{{0,2}}[/／][ ]?[/／][ ]{{0,2}}(?=\w))   # https : // a
    | (?P<full>(?:https?|ftp)[:：][/／\\]{{2}})
    | (?<![a-z0-9])(?P<typo>{SCHEME}(?:\[:\]//|[:：][/／]{{1,3}}|[;.]?//))         # hxxp:// http//
    | (?<![\w./@-])(?P<doi>(?:doi:[ ]{{0,2}})?10\.\d{{4,9}}/)
    | (?<![a-z0-9_@/.\-])(?P<bare>(?:{_LABEL}\.){{1,8}}[a-z][a-z0-9-]{{1,62}})(?![a-z0-9@-]|:?//)
    """,
    re.IGNORECASE | re.VERBOSE,
)
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
    index: tuple[int, ...] | None  # None = nothing was invisible
    base: int

    def span(self, start: int, end: int) -> Span:
        if self.index is None:
            return Span(self.base + start, self.base + end)
        return Span(self.base + self.index[start], self.base + self.index[end - 1] + 1)


def find_urls(text: str, start: int = 0, end: int | None = None) -> list[FoundUrl]:
    """Return the addresses in ``text[start:end]``, in order, none overlapping.

    Offsets are code points of ``text``. Hand in one note at a time where there are notes:
    an address broken over lines is joined, and never beyond ``end``. Bare domains count when
    they open with ``www.``, have a path, or cannot be mistaken for a file's name; mail
    addresses, version numbers and abbreviations do not.
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
    if not re.search(f"[{INVISIBLE}]", text):
        return _Shadow(text, None, base)
    kept = [
        place
        for place, char in enumerate(text)
        if char not in _INVISIBLE_CHARS or _joins_persian(text, place)
    ]
    return _Shadow("".join(text[place] for place in kept), tuple(kept), base)


_INVISIBLE_CHARS = frozenset(
    char for char in map(chr, [0xAD, 0x61C, 0xFEFF, *range(0x2000, 0x2070)])
    if re.match(f"[{INVISIBLE}]", char)
)  # fmt: skip


def _joins_persian(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return (
        text[place] == "\u200c"
        and len(around) == 2
        and all("\u0620" <= c <= "\u06ff" for c in around)
    )


def _scan(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (first, last, cut off in print) of each address."""
    place = 0
    whole = text.strip(" .\n")
    while opening := _OPENING.search(text, place):
        first = opening.start()
        bare = opening.lastgroup == "bare"
        body = first if bare else opening.end()
        last = body
        if not bare or _bare_counts(text, opening, alone=opening.group() == whole):
            last = _last(text, body, opening)
        if last <= body:
            place = opening.end()
            continue
        last, wrapped_cut = continued(text, body, last)
        yield first, last, wrapped_cut or is_cut(text, body, last)
        place = last


def _last(text: str, body: int, opening: re.Match[str]) -> int:
    if opening.lastgroup == "spaced" and " " in opening.group():
        match = _SPACED_BODY.match(text, body)
        return body + len(match.group().rstrip(".:-")) if match else body
    return url_end(text, body, loose=opening.lastgroup == "doi")


def _bare_counts(text: str, opening: re.Match[str], *, alone: bool) -> bool:
    """Tell whether a bare name with dots is an address: see ``find_urls``."""
    name, end = opening.group().lower(), opening.end()
    if name.startswith("www."):
        return name.count(".") > 1
    suffix = public_suffix(name)
    if not suffix or suffix == name:
        return False
    if text[end : end + 1] == "/" or re.match(r":\d{2,5}/|\?\w", text[end : end + 8]):
        return True
    # A missing space after a full stop, "Gazeta.Ru" as a name: no address in lower case.
    if opening.group() != name:
        return False
    return alone or "." in suffix or len(suffix) > 2
