"""HTML: the target of a link becomes the copy's, and says so as Robust Links do.

Robust Links (https://robustlinks.mementoweb.org/spec/): ``data-originalurl`` keeps the address
that died, ``data-versionurl`` and ``data-versiondate`` name the copy. Addresses printed as words
are replaced as in plain text. Comments, scripts, styles and code stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape

from sourcecheck.report.repairs.base import (
    Change,
    Edit,
    Kept,
    Left,
    Place,
    Repair,
    Writing,
    address_of,
    day_of,
)
from sourcecheck.report.repairs.scan import Attribute, Tag, Words, scan
from sourcecheck.report.repairs.text import why_left
from sourcecheck.urls.find import FoundUrl, find_urls

_LINKS = frozenset({"a", "area"})
_CODE = frozenset({"code", "pre", "samp", "kbd"})
_JOINING = frozenset({"wbr", "b", "i", "em", "strong", "span", "font", "u", "mark"})
"""Tags that may stand inside an address: what is printed before them may go on behind them."""

_VANISH = re.compile(r"[\t\r\n]")
_GOES_ON = re.compile(
    rf"(?:</?(?:{'|'.join(sorted(_JOINING))})(?:\s[^<>]*)?/?>)+[\w/?&=#%-]", re.IGNORECASE
)


def patch_html(writing: Writing) -> Sequence[Place]:
    """Find the wanted addresses in a page: targets of links, and those printed as words."""
    return tuple(_places(writing))


def _places(writing: Writing) -> Iterator[Place]:
    code = 0
    base = _page(writing)
    before: Tag | None = None  # the tag right in front of the words
    words: Words | None = None
    for piece in scan(writing.source, xml=writing.article.media_type == "application/xhtml+xml"):
        if isinstance(piece, Words):
            words = piece
            continue
        if words is not None:
            yield from _printed(writing, words, before, piece, in_code=code > 0)
            words = None
        before = piece
        yield from _noted(writing, piece)
        if piece.name in _CODE:
            code = max(0, code + (-1 if piece.closing else not piece.selfclosing))
        elif piece.name in _LINKS and not piece.closing:
            yield from _target(writing, piece, base)
        elif piece.name == "base" and (href := _href(piece)):
            base = writing.absolute(base, _written(writing, href))
    if words is not None:
        yield from _printed(writing, words, before, None, in_code=code > 0)


def _page(writing: Writing) -> str:
    """Return the page's own address, which its links are relative to; "" = nothing says it."""
    told = writing.article.canonical_url
    places = (writing.article.origin, told.value if told else "")
    return next((each for each in places if each.startswith(("http://", "https://"))), "")


def _href(tag: Tag) -> Attribute | None:
    found = next((each for each in tag.attributes if each.name == "href"), None)
    return found if found is not None and found.has_value else None


def _written(writing: Writing, href: Attribute) -> str:
    """Return an attribute's address as browsers read it: no entities, no line breaks."""
    return _VANISH.sub("", unescape(writing.source[href.start : href.end])).strip()


def _target(writing: Writing, tag: Tag, base: str) -> Iterator[Place]:
    href = _href(tag)
    if href is None:
        return
    written = _written(writing, href)
    address = writing.absolute(base, written)
    address = f"https:{address}" if address.startswith("//") else address
    repair = writing.repair_of(address) if "://" in address[:12] else None
    if repair is None:
        return
    raw = writing.source[href.start : href.end]
    edits = tuple(_robust(tag, href, repair, raw, address))
    yield Change(repair=repair, start=href.start, printed=written, edits=edits)


def _robust(tag: Tag, href: Attribute, repair: Repair, raw: str, written: str) -> Iterator[Edit]:
    """Yield the edits of one link: its target, and the attributes it does not have yet."""
    copy = address_of(repair, written)
    quote = href.quote or '"'
    value = _respelled(copy, written, raw) or _escaped(copy, quote)
    original = raw.strip() if unescape(raw).strip() == written and href.quote else ""
    known = {each.name for each in tag.attributes}
    wanted = {
        "data-originalurl": original or _escaped(written, quote),
        "data-versionurl": value,
        "data-versiondate": day_of(repair),
    }
    added = "".join(
        f" {name}={quote}{told}{quote}" for name, told in wanted.items() if name not in known
    )
    if href.quote:
        yield Edit(start=href.start, end=href.end, new=value)
        yield Edit(start=href.end + 1, end=href.end + 1, new=added)
    else:
        yield Edit(start=href.start, end=href.end, new=f"{quote}{value}{quote}{added}")


def _respelled(copy: str, written: str, raw: str) -> str:
    """Spell the address at a copy's end as the source spells it; "" = it does not end so."""
    spelled = raw.strip()
    if spelled == written or not copy.endswith(written) or unescape(spelled) != written:
        return ""
    return _escaped(copy.removesuffix(written), '"') + spelled


def _escaped(text: str, quote: str) -> str:
    """Escape what would end an attribute or begin an entity in it."""
    safe = escape(text, quote=False)
    return safe.replace(quote, "&quot;" if quote == '"' else "&#39;")


def _printed(
    writing: Writing, words: Words, before: Tag | None, after: Tag | None, *, in_code: bool
) -> Iterator[Place]:
    """Yield the wanted addresses that are printed as words between two tags."""
    for found in find_urls(writing.source, words.start, words.end):
        repair = writing.repair_of(unescape(found.url))
        if repair is None:
            continue
        start, end = found.span
        why = why_left(found) or _joined(writing, found, words, before, after)
        why = Left.CODE if in_code else why
        if why is not None:
            yield Kept(repair=repair, start=start, printed=found.printed, why=why)
            continue
        new = escape(address_of(repair, unescape(found.printed)), quote=False)
        edit = Edit(start=start, end=end, new=new)
        yield Change(repair=repair, start=start, printed=found.printed, edits=(edit,))


def _noted(writing: Writing, tag: Tag) -> Iterator[Place]:
    """Yield the wanted addresses of a note that is written into an attribute of its mark."""
    for each in tag.attributes:
        if each.name not in writing.note_attributes or not each.quote:
            continue
        for found in find_urls(writing.source, each.start, each.end):
            repair = writing.repair_of(unescape(found.url))
            if repair is not None and why_left(found) is None:
                start, end = found.span
                new = _escaped(address_of(repair, unescape(found.printed)), each.quote)
                edit = Edit(start=start, end=end, new=new)
                yield Change(repair=repair, start=start, printed=found.printed, edits=(edit,))


def _joined(
    writing: Writing, found: FoundUrl, words: Words, before: Tag | None, after: Tag | None
) -> Left | None:
    """Tell an address that may go on beyond the words it stands in."""
    behind = found.span.end == words.end and after is not None and after.name in _JOINING
    if behind and after is not None and _GOES_ON.match(writing.source, after.start):
        return Left.NO_PLACE
    ahead = found.span.start == words.start and before is not None and before.name == "wbr"
    return Left.NO_PLACE if ahead else None
