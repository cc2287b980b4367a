"""JATS (ANSI/NISO Z39.96), the XML of scholarly publishers, by way of a page we write ourselves.

Notes (``fn``) and the list of works (``ref``) become paragraphs that their cross references point
to and that point back, which the HTML reader pairs. What a page would not show (formulae as TeX,
licences, counts) is left out. Blocks keep the line their element begins on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from sourcecheck.extract.formats.readable import Packed, Readable
from sourcecheck.extract.formats.xmlread import parse_xml
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Origin
from sourcecheck.text.encoding import Decoded, How

JATS = "application/jats+xml"

_TAGS = {
    "p": "p", "sec": "section", "abstract": "section", "ack": "section", "app": "section",
    "title": "h2", "italic": "i", "bold": "b", "sup": "sup", "sub": "sub", "list": "ul",
    "list-item": "li", "disp-quote": "blockquote", "verse-group": "blockquote",
    "verse-line": "p", "boxed-text": "section", "caption": "div", "table": "table", "tr": "tr",
    "td": "td", "th": "th", "preformat": "pre", "attrib": "p", "body": "div",
}  # fmt: skip
"""Elements, and what they are on a page; others leave only their text."""

_UNSHOWN = frozenset(
    {"tex-math", "math", "permissions", "history", "counts", "object-id", "graphic", "label",
     "alternatives", "alt-text", "journal-meta", "article-meta", "fn-group", "ref-list"}
)  # fmt: skip
_LINED = frozenset({"p", "title"})
_OPENING = 40  # letters by which a block is found again
_XLINK = "{http://www.w3.org/1999/xlink}href"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True)
class _Page:
    """The page as it is written, and what points where."""

    marks: dict[str, list[str]] = field(default_factory=dict)  # ids of the marks of each note
    inline: list[Any] = field(default_factory=list)  # notes that stand in the text
    lines: dict[str, deque[int]] = field(default_factory=dict)  # by a block's opening

    def line(self, text: str, element: Any) -> None:
        """Remember where a block's element begins."""
        opening = _collapsed(text)[:_OPENING]
        self.lines.setdefault(opening, deque()).append(element.sourceline or 1)


def read_jats(source: Packed) -> Reading:
    """Read a JATS article; raises ``DocumentError`` where it is no sound XML."""
    root = parse_xml(source.body, "the article", source)
    page = _Page()
    markup = "".join(_page(root, page))
    reading = _read_page(markup, source)
    return replace(
        reading, media_type=JATS, charset="utf-8", origins=tuple(_origins(reading, page))
    )


def _read_page(markup: str, source: Packed) -> Reading:
    """Read the page we wrote."""
    from sourcecheck.extract.formats.html import read_html  # noqa: PLC0415 - parsers are heavy

    return read_html(
        Readable(
            origin=source.origin,
            media_type="text/html",
            decoded=Decoded(text=markup, charset="utf-8", how=How.UTF8),
            limits=source.limits,
            html=source.html,
        )
    )


def _page(root: Any, page: _Page) -> Iterator[str]:
    meta = _first(root, "article-meta")
    title = _collapsed(_text(_first(meta, "article-title")))
    yield f'<!doctype html><html lang="{escape(root.get(_LANG, ""))}"><head>'
    yield f"<title>{escape(title)}</title>"
    for name, value in _facts(root, meta):
        if value:
            yield f'<meta name="{name}" content="{escape(value)}">'
    yield f"</head><body><article><h1>{escape(title)}</h1>"
    for element in (_first(meta, "abstract"), _first(root, "body"), _first(root, "ack")):
        yield from _shown(element, page)
    yield from _notes(root, page)
    yield "</article></body></html>"


def _facts(root: Any, meta: Any) -> Iterator[tuple[str, str]]:
    people = [each for each in _all(meta, "contrib") if each.get("contrib-type") != "editor"]
    names = [_name(person) for person in people[:20]]
    yield "author", ", ".join(filter(None, names))
    yield "publisher", _collapsed(_text(_first(root, "journal-title")))
    date = _first(meta, "pub-date")
    parts = [_text(_first(date, name)).strip() for name in ("year", "month", "day")]
    if all(part.isdecimal() for part in parts):
        yield "date", f"{parts[0]}-{parts[1]:0>2}-{parts[2]:0>2}"


def _name(person: Any) -> str:
    given, family = _first(person, "given-names"), _first(person, "surname")
    if family is None:
        return _collapsed(_text(_first(person, "string-name")) or _text(_first(person, "collab")))
    return _collapsed(f"{_text(given)} {_text(family)}")


def _shown(element: Any, page: _Page) -> Iterator[str]:
    """Write an element and what is inside it."""
    if element is None:
        return
    name = _local(element)
    if name in _UNSHOWN:
        return
    if name == "fn":
        yield from _mark(element.get("id", ""), str(len(page.inline) + 1), page, element)
        return
    if name == "xref":
        yield from _cross(element, page)
        return
    if name in _LINED:
        page.line(_text(element), element)
    opening, closing = _tags(element, name)
    yield opening
    yield escape(element.text or "")
    for child in element:
        yield from _shown(child, page)
        yield escape(child.tail or "")
    yield closing


