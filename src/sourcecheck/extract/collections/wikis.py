"""Wikis as MediaWiki exports them (``Special:Export``, ``dumpBackup.php``): pages are articles.

Of a page with its history the last revision counts. Redirects, talk and other pages outside the
article namespace are left out, and counted. Memory is bounded by the largest revision, however
long the export. Source: https://www.mediawiki.org/wiki/Help:Export.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.collections.entries import Entry, Listing, Remark, plain
from sourcecheck.extract.collections.markup import elements, local_name, words
from sourcecheck.model import Document, Told

_HEADS = ("sitename", "title", "ns", "redirect", "page")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WIKITEXT = frozenset({"", "wikitext"})
_ARTICLES = "0"  # the namespace of articles in every wiki


@dataclass(slots=True, kw_only=True)
class _Page:
    """What is known of the page that is being read."""

    title: str = ""
    space: str = _ARTICLES
    redirect: bool = False
    model: str = ""
    text: str = ""

    def is_article(self) -> bool:
        return self.space == _ARTICLES and self.model in _WIKITEXT


@dataclass(slots=True, kw_only=True)
class _Wiki:
    """What is known of the wiki, and what was left out of it."""

    name: str = ""
    language: str = ""
    redirects: int = 0
    others: int = 0


def read_wiki(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Read an export page by page."""
    wiki = _Wiki()
    page = _Page()
    for element in elements(file, ("revision",), listing, heads=_HEADS, endless=True):
        name = local_name(element)
        if name == "sitename":
            wiki.name = plain(words(element))
            wiki.language = element.getroottree().getroot().get(_XML_LANGUAGE, "")
        elif name == "page":
            yield from _entry(page, wiki, listing)
            page = _Page()
        else:
            _tell(page, name, element)
    if page.text:  # the file was cut off behind its last revision
        yield from _entry(page, wiki, listing)
    yield from _left_out(wiki, listing)


def _tell(page: _Page, name: str, element: Any) -> None:
    if name == "title":
        page.title = " ".join(words(element).split())
    elif name == "ns":
        page.space = words(element).strip()
    elif name == "redirect":
        page.redirect = True
    elif name == "revision":
        told = {local_name(part): part for part in element}
        page.text = words(told["text"]) if "text" in told else ""
        page.model = words(told["model"]).strip() if "model" in told else ""


def _entry(page: _Page, wiki: _Wiki, listing: Listing) -> Iterator[Entry]:
    place = f"page {page.title!r}"
    size = len(page.text.encode("utf-8", "replace"))
    if not page.is_article():
        wiki.others += 1
    elif page.redirect:
        wiki.redirects += 1
    elif not page.text.strip():
        yield listing.wrong(place, "its text is not in the export")
    elif size > listing.limits.max_bytes:
        yield OversizedDocument(
            f"{listing.origin}: {place}: {size:,} bytes, the limit is {listing.limits.max_bytes:,}",
            hint="raise --max-size",
        )
    else:
        yield _article(page, wiki, listing)


def _article(page: _Page, wiki: _Wiki, listing: Listing) -> Document:
    return Document(
        origin=f"{listing.origin}#{page.title}",
        body=page.text.encode("utf-8", "replace"),
        media_type="text/x-wiki",
        charset="utf-8",
        read_at=listing.read_at,
        told=Told(
            found_in="wiki export",
            title=page.title,
            publisher=wiki.name,
            language=wiki.language.partition("-")[0].lower(),
        ),
    )


def _left_out(wiki: _Wiki, listing: Listing) -> Iterator[Remark]:
    counted = (
        (wiki.redirects, "redirect", "redirects"),
        (wiki.others, "page that is no article", "pages that are no articles"),
    )
    for count, one, several in counted:
        if count:
            what = one if count == 1 else several
            yield Remark(words=f"{listing.origin}: {count:,} {what} left out")
