"""What a list of articles gives, one after the other, and what its readers are handed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sourcecheck.errors import DocumentError, UnreadableDocument
from sourcecheck.extract.formats.bases import is_web
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Document, Told
from sourcecheck.model.tables.lists import ListTable, Role
from sourcecheck.text.dates import find_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article that a list only names: it is to be fetched."""

    url: str
    is_list: bool = False  # it is no article but a further list, as an index of sitemaps says


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something a reader of the list should know, and no trouble: "3 repeated pages ..."."""

    words: str


Entry = Document | Listed | Remark | DocumentError
"""One entry of a list: an article, an address, a remark, or why it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of articles: what it is called, and how it is read."""

    origin: str  # a path, a URL or "-": what its entries are counted in
    read_at: datetime
    limits: ReadLimits
    table: ListTable

    def wrong(self, place: str, what: str, hint: str = "") -> UnreadableDocument:
        """Return the error of one entry; ``place`` is "row 7" or empty for the list itself."""
        where = f"{self.origin}: {place}" if place else self.origin
        return UnreadableDocument(f"{where}: {what}", hint=hint)


def with_few_errors(found: Iterator[Entry], listing: Listing) -> Iterator[Entry]:
    """Pass entries on; of the errors the first few, and at the end how many more there were."""
    told = more = 0
    for entry in found:
        if isinstance(entry, DocumentError):
            told += 1
            more += told > listing.table.most_told
            if told > listing.table.most_told:
                continue
        yield entry
    if more:
        yield listing.wrong("", f"{more:,} more of its entries cannot be read")


ListReader = Callable[[BinaryIO, Listing], Iterator[Entry]]
"""Reads one kind of list, lazily; raises ``DocumentError`` where it cannot go on."""

Facts = Mapping[Role, str]
"""What an entry says, by what it is; a role that it does not fill is missing or empty."""

_TAG = re.compile(r"<[^<>]{0,5000}>")
_RFC_822 = re.compile(
    r"(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4})"
    r"(?:\s+(\d{2}):(\d{2})(?::(\d{2}))?(?:\s*([+-]\d{4}|GMT|UTC?|Z)\b)?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def entry_of(facts: Facts, place: str, number: int, listing: Listing, found_in: str) -> Entry:
    """Return what an entry is: an article where it holds the words, else its address.

    ``place`` is what the entry is called in an error ("row 7"), ``number`` counts it, and
    ``found_in`` says where its title and author were found ("table").
    """
    address = facts.get(Role.ADDRESS, "").strip()
    markup, text = facts.get(Role.HTML, ""), facts.get(Role.TEXT, "")
    body = markup if markup.strip() else text
    if body.strip():
        return Document(
            origin=address if is_web(address) else f"{listing.origin}#{number}",
            body=body.encode("utf-8", "surrogateescape" if _escaped(body) else "replace"),
            media_type="text/html" if body is markup and "<" in markup else "",
            read_at=listing.read_at,
            told=_told(facts, address, found_in),
        )
    if is_web(address):
        return Listed(url=address)
    if address:
        return listing.wrong(place, f"{address[:80]!r} is no web address, and it holds no text")
    return listing.wrong(place, "neither a text nor an address is in it")


def _escaped(text: str) -> bool:
    """Tell whether text holds bytes that were no part of its charset, kept as they were."""
    return any("\udc80" <= char <= "\udcff" for char in text) if not text.isascii() else False


def _told(facts: Facts, address: str, found_in: str) -> Told:
    from sourcecheck.extract.formats.html_meta import language_of  # noqa: PLC0415 - parsers: heavy

    return Told(
        found_in=found_in,
        title=plain(facts.get(Role.TITLE, "")),
        byline=plain(facts.get(Role.AUTHOR, "")),
        published=published(facts.get(Role.DATE, "")),
        publisher=plain(facts.get(Role.PUBLISHER, "")),
        canonical_url=address if is_web(address) else "",
        language=language_of(facts.get(Role.LANGUAGE, "")),
    )


def plain(markup: str) -> str:
    """Return a short text without tags, entities and line breaks."""
    text = html.unescape(_TAG.sub(" ", markup)) if "<" in markup or "&" in markup else markup
    known = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    return " ".join(known.split())


def published(written: str) -> str:
    """Return a date or date-time as ISO 8601, or "" when it is none.

    Read are ISO 8601, RFC 822 as in RSS, and dates in digits that can mean one day only.
    """
    from sourcecheck.extract.formats.html_meta import iso_date  # noqa: PLC0415 - parsers: heavy

    value = written.strip()[:100]
    if iso := iso_date(value):
        return iso
    if (found := _RFC_822.search(value)) and found[2].lower() in _MONTHS:
        return _of_rfc_822(found)
    day = find_date(value, ())
    return day.value if day else ""


def _of_rfc_822(found: re.Match[str]) -> str:
    from sourcecheck.extract.formats.html_meta import iso_date  # noqa: PLC0415 - parsers: heavy

    day, month, year, hour, minute, second, zone = found.groups()
    date = f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}"
    if hour is None or zone is None:  # a time of nobody knows which zone says no more
        return iso_date(date)
    offset = zone if zone[0] in "+-" else "Z"
    return iso_date(f"{date}T{hour}:{minute}:{second or '00'}{offset}")
