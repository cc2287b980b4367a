"""What a page says of itself in its head: title, author, date, outlet, address, language.

Every fact keeps the place it was found in. JSON-LD is asked first, because newsrooms fill it
from their database; then OpenGraph; then the older meta elements.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from sourcecheck.extract.formats.bases import absolute, is_web
from sourcecheck.extract.formats.tree import Node, Tree
from sourcecheck.model import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The page's own words about itself; what it does not say is None."""

    title: Field | None = None
    byline: Field | None = None
    published: Field | None = None
    publisher: Field | None = None
    canonical_url: Field | None = None
    language: Field | None = None
    base: str = ""  # what relative links are relative to; "" = not known


_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(\S{4,2000}) -->")  # browsers write it
_HEAD = 4096

Found = tuple[str, str]
"""A value and the place it was found in."""


def read_meta(tree: Tree, markup: str, origin: str) -> Meta:
    """Read what the head says. ``markup`` is the page as text, ``origin`` its path or URL."""
    facts = _Facts(tree)
    base = _base(facts, markup, origin)
    return Meta(
        title=_first(facts, _TITLE, _words),
        byline=_first(facts, _BYLINE, _name),
        published=_first(facts, _PUBLISHED, iso_date),
        publisher=_first(facts, _PUBLISHER, _words),
        canonical_url=_first(facts, _CANONICAL, lambda value: _address(base, value)),
        language=_first(facts, _LANGUAGE, language_of),
        base=base,
    )


_TITLE = (
    "json-ld headline",
    "itemprop headline",
    "og:title",
    "twitter:title",
    "meta citation_title",
    "meta dc.title",
    "meta dcterms.title",
    "meta parsely-title",
    "meta sailthru.title",
    "title",
)
_BYLINE = (
    "json-ld author",
    "meta author",
    "meta article:author",
    "meta articleauthor",
    "meta citation_author",
    "meta dc.creator",
    "meta dcterms.creator",
    "meta parsely-author",
    "meta sailthru.author",
    "meta byl",
)
_PUBLISHED = (
    "json-ld datePublished",
    "meta article:published_time",
    "og:article:published_time",
    "meta datepublished",
    "meta citation_publication_date",
    "meta citation_date",
    "meta sailthru.date",
    "meta dc.date",
    "meta dc.date.issued",
    "meta dcterms.created",
    "meta dcterms.issued",
    "meta dcterms.date",
    "meta date",
    "meta pubdate",
    "meta publish-date",
    "meta parsely-pub-date",
    "itemprop datepublished",
)
_PUBLISHER = (
    "json-ld publisher",
    "og:site_name",
    "meta citation_journal_title",
    "meta dc.publisher",
    "meta dcterms.publisher",
    "meta publisher",
    "meta application-name",
)
_CANONICAL = ("link canonical", "og:url", "json-ld url")
_LANGUAGE = (
    "html lang",
    "body lang",
    "json-ld inLanguage",
    "og:locale",
    "meta content-language",
    "meta language",
)


_SEVERAL = frozenset({"meta citation_author", "meta dc.creator", "meta dcterms.creator"})
_MOST_NAMES = 500  # letters of authors' names; papers of large teams have thousands


class _Facts:
    """Everything the head says, by place; the first of a kind wins."""

    def __init__(self, tree: Tree) -> None:
        self.found: dict[str, str] = {}
        for tag, reader in _READERS.items():
            for node in tree.named.get(tag, ()):
                for place, value in reader(node):
                    self._note(place, value.strip())

    def _note(self, place: str, value: str) -> None:
        known = self.found.get(place) if value else None
        if value and known is None:
            self.found[place] = value
        elif known and place in _SEVERAL and value not in known and len(known) < _MOST_NAMES:
            self.found[place] = f"{known}, {value}"  # an element for each author


def _of_html(node: Node) -> Iterator[Found]:
    yield f"{node.tag} lang", node.get("lang")


def _of_title(node: Node) -> Iterator[Found]:
    if not any(around.tag == "svg" for around in node.ancestors()):
        yield "title", node.text(1000)


def _of_meta(node: Node) -> Iterator[Found]:
    content = node.get("content")
    name = node.get("property") or node.get("name") or node.get("http-equiv")
    name = (name or node.get("itemprop")).strip().lower()
    yield name if name.startswith(("og:", "twitter:")) else f"meta {name}", content


def _of_link(node: Node) -> Iterator[Found]:
    if "canonical" in node.get("rel").lower().split():
        yield "link canonical", node.get("href")


def _of_heading(node: Node) -> Iterator[Found]:
    if "headline" in node.get("itemprop").lower().split():
        yield "itemprop headline", node.text(1000)


def _of_time(node: Node) -> Iterator[Found]:
    if "itemprop" in node.attributes and "datetime" in node.attributes:
        yield f"itemprop {node.attributes['itemprop'].lower()}", node.attributes["datetime"]


def _of_base(node: Node) -> Iterator[Found]:
    yield "base", node.get("href")


_LARGEST_SCRIPT = 1_000_000  # characters; JSON-LD of an article is a few thousand


