"""Telling an ordinary long page without parsing it.

A run that keeps no facts of its pages needs the parser only for pages that some rule might
speak of. Nearly all rules about pages ask for a short one, or for words in the title or the
first heading; so a page whose visible words are more than any rule's limit, and whose title
and heading hold no phrase of the tables, is told by reading its first few hundred words.

The naive way, counting words between ``<p>`` and ``</p>`` anywhere, is wrong: they may stand
in a script, a comment, a template, an attribute. So the start of the page is cut at every
``<``, each tag is looked at as a browser would, and whatever is not plain is left to the
parser. What is counted is a lower bound of what the parser would count.
"""

from __future__ import annotations

import functools
import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.web import PageFacts
from sourcecheck.verify.ordinary import enough_words, is_silent
from sourcecheck.verify.page import HTML_TYPES
from sourcecheck.verify.runs import start_of

# Tags without attributes that neither hide what is in them nor change how it is read.
_PLAIN = frozenset(
    name
    for bare in (
        *("p", "a", "b", "i", "u", "em", "strong", "span", "div", "li", "ul", "ol", "dl", "dt"),
        *("dd", "td", "th", "tr", "table", "tbody", "thead", "small", "sup", "sub", "section"),
        *("article", "main", "nav", "header", "footer", "aside", "figure", "figcaption"),
        *("blockquote", "q", "cite", "code", "pre", "time", "mark", "h2", "h3", "h4", "h5", "h6"),
        *("html", "head", "body", "center", "font", "label", "abbr", "address"),
    )
    for name in (bare.encode(), b"/" + bare.encode())
) | frozenset({b"br", b"br/", b"br /", b"hr", b"hr/", b"hr /", b"wbr"})
_IN_HEADING = frozenset(
    b"a b i u em strong span small sup sub mark bdi bdo abbr time font br wbr img".split()
)
_RAW = frozenset({b"script", b"style", b"textarea", b"iframe"})
_HIDDEN = frozenset({b"noscript", b"svg"})
_TOLD = _RAW | _HIDDEN | {b"!--", b"?", b"title", b"h1"}
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
# Left to the parser: they hide, or change how what follows is read, in ways not followed here.
_LEFT = frozenset(b"plaintext xmp noembed noframes frameset math template select object".split())
_TAG = re.compile(  # a tag's name and attributes, with every quotation mark closed
    rb"/?([a-z][^\s\"'=/]*+)"
    rb"(?:\s++(?:[^\s\"'=/]++(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=]++))?+)?+)*+/?"
)
_H1 = re.compile(rb"<[hH]1")
_HIDING = re.compile(rb"[\s\"'/]hidden(?:[\s=/]|$)")
_FREE = re.compile(rb'"\s*:\s*"?(?:https?://schema\.org/)?true\b', re.IGNORECASE)
_TIER = b"article:content_tier"
_ACCESS = b"isAccessibleForFree"
_HEADINGS = 3  # headings further down that are looked at, more are left
_MAX_HEADING = 3_000  # bytes
_START = 4_000  # bytes: in most pages all that is needed
_MAX_TAGS = 5_000  # the parser is given no fewer of what nests deeper
_BYTES = 4  # a word with its blank, at least: shorter pages are soon parsed
_DECLARED = frozenset({"", "utf-8", "utf8"})
_LONG = 60  # bytes from which on counting blanks is quicker than splitting at them
_SPACES = (b"\xc2", b"\xe2", b"\xe1\x9a\x80", b"\xe3\x80\x80")  # begin blanks beyond ASCII


class _Left(Exception):
    """The page is not plain enough to be told at a glance."""


def glance(
    body: bytes,
    media_type: str,
    charset: str = "",
    *,
    wanted_fragment: bool,
    pages: PageTables,
) -> PageFacts | None:
    """Return the facts of an evidently ordinary long page, or None: it must be read.

    ``judge`` says the same of these facts as of those that ``read_page`` returns, as long as
    no earlier look and no sibling is compared with it: they hold the title, the first heading
    where it is near the top, and a number of words that the page has at least. For answers with
    status 200 only. ``charset`` is what the header declared: only UTF-8 and ASCII are glanced
    at. ``wanted_fragment`` says that the link names a place in the page.
    """
    enough = enough_words(pages)
    if wanted_fragment or media_type not in HTML_TYPES or len(body) < _BYTES * enough:
        return None
    if not _is_plain(body, charset) or not _is_free(body):
        return None
    try:
        found = _start(body, enough, pages) or _read(body, enough, pages)
    except _Left:
        return None
    if found is None or not is_silent(found.title, found.h1, pages):
        return None
    return found


