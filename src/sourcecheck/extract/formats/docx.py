"""DOCX: what Word shows in its final view, notes and links included (ECMA-376, ISO 29500)."""

from __future__ import annotations

from collections.abc import Iterator

from sourcecheck.extract.formats.docx_notes import KINDS, NoteLabels
from sourcecheck.extract.formats.docx_package import Package, W
from sourcecheck.extract.formats.docx_runs import Book
from sourcecheck.extract.formats.docx_story import Story
from sourcecheck.extract.formats.docx_styles import Numbering, Styles
from sourcecheck.extract.formats.html_meta import iso_date, language_of
from sourcecheck.extract.formats.manuscript import Facts, Manuscript, name_of
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.xmlread import Element
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Field

_ASIDE = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(source: Packed) -> Reading:
    """Read a Word document.

    Locators name the part and, in the standard's own prefixes, the path inside it:
    ``word/document.xml /w:document/w:body[1]/w:p[12]``. Raises ``UnreadableDocument`` (damaged,
    or no text document), ``EncryptedDocument`` and ``OversizedDocument``.
    """
    package = Package(source)
    root = package.xml(package.main)
    body = root.find(f"{W}body")
    if body is None:
        raise package.no_document()
    book = _book(package, body)
    Story(book, package.main, package.related).read(body, "/w:document/w:body[1]")
    for kind in KINDS:
        _read_notes(package, book, kind)
    for kind in ("header", "footer"):
        _read_margins(package, book, kind)
    _mark_again(book)
    return book.made.reading(source.media_type, _facts(package, book))


def _book(package: Package, body: Element) -> Book:
    sections = [
        section
        for section in body.iter(f"{W}sectPr")
        if section.getparent().tag != f"{W}sectPrChange"
    ]
    return Book(
        source=package.source,
        names=package.names,
        made=Manuscript(package.source.html),
        styles=Styles(package.styles()),
        numbering=Numbering(_optional(package, "numbering")),
        labels=NoteLabels(settings=_optional(package, "settings"), sections=sections),
        addresses=_addresses(package),
    )


def _optional(package: Package, kind: str) -> Element | None:
    name = package.part(package.related, kind)
    return package.xml(name) if name else None


def _addresses(package: Package) -> dict[str, str]:
    """Return the addresses of the document's own lists of sources, by tag."""
    found: dict[str, str] = {}
    for root in package.bibliographies():
        for entry in root:
            told = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in entry}
            if told.get("Tag") and told.get("URL"):
                found[told["Tag"]] = told["URL"]
    return found


def _read_notes(package: Package, book: Book, kind: str) -> None:
    """Read the notes that have a mark, in the order of their first marks."""
    name = package.part(package.related, f"{kind}s")
    if not name:
        return
    entries = {
        entry.get(f"{W}id", ""): (at, entry)
        for at, entry in enumerate(package.xml(name).findall(f"{W}{kind}"), 1)
        if entry.get(f"{W}type", "normal") not in _ASIDE
    }
    relations = package.relations(name)
    for (of, identifier), label in list(book.labels.given.items()):
        if of == kind and identifier in entries:
            at, entry = entries[identifier]
            path = f"/w:{kind}s/w:{kind}[{at}]"
            awaited = next(entry.iter(f"{W}{kind}Ref"), None) is not None
            book.made.open_note(label, awaited=awaited)
            Story(book, name, relations).read(entry, path)
            book.made.close_note(f"{name} {path}")


def _read_margins(package: Package, book: Book, kind: str) -> None:
    """Read what stands above or below every page: page, not article."""
    short = {"header": "hdr", "footer": "ftr"}[kind]
    for name in package.parts(package.related, kind):
        story = Story(book, name, package.relations(name), why=f"docx-{kind}")
        story.read(package.xml(name), f"/w:{short}")


def _mark_again(book: Book) -> None:
    """Add the second marks of notes, now that all first marks are known."""
    for watch, bookmark in book.later:
        label = book.bookmarks.get(bookmark)
        if label is not None:
            book.made.mark_again(watch, label, "docx-noteref")


_TERMS = "{http://purl.org/dc/terms/}"
_ELEMENTS = "{http://purl.org/dc/elements/1.1/}"


def _facts(package: Package, book: Book) -> Facts:
    told = dict(_told(package.properties()))
    usual, backward = book.styles.languages
    declared = backward if 2 * book.backward > book.paragraphs else usual
    # A program that signs as the author says so, and its template's date is not the text's.
    creator = told.get("creator", "")
    program = bool(creator) and creator in told.get("description", "")
    return Facts(
        of_file=True,
        title=_field("title", told.get("title", "")),
        byline=None if program else _field("creator", name_of(creator)),
        published=None if program else _field("created", iso_date(told.get("created", ""))),
        language=_field("language", language_of(told.get("language", "")))
        or _field("lang", language_of(declared), where="docx styles"),
    )


def _told(properties: Element | None) -> Iterator[tuple[str, str]]:
    """Return what the core properties say (ECMA-376 part 2, 8.3)."""
    if properties is None:
        return
    names = {
        f"{_ELEMENTS}title": "title",
        f"{_ELEMENTS}creator": "creator",
        f"{_ELEMENTS}description": "description",
        f"{_ELEMENTS}language": "language",
        f"{_TERMS}created": "created",
    }
    for entry in properties:
        name = names.get(entry.tag)
        if name is not None and entry.text:
            yield name, " ".join(entry.text.split())


def _field(name: str, value: str, *, where: str = "docx core") -> Field | None:
    return Field(value=value, found_in=f"{where}:{name}") if value else None