def _of_script(node: Node) -> Iterator[Found]:
    if "ld+json" not in node.get("type").lower():
        return
    words = node.raw_text(_LARGEST_SCRIPT).strip().removeprefix("<!--").removesuffix("-->")
    words = words.strip().removeprefix("//<![CDATA[").removesuffix("//]]>")
    data = _json(words)
    known = {
        thing["@id"]: thing
        for thing in _objects(data)
        if isinstance(thing.get("@id"), str) and "name" in thing
    }
    for thing in _objects(data):
        if "Article" in str(thing.get("@type")) or "BlogPosting" in str(thing.get("@type")):
            yield from _of_thing(thing, known)


_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|^\s*//[^\n]*$", re.MULTILINE)
_LAST_COMMA = re.compile(r",(?=\s{0,100}[}\]])")


def _json(words: str) -> Any:
    """Read JSON as newsrooms write it: with comments, commas too many, quotes as entities."""
    mended: tuple[Callable[[str], str], ...] = (str, _without_extras, unescape)
    for mend in mended:
        try:
            return json.loads(mend(words), strict=False)
        except (ValueError, RecursionError):  # broken or hostile: the page still has its meta
            continue
    return None


def _without_extras(words: str) -> str:
    return _LAST_COMMA.sub("", _COMMENT.sub("", words))


_READERS: dict[str, Callable[[Node], Iterator[Found]]] = {
    "html": _of_html,
    "body": _of_html,
    "title": _of_title,
    "meta": _of_meta,
    "link": _of_link,
    "base": _of_base,
    "script": _of_script,
    "time": _of_time,
    "h1": _of_heading,
    "h2": _of_heading,
    "span": _of_time,
}

_MOST_THINGS = 200


_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """Return the objects of a JSON-LD script, from lists and graphs, the first ones only."""
    waiting = deque([data])
    for _ in range(_MOST_THINGS):
        if not waiting:
            return
        thing = waiting.popleft()
        if isinstance(thing, list):
            waiting.extend(thing[:_MOST_THINGS])
        elif isinstance(thing, dict):
            waiting.extend(thing[key] for key in _INSIDE if key in thing)
            yield thing


def _of_thing(thing: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
    for key in ("headline", "datePublished", "inLanguage", "url"):
        yield f"json-ld {key}", _named(thing.get(key), known)
    for key in ("author", "publisher"):
        yield f"json-ld {key}", _named(thing.get(key), known)


def _named(value: Any, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a JSON-LD value's name: a string, a person, or several of them."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        told = value if "name" in value else known.get(str(value.get("@id")), value)
        return told["name"] if isinstance(told.get("name"), str) else ""
    if isinstance(value, list):
        named = (_named(one, known) for one in value[:20] if not isinstance(one, list))
        return ", ".join(name for name in named if name)
    return ""


def _first(facts: _Facts, places: Sequence[str], read: Callable[[str], str]) -> Field | None:
    for place in places:
        value = read(facts.found.get(place, ""))
        if value:
            return Field(value=value, found_in=place)
    return None


def _words(value: str) -> str:
    return " ".join(value.split())


def _name(value: str) -> str:
    """Return an author's name; the address of an author's page is none."""
    return "" if is_web(value) or value.startswith("@") else _words(value)


def _address(base: str, value: str) -> str:
    found = absolute(base, value) if value else ""
    return found if is_web(found) else ""


_ISO = re.compile(
    r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d)"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


# A year outside is one of another calendar: Persian and Hijri 1403, Buddhist 2567. Nothing says
# which of the first two, so such a date is left alone.
_EARLIEST, _LATEST = 1700, 2200


def iso_date(value: str) -> str:
    """Return a date or date-time of the Gregorian calendar as ISO 8601, or ""."""
    found = _ISO.match(value.strip())
    if found is None:
        return ""
    year, month, day, hour, minute, second, zone = found.groups()
    if not _EARLIEST <= int(year) <= _LATEST:
        return ""
    date = f"{int(year):04}-{int(month):02}-{int(day):02}"
    if hour is not None:
        date += f"T{int(hour):02}:{int(minute):02}:{int(second or 0):02}"
    if zone:
        date += zone if ":" in zone or zone == "Z" else f"{zone[:3]}:{zone[3:]}"
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return ""
    return date


def language_of(value: str) -> str:
    """Return the primary subtag of a language tag: "ar_EG" is "ar"."""
    found = re.match(r"\s*([a-zA-Z]{2,3})(?![a-zA-Z])", value)
    return found[1].lower() if found else ""


def _base(facts: _Facts, markup: str, origin: str) -> str:
    """Return what relative links are relative to."""
    saved = _SAVED_FROM.search(markup[:_HEAD])
    places = (
        origin,
        saved[1] if saved else "",
        facts.found.get("link canonical", ""),
        facts.found.get("og:url", ""),
    )
    page = next((place for place in places if is_web(place)), "")
    base = facts.found.get("base", "")
    return absolute(page, base) if base else page


_LETTERS = re.compile(r"[\W_]+")
_JOINTS = re.compile(r"\s+[-–—|:·•»«/\\]+\s+|\s*[|»«]\s*|:\s+")
_SHORT_TITLE = 12  # letters below which a heading must be the whole title or a part of it; guess


def is_same_title(printed: str, told: str) -> bool:
    """Tell whether a heading is the title, which may carry the outlet's name as well."""
    a = _LETTERS.sub("", printed).casefold()
    b = _LETTERS.sub("", told).casefold()
    if not a:
        return False
    if a == b or (len(a) >= _SHORT_TITLE and (b.startswith(a) or b.endswith(a))):
        return True
    return a in {_LETTERS.sub("", part).casefold() for part in _JOINTS.split(told[:500])}