def _is_plain(body: bytes, charset: str) -> bool:
    """Tell whether the bytes are UTF-8 without a mark, as nearly all pages are."""
    if b"\0" in body or b"\x1b" in body or body.startswith(b"\xef\xbb\xbf"):
        return False
    if body.isascii():
        return True
    if charset.lower() not in _DECLARED:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_free(body: bytes) -> bool:
    """Tell whether a page declares nowhere that it is not free to read."""
    if _TIER in body:
        return False
    at = body.find(_ACCESS)
    while at >= 0:
        at += len(_ACCESS)
        if _FREE.match(body, at) is None:
            return False
        at = body.find(_ACCESS, at)
    return True


def _start(body: bytes, enough: int, pages: PageTables) -> PageFacts | None:
    """Read a page whose start is as plain as most; None = it must be read closer."""
    found = start_of(body, enough)
    if found is None:
        return None
    if found.h1 is None:
        _headings_below(body, pages)
    return PageFacts(title=found.title, h1=found.h1 or "", words=found.words)


def _read(body: bytes, enough: int, pages: PageTables) -> PageFacts | None:
    """Read a page's tags until so many words were seen; None = it has fewer."""
    pieces = itertools.islice(_pieces(body), _MAX_TAGS)
    found = _Found()
    words = _words(next(pieces))
    for piece in pieces:
        head, closed, text = piece.partition(b">")
        if head not in _PLAIN:
            name = _name(head)
            if not closed and name != b"!--":
                raise _Left
            if name in _TOLD:
                text = _after(name, piece, pieces, found)
        if text:
            words += _words(text)
            if words >= enough:
                break
    if words < enough or found.title is None:
        return None
    if found.h1 is None:
        _headings_below(body, pages)
    return PageFacts(title=found.title, h1=found.h1 or "", words=words)


@dataclass(slots=True)
class _Found:
    """What was met on the way; None = not met yet."""

    title: str | None = None
    h1: str | None = None


def _pieces(body: bytes) -> Iterator[bytes]:
    """Cut a page at every "<", in parts that grow, none before it is come to."""
    return itertools.chain.from_iterable(_parts(body))


def _parts(body: bytes) -> Iterator[list[bytes]]:
    start, size = 0, _START
    while (cut := body.rfind(b"<", start, start + size)) > start and start + size < len(body):
        yield body[start:cut].split(b"<")
        start, size = cut + 1, 2 * size
    yield body[start:].split(b"<")


@functools.lru_cache(maxsize=8192)  # menus are the same on all pages of a site
def _name(head: bytes) -> bytes:
    """Return a tag's name in small letters, "" for one that closes, "?" for what is not plain."""
    head = head.lower()
    if head.startswith((b"!--", b"!doctype")):
        return b"!--" if head[2:3] == b"-" else b""
    found = _TAG.fullmatch(head)
    if found is None or found[1] in _LEFT or (b"hidden" in head and _HIDING.search(head)):
        return b"?"
    return b"" if head.startswith(b"/") else found[1]


def _title(text: bytes, pieces: Iterator[bytes]) -> tuple[str, bytes]:
    """Return the title, and what follows it."""
    held = [text]
    for piece in pieces:
        if _ends(b"/title", piece):
            return _shown(b"<".join(held)), piece.partition(b">")[2]
        held.append(piece)
    raise _Left


def _ends(end: bytes, piece: bytes) -> bool:
    """Tell whether a piece begins with a plain end tag; raises ``_Left`` for an odd one."""
    if piece[: len(end)].lower() != end:
        return False
    after = piece[len(end) : len(end) + 1]
    if after == b">":
        return True
    if after.isalnum():
        return False
    raise _Left


