"""The links of a page: which of them may be citations, and why the others are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sourcecheck.extract.formats.bases import absolute, host_of, is_web
from sourcecheck.extract.formats.html_lines import LinkPlace, is_own
from sourcecheck.extract.formats.html_page import Page
from sourcecheck.extract.formats.html_plan import Linear, Plan
from sourcecheck.extract.formats.tree import BLOCKS, Node
from sourcecheck.model import Block, BlockKind, Hyperlink
from sourcecheck.urls.find import find_urls


def link_places(made: Linear, plan: Plan, base: str) -> list[LinkPlace]:
    """Return the links of the text, without marks, ways back and links inside the page.

    Links of what is page as a whole are left out: nobody judges its lines.
    """
    host = host_of(base) or _commonest_host(made)
    passed = {*(mark for mark, _ in plan.notes.marks), *plan.notes.backlinks}
    found = [
        LinkPlace(span.start, span.end, is_own(node.attributes["href"], host))
        for node, span in made.spans.items()
        if node.tag == "a"
        and not _is_in_block_region(node)
        and node not in passed
        and not node.get("href").startswith("#")
        and node.get("href")
    ]
    return sorted(found, key=lambda link: link.start)


def _is_in_block_region(link: Node) -> bool:
    around = link.parent
    return around is not None and around.region != "" and around.tag in BLOCKS


_COMMON = 0.5  # share of a page's links that tells whose page it is; guess
_FEWEST = 3  # so many of them; guess
_LOCAL = re.compile(r"[^#:]+(?:[#?/]|$)")


def _commonest_host(made: Linear) -> str:
    """Return the site most links of a page without an address lead to: a letter's, mostly."""
    links = [node.get("href") for node in made.spans if node.tag == "a"]
    hosts = Counter(map(host_of, links))
    if any(not host_of(link) and _LOCAL.match(link) for link in links):
        return ""  # what is written without a host is the page's own
    del hosts[""]
    host, times = max(hosts.items(), key=lambda pair: pair[1], default=("", 0))
    return host if times >= max(_FEWEST, _COMMON * hosts.total()) else ""


_UNFOLLOWED = {"mailto": "mail", "tel": "phone", "javascript": "script", "data": "data"}
_RELATIONS = {"tag": "tag", "author": "author", "sponsored": "advert", "category": "tag"}


def hyperlinks_of(page: Page, blocks: Sequence[Block]) -> tuple[Hyperlink, ...]:
    """Return all links, and why one is no citation where that is known."""
    marks = {mark for mark, _ in page.plan.notes.marks}
    marked = marks | {part for mark in marks for part in mark.parts if isinstance(part, Node)}
    unread = [block for block in blocks if block.kind is BlockKind.FURNITURE]
    classes = _LinkClasses(page)
    found: list[Hyperlink] = []
    at = 0
    for node, span in page.made.spans.items():
        if node.tag != "a" or "href" not in node.attributes or span.start == span.end:
            continue
        while at < len(unread) and unread[at].span.end <= span.start:
            at += 1
        note = "mark" if node in marked else page.made.in_furniture.get(node, "")
        written = node.attributes["href"].strip()
        target = absolute(page.meta.base, written)
        if not note or node in page.plan.notes.backlinks:
            note = note if note == "mark" else classes.of(node, written, target)
            if not note and at < len(unread) and unread[at].span.meets(span):
                note = unread[at].why
        found.append(Hyperlink(span=span, target=target, note=note))
    if page.plan.by_line:
        found.extend(_addresses_in_code(page))
    return tuple(sorted(found, key=lambda link: link.span.start))


def _addresses_in_code(page: Page) -> Iterator[Hyperlink]:
    """Note the addresses of Markdown's code: they are an example of something, not a source."""
    for node, span in page.made.spans.items():
        if node.tag == "code" and not any(around.tag == "a" for around in node.ancestors()):
            for url in find_urls(page.text, span.start, span.end):
                yield Hyperlink(span=url.span, target=url.url, note="code")


class _LinkClasses:
    """Tells why a link is no citation, by its own address and relations."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._share = re.compile("|".join(map(re.escape, page.source.html.shares)) or "(?!)")

    def of(self, node: Node, written: str, target: str) -> str:
        """Return the reason, or ""."""
        if node in self._page.plan.notes.backlinks:
            return "backlink"
        scheme = target.partition(":")[0].lower() if ":" in target else ""
        if scheme in _UNFOLLOWED:
            return _UNFOLLOWED[scheme]
        if self._share.search(target):
            return "share"
        if not written or written.startswith("#") or _is_same_page(self._page, target):
            return "same-page"
        relations = node.get("rel").lower().split()
        return next((_RELATIONS[name] for name in relations if name in _RELATIONS), "")


def _is_same_page(page: Page, target: str) -> bool:
    place = target.partition("#")[0]
    known = page.meta.canonical_url.value if page.meta.canonical_url is not None else ""
    return is_web(place) and place in {known, page.source.origin}
