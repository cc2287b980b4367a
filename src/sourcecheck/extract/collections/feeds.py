"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom (RFC 4287) and JSON Feed 1.1.

An entry with its full content is an article; one with a teaser is an address to fetch. What is
full is told by where it stands (``content:encoded``, ``atom:content``), how long it is, and
whether it ends in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from lxml import etree

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.collections.entries import Entry, Facts, Listing, entry_of, plain
from sourcecheck.extract.collections.markup import elements, local_name, words
from sourcecheck.extract.collections.whole import load_json
from sourcecheck.extract.formats.bases import absolute, is_web
from sourcecheck.model.tables.lists import ListTable, Role

_ENTRIES = ("item", "entry")
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")


def read_feed(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Read an RSS or Atom feed entry by entry."""
    number = 0
    head: dict[str, str] = {}  # of the feed itself: RSS and Atom write it before the entries
    for element in elements(file, _ENTRIES, listing, heads=("title", "language")):
        if local_name(element) not in _ENTRIES:
            _of_head(element, head)
            continue
        number += 1
        if number > listing.table.most_entries:
            yield _too_many(listing)
            return
        facts = _facts(element, head, listing)
        yield entry_of(facts, f"entry {number}", number, listing, "feed")


def _of_head(element: Any, head: dict[str, str]) -> None:
    parent = element.getparent()
    if parent is not None and local_name(parent) in {"channel", "feed"}:
        head.setdefault(local_name(element), plain(words(element)))


def _facts(element: Any, head: Mapping[str, str], listing: Listing) -> Facts:
    found = _children(element)
    address = _address(element, found, listing)
    language = element.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return {
        Role.ADDRESS: address,
        Role.HTML: _content(found, address, listing.table),
        Role.TITLE: found.get("title", ""),
        Role.AUTHOR: found.get("creator", "") or _author(found.get("author", "")),
        Role.DATE: next((found[name] for name in _DATES if found.get(name)), ""),
        Role.PUBLISHER: head.get("title", ""),
        Role.LANGUAGE: language or found.get("language", "") or head.get("language", ""),
    }


def _children(entry: Any) -> dict[str, str]:
    """Return what an entry's elements say, the first of a name; authors by their names."""
    found: dict[str, str] = {}
    for child in entry:
        name = local_name(child)
        if name == "author":
            names = [words(part) for part in child if local_name(part) == "name"]
            said = ", ".join(names) or words(child)
            found[name] = f"{found[name]}, {said}" if found.get(name) else said
        elif name in {"content", "summary", "description", "encoded", "title"}:
            found.setdefault(name, _text_construct(child))
        elif name:
            found.setdefault(name, words(child).strip())
    return found


def _author(written: str) -> str:
    """Return the name of RSS's ``mail@example.org (Name)``; an address alone is no name."""
    opening, bracket, name = written.partition("(")
    if bracket and "@" in opening:
        return name.rpartition(")")[0]
    return "" if "@" in written else written


def _text_construct(element: Any) -> str:
    """Return text as HTML: XHTML as markup, text of Atom escaped (RFC 4287, 3.1)."""
    kind = element.get("type", "")
    inner = next((child for child in element if isinstance(child.tag, str)), None)
    if inner is not None:
        return str(etree.tostring(inner, encoding="unicode", with_tail=False, method="html"))
    text = words(element)
    if kind == "text" or (kind.startswith("text/") and kind != "text/html"):
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return text


def _address(entry: Any, found: Mapping[str, str], listing: Listing) -> str:
    """Return an entry's address: its own, before any that counts clicks."""
    links = [child for child in entry if local_name(child) == "link" and child.get("href")]
    alternate = (link for link in links if link.get("rel", "alternate") == "alternate")
    atom = next(alternate, None)
    written = (
        found.get("origLink", "")
        or (atom.get("href") if atom is not None else "")
        or found.get("link", "")
    )
    guid = found.get("guid", "") or found.get("id", "")
    address = absolute(listing.origin, written) if written else ""
    return address if is_web(address) or not is_web(guid) else guid


def _content(found: Mapping[str, str], address: str, table: ListTable) -> str:
    """Return an entry's content where it is the article; "" where it is to be fetched."""
    whole = found.get("encoded", "") or found.get("content", "")
    short = found.get("description", "") or found.get("summary", "")
    if is_full(whole, table.content_words, table):
        return whole
    if is_full(short, table.summary_words, table):
        return short
    return "" if is_web(address) else whole or short


def is_full(markup: str, least: int, table: ListTable) -> bool:
    """Tell whether a text is long enough for an article and does not end in the middle.

    Scripts without spaces count two letters for a word.
    """
    text = plain(markup)
    dense = sum("\u3040" <= char <= "\u9fff" for char in text) // 2
    if text.count(" ") + 1 + dense < least:
        return False
    return not text.endswith(table.cut_endings)


def _too_many(listing: Listing) -> OversizedDocument:
    return OversizedDocument(
        f"{listing.origin}: more than {listing.table.most_entries:,} entries; the rest is left out",
        hint="hand over a part of it, or one of its sub-lists",
    )


def read_json_feed(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    feed = load_json(file, listing)
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list):
        yield listing.wrong("", "a JSON Feed without items", "check where it was saved from")
        return
    head = {"title": _text(feed, "title"), "language": _text(feed, "language")}
    for number, each in enumerate(entries, start=1):
        if number > listing.table.most_entries:
            yield _too_many(listing)
            return
        place = f"entry {number}"
        if not isinstance(each, dict):
            yield listing.wrong(place, "it is no object")
            continue
        yield entry_of(_json_facts(each, head, listing), place, number, listing, "json feed")


def _json_facts(entry: Mapping[str, Any], head: Mapping[str, str], listing: Listing) -> Facts:
    address = absolute(listing.origin, _text(entry, "url") or _text(entry, "external_url"))
    markup, text = _text(entry, "content_html"), _text(entry, "content_text")
    short = _text(entry, "summary")
    least = listing.table.content_words
    full = is_full(markup or text, least, listing.table) or not is_web(address)
    authors = entry.get("authors") or [entry.get("author")]
    names = authors if isinstance(authors, list) else [authors]
    return {
        Role.ADDRESS: address or _text(entry, "id"),
        Role.HTML: markup if full else "",
        Role.TEXT: (text or short if not markup else "") if full else "",
        Role.TITLE: _text(entry, "title"),
        Role.AUTHOR: ", ".join(filter(None, (_text(one, "name") for one in names[:20]))),
        Role.DATE: _text(entry, "date_published") or _text(entry, "date_modified"),
        Role.PUBLISHER: head["title"],
        Role.LANGUAGE: _text(entry, "language") or head["language"],
    }


def _text(thing: Any, key: str) -> str:
    value = thing.get(key) if isinstance(thing, dict) else None
    return value if isinstance(value, str) else ""