def _heading(text: bytes, pieces: Iterator[bytes]) -> tuple[str, bytes]:
    """Return the first heading, and what follows it."""
    held = [text]
    for piece in pieces:
        head, _, more = piece.partition(b">")
        if head == b"/h1":
            whole = b"".join(held)
            return _shown(whole), more
        inside = head[1:] if head.startswith(b"/") else _name(head)
        if inside not in _IN_HEADING:
            raise _Left
        held.append(more)
    raise _Left


def _shown(text: bytes) -> str:
    """Return a text of the markup as it is shown."""
    shown = text.decode("utf-8")
    return " ".join((html.unescape(shown) if "&" in shown else shown).split())[:1000]


def _after(name: bytes, piece: bytes, pieces: Iterator[bytes], found: _Found) -> bytes:
    """Read what is no ordinary text of the page; return the text that follows it."""
    text = piece.partition(b">")[2]
    if name == b"!--":
        return _after_comment(piece, pieces)
    if name in _RAW:
        return _after_raw(name, text, pieces)
    if name in _HIDDEN:
        return _after_hidden(name, pieces)
    if name == b"h1":
        if found.h1 is None:
            found.h1, text = _heading(text, pieces)
        return text
    if name == b"title" and found.title is None:
        found.title, text = _title(text, pieces)
        return text
    raise _Left


def _after_raw(name: bytes, text: bytes, pieces: Iterator[bytes]) -> bytes:
    """Skip an element whose content is no markup; return what follows it."""
    end, nested = b"/" + name, False
    comment = b"<!--" in text
    for piece in pieces:
        if _ends(end, piece):
            if comment and nested:  # a script in a comment in a script goes on
                raise _Left
            return piece.partition(b">")[2]
        comment = comment or piece.startswith(b"!--")
        nested = nested or piece[: len(name)].lower() == name
    raise _Left


def _after_comment(piece: bytes, pieces: Iterator[bytes]) -> bytes:
    """Skip a comment; return what follows it."""
    rest = piece[1:]
    while True:
        if b"--!>" in rest:
            raise _Left
        before, ended, text = rest.partition(b"-->")
        if ended:
            return text
        if (rest := next(pieces, b"")) == b"" and not before:
            raise _Left


def _after_hidden(name: bytes, pieces: Iterator[bytes]) -> bytes:
    """Skip an element that is not shown, with balanced tags in it; return what follows it."""
    end, open_tags = b"/" + name, 0
    for piece in pieces:
        head, closed, text = piece.partition(b">")
        if not closed:
            raise _Left
        if head == end:
            if open_tags:
                raise _Left
            return text
        inner = _name(head)
        if inner in _TOLD:
            raise _Left
        if head.startswith(b"/"):
            open_tags -= 1
        elif not head.endswith(b"/") and inner not in _VOID:
            open_tags += 1
    raise _Left


def _headings_below(body: bytes, pages: PageTables) -> None:
    """Look at headings further down; raises ``_Left`` where one may speak of the page.

    Which of them is the first that is shown is not asked: none may say anything.
    """
    if b"<h1" not in body and b"<H1" not in body:
        return
    found = [match.start() for match in itertools.islice(_H1.finditer(body), _HEADINGS + 1)]
    if len(found) > _HEADINGS:
        raise _Left
    for at in found:
        pieces = iter(body[at + 1 : at + _MAX_HEADING].split(b"<"))
        head, closed, text = next(pieces).partition(b">")
        if not closed or _name(head) != b"h1":
            raise _Left
        h1, _ = _heading(text, pieces)
        if not is_silent("", h1, pages):
            raise _Left


def _words(text: bytes) -> int:
    """Return a number of words that a text has at least, whatever blanks it is set with."""
    if len(text) < _LONG or b"  " in text or b"\n" in text or b"\t" in text or b"\r" in text:
        count = len(text.split())
    else:
        count = text.count(b" ") - 1
    if b"&" in text:  # may be written for a blank, each of them
        count -= text.count(b"&")
    if not text.isascii():
        count -= sum(map(text.count, _SPACES))
    return max(count, 0)