def _tags(element: Any, name: str) -> tuple[str, str]:
    address = element.get(_XLINK, "") or (_text(element).strip() if name == "uri" else "")
    if name in {"ext-link", "uri"} and address:
        return f'<a href="{escape(address)}">', "</a>"
    tag = _TAGS.get(name, "")
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def _cross(element: Any, page: _Page) -> Iterator[str]:
    """Write a cross reference: a mark where it leads to a note or a work."""
    target = element.get("rid", "").split()
    if element.get("ref-type") in {"fn", "bibr", "table-fn"} and target:
        yield from _mark(target[0], _collapsed(_text(element)), page, None)
    else:
        yield escape(_text(element))


def _mark(target: str, words: str, page: _Page, note: Any) -> Iterator[str]:
    if note is not None:  # it stands in the text and goes to the end of the page
        target = f"inline-{len(page.inline)}"
        page.inline.append(note)
    ids = page.marks.setdefault(target, [])
    own = f"mark-{len(page.marks)}-{len(ids)}"
    ids.append(own)
    yield f'<a id="{own}" href="#{escape(target)}">{escape(words)}</a>'


def _notes(root: Any, page: _Page) -> Iterator[str]:
    """Write the notes and the list of works, each with its way back."""
    groups = [("", [(f"inline-{n}", note) for n, note in enumerate(page.inline)])]
    groups += [(_heading(each), _inside(each, "fn")) for each in _all(root, "fn-group")]
    groups += [(_heading(each), _inside(each, "ref")) for each in _all(root, "ref-list")]
    seen: set[Any] = set()
    for heading, notes in groups:
        if notes and heading:
            yield f"<h2>{escape(heading)}</h2>"
        for number, (key, note) in enumerate(notes, start=1):
            if note in seen:  # lists of works may hold lists
                continue
            seen.add(note)
            yield from _note(key, note, str(number), page)


def _heading(group: Any) -> str:
    return _collapsed(_text(next((each for each in group if _local(each) == "title"), None)))


def _inside(group: Any, name: str) -> list[tuple[str, Any]]:
    return [(each.get("id", ""), each) for each in _all(group, name)]


def _note(key: str, note: Any, number: str, page: _Page) -> Iterator[str]:
    label = _collapsed(_text(_first(note, "label"))).strip("[]().") or number
    words = _collapsed(" ".join(_cited(note)))
    back = page.marks.get(key, [])
    page.line(f"{label} {words}", note)
    first = f'<a href="#{back[0]}">{escape(label)}</a> ' if back else f"{escape(label)} "
    more = "".join(f'<a href="#{own}"></a>' for own in back[1:])
    yield f'<p id="{escape(key)}">{first}{_linked(words, note)}{more}</p>'


def _linked(words: str, note: Any) -> str:
    """Return a note's words as HTML; words that lead to an address are a link."""
    pieces: list[str] = []
    at = 0
    for link in _all(note, "ext-link"):
        printed, address = _collapsed(_text(link)), link.get(_XLINK, "")
        if not printed or not address:
            continue
        start = words.find(printed, at)
        if start < 0:  # joined in another order: its address is in the words, if anywhere
            break
        opened = f'<a href="{escape(address)}">'
        pieces += (escape(words[at:start]), opened, escape(printed), "</a>")
        at = start + len(printed)
    return "".join((*pieces, escape(words[at:])))


def _cited(note: Any) -> Iterator[str]:
    """Yield the words of a note or a work; a work in pieces is joined as it would be printed."""
    for child in note:
        if _local(child) == "label":
            continue
        if _local(child) == "element-citation":
            yield ", ".join(filter(None, (_piece(part) for part in child))) + "."
        else:
            yield _text(child)


def _piece(part: Any) -> str:
    words = _collapsed(_text(part))
    if _local(part) == "person-group":
        return ", ".join(filter(None, (_name_of(person) for person in part)))
    if _local(part) == "pub-id" and part.get("pub-id-type") in {"doi", "pmid"}:
        return f"{part.get('pub-id-type')}:{words}"
    return words


def _name_of(person: Any) -> str:
    return _collapsed(f"{_text(_first(person, 'surname'))} {_text(_first(person, 'given-names'))}")


def _origins(reading: Reading, page: _Page) -> Iterator[Origin]:
    for block in reading.blocks:
        opening = _collapsed(block.span.of(reading.text))[:_OPENING]
        known = page.lines.get(opening)
        if known:
            yield Origin(span=block.span, locator=f"line {known.popleft()}")


def _first(element: Any, name: str) -> Any:
    return next(iter(_all(element, name)), None)


def _all(element: Any, name: str) -> list[Any]:
    return [] if element is None else list(element.iter(f"{{*}}{name}", name))


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _collapsed(text: str) -> str:
    return " ".join(text.split())
