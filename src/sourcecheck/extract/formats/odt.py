"""ODT and flat ODT: what a word processor shows, notes and links included (ODF 1.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sourcecheck.errors import EncryptedDocument, UnreadableDocument
from sourcecheck.extract.formats.html_meta import iso_date, language_of
from sourcecheck.extract.formats.manuscript import Facts, Manuscript, name_of
from sourcecheck.extract.formats.odt_story import Book, Story
from sourcecheck.extract.formats.odt_styles import OFFICE, STYLE, Styles
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.xmlread import Element, parse_xml
from sourcecheck.extract.formats.zipped import Container
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Field

_ZIP = b"PK"
_MANIFEST = "META-INF/manifest.xml"
_KINDS = ("footnote", "endnote")


def read_odt(source: Packed) -> Reading:
    """Read an OpenDocument text, packed or flat.

    Locators name the part and the path inside it: ``content.xml
    /office:document-content/office:body/office:text/text:p[3]``. Raises ``UnreadableDocument``
    (damaged, or a spreadsheet), ``EncryptedDocument`` and ``OversizedDocument``.
    """
    if source.body.startswith(_ZIP):
        container = Container(source)
        _check_lock(container, source)
        return _read(source, lambda name: _part(container, name, source), "content.xml")
    root = parse_xml(source.body, "the document", source)
    return _read(source, lambda _: root, "document")


def _check_lock(container: Container, source: Packed) -> None:
    locked = container.known("encrypted-package") or (
        container.known(_MANIFEST) and b":encryption-data" in container.read(_MANIFEST)
    )
    if locked:
        raise EncryptedDocument(
            f"{source.origin}: this OpenDocument text is locked with a password",
            hint="open it with its password and save it without one",
        )


def _part(container: Container, name: str, source: Packed) -> Element | None:
    return parse_xml(container.read(name), name, source) if container.known(name) else None


def _read(source: Packed, part: Callable[[str], Element | None], name: str) -> Reading:
    content, about = part("content.xml"), part("styles.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise UnreadableDocument(
            f"{source.origin}: this is an OpenDocument file, but no text (ODT)",
            hint="save the article itself as text or HTML",
        )
    styles = Styles()
    for root in (about, content):
        if root is not None:
            styles.add(root)
    book = Book(source=source, made=Manuscript(source.html), styles=styles)
    top = "document-content" if name == "content.xml" else "document"
    Story(book, name).read(body, f"/office:{top}/office:body/office:text")
    _read_notes(book, name)
    if about is not None:
        _read_margins(book, about, "styles.xml" if name == "content.xml" else name)
    _mark_again(book)
    return book.made.reading(source.media_type, _facts(part("meta.xml")))


def _read_notes(book: Book, part: str) -> None:
    """Read the notes below the text: those of the pages, then those of the end."""
    for kind in _KINDS:
        for label, body, path in [note for note in book.notes if note[0].rule == f"odt-{kind}"]:
            book.made.open_note(label)
            Story(book, part).read(body, path)
            book.made.close_note(f"{part} {path}")


def _read_margins(book: Book, about: Element, part: str) -> None:
    """Read what stands above or below every page: page, not article."""
    top = f"/{'office:document-styles' if part == 'styles.xml' else 'office:document'}"
    for at, page in enumerate(about.iterfind(f"{OFFICE}master-styles/{STYLE}master-page"), 1):
        path = f"{top}/office:master-styles/style:master-page[{at}]"
        for kind in ("header", "footer"):
            for entry in page.findall(f"{STYLE}{kind}"):
                Story(book, part, f"odt-{kind}").read(entry, f"{path}/style:{kind}")


def _mark_again(book: Book) -> None:
    """Add the second marks of notes, now that all first marks are known."""
    for watch, identifier in book.later:
        label = book.labels.get(identifier)
        if label is not None:
            book.made.mark_again(watch, label, "odt-note-ref")


_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_NAMES = {
    f"{_DC}title": "title",
    f"{_META}initial-creator": "initial-creator",
    f"{_DC}creator": "creator",
    f"{_META}creation-date": "creation-date",
    f"{_DC}date": "date",
    f"{_DC}language": "language",
}


def _facts(root: Element | None) -> Facts:
    told = dict(_told(root))
    return Facts(
        of_file=True,
        title=_field("title", told.get("title", "")),
        byline=_field("initial-creator", name_of(told.get("initial-creator", "")))
        or _field("creator", name_of(told.get("creator", ""))),
        published=_field("creation-date", iso_date(told.get("creation-date", "")))
        or _field("date", iso_date(told.get("date", ""))),
        language=_field("language", language_of(told.get("language", ""))),
    )


def _told(root: Element | None) -> Iterator[tuple[str, str]]:
    for entry in root.iterfind(f"{OFFICE}meta/*") if root is not None else ():
        name = _NAMES.get(entry.tag)
        if name is not None and entry.text:
            yield name, " ".join(entry.text.split())


def _field(name: str, value: str) -> Field | None:
    return Field(value=value, found_in=f"odt meta:{name}") if value else None
