"""What an EPUB book says of itself: its chapters in reading order, its facts, its locks.

Sources: EPUB 3.3, sections 4 (OCF) and 5 (package document).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sourcecheck.errors import EncryptedDocument, UnreadableDocument
from sourcecheck.extract.formats.bases import unescaped
from sourcecheck.extract.formats.html_meta import iso_date, language_of
from sourcecheck.extract.formats.manuscript import Facts
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.xmlread import Element, parse_xml
from sourcecheck.extract.formats.zipped import Container, resolved
from sourcecheck.model import Field

_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"
_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENC = "{http://www.w3.org/2001/04/xmlenc#}"
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
# Scrambled fonts are no locked books (EPUB 3.3, 4.4; Adobe's own older way).
_FONTS_ONLY = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One file of the reading order."""

    name: str  # in the container
    contents: bool  # it is the table of contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A book's package document."""

    chapters: tuple[Chapter, ...]
    facts: Facts
    publisher: Field | None


def read_package(container: Container, source: Packed) -> Package:
    """Read which chapters a book has.

    Raises ``UnreadableDocument`` (no chapters) and ``EncryptedDocument`` (locked ones).
    """
    name = _package_name(container, source)
    root = parse_xml(container.read(name), name, source)
    chapters = tuple(_chapters(container, root, name))
    if not chapters:
        raise _no_book(source)
    _check_locks(container, source, chapters)
    told = dict(_told(root))
    return Package(
        chapters=chapters,
        facts=Facts(
            title=_field("title", told.get("title", "")),
            byline=_field("creator", told.get("creator", "")),
            published=_field("date", _date(told.get("date", ""))),
            language=_field("language", language_of(told.get("language", ""))),
        ),
        publisher=_field("publisher", told.get("publisher", "")),
    )


def _package_name(container: Container, source: Packed) -> str:
    root = parse_xml(container.read(_CONTAINER), _CONTAINER, source)
    for entry in root.iterfind(f"{_OCF}rootfiles/{_OCF}rootfile"):
        name = container.known(unescaped(entry.get("full-path", "")))
        if name:
            return name
    raise _no_book(source)


def _chapters(container: Container, root: Element, package: str) -> Iterator[Chapter]:
    """Return the files of the spine, each once, however often it is named."""
    listed = {entry.get("id", ""): entry for entry in root.iterfind(f"{_OPF}manifest/{_OPF}item")}
    contents = {
        resolved(package, unescaped(entry.get("href", "").partition("#")[0]))
        for entry in root.iterfind(f"{_OPF}guide/{_OPF}reference")
        if entry.get("type") == "toc"
    }
    seen: set[str] = set()
    for entry in root.iterfind(f"{_OPF}spine/{_OPF}itemref"):
        found = listed.get(entry.get("idref", ""))
        if found is None or found.get("media-type") not in _CHAPTERS:
            continue
        name = container.known(resolved(package, unescaped(found.get("href", ""))))
        if name and name not in seen:
            seen.add(name)
            is_nav = "nav" in found.get("properties", "").split()
            yield Chapter(name=name, contents=is_nav or name in contents)


def _check_locks(container: Container, source: Packed, chapters: tuple[Chapter, ...]) -> None:
    if not container.known(_LOCKS):
        return
    names = {chapter.name for chapter in chapters}
    root = parse_xml(container.read(_LOCKS), _LOCKS, source)
    for entry in root.iter(f"{_ENC}EncryptedData"):
        method = entry.find(f"{_ENC}EncryptionMethod")
        place = entry.find(f"{_ENC}CipherData/{_ENC}CipherReference")
        if method is not None and method.get("Algorithm", "") in _FONTS_ONLY:
            continue
        if place is not None and container.known(unescaped(place.get("URI", ""))) in names:
            raise EncryptedDocument(
                f"{source.origin}: this EPUB book is locked by its shop (DRM)",
                hint="hand over a copy without the lock, or the text you were given",
            )


def _told(root: Element) -> Iterator[tuple[str, str]]:
    """Return what the metadata say; several creators become one line."""
    creators: list[str] = []
    seen: set[str] = set()
    for entry in root.iterfind(f"{_OPF}metadata//*"):
        if not isinstance(entry.tag, str) or not entry.tag.startswith(_DC):
            continue
        name, words = entry.tag[len(_DC) :], " ".join((entry.text or "").split())
        if name == "creator" and words:
            creators.append(words)
        elif words and name not in seen:
            seen.add(name)
            yield name, words
    yield "creator", ", ".join(creators[:20])


def _date(written: str) -> str:
    """Return a date; many books tell only the year."""
    return iso_date(written) or (written if len(written) == 4 and written.isdecimal() else "")


def _field(name: str, value: str) -> Field | None:
    return Field(value=value, found_in=f"epub opf:{name}") if value else None


def _no_book(source: Packed) -> UnreadableDocument:
    return UnreadableDocument(
        f"{source.origin}: this looks like an EPUB book, but no chapter of text is in it",
        hint="open it in a reading program and hand over the chapter as text or HTML",
    )
