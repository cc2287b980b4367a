"""Writes a manuscript as an EPUB book: a chapter per section, notes where books have them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from manuscripts import Manuscript, Sign

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a publisher writes."""

    placed: str = "chapter"  # notes stand at the chapter's end, or in a file of their own: "apart"
    backlinks: bool = True
    typed: bool = True  # epub:type says what marks and notes are


def epub(
    chapters: dict[str, str], *, metadata: str = "", more: dict[str, str] | None = None,
    nav: str = "",
) -> bytes:  # fmt: skip
    """Pack chapters (file name to what stands inside ``body``) in their order."""
    listed = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"'
        + (' properties="nav"/>' if name == nav else "/>")
        for at, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(chapters)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{listed}</manifest><spine>{spine}</spine></package>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        pack.writestr("META-INF/container.xml", CONTAINER)
        pack.writestr("OEBPS/book.opf", opf)
        for name, body in chapters.items():
            page = f"<html {XHTML}><head><title>{name}</title></head><body>{body}</body></html>"
            pack.writestr(f"OEBPS/{name}", page)
        for name, content in (more or {}).items():
            pack.writestr(name, content)
    return out.getvalue()


def render(of: Manuscript, way: Way) -> bytes:
    """Write a manuscript."""
    chapters = {}
    apart = ""
    for at, section in enumerate(of.sections):
        name = f"text/chapter-{at + 1}.xhtml"
        target = "notes.xhtml" if way.placed == "apart" else ""
        paragraphs = "".join(
            "<p>" + "".join(_piece(way, piece, target) for piece in parts) + "</p>"
            for parts in section
        )
        notes = "".join(
            _note(way, key, content, name if target else "")
            for key, content in of.notes.items()
            if key[0] == at
        )
        chapters[name] = paragraphs + ("" if target else notes)
        apart += notes if target else ""
    if apart:
        chapters["text/notes.xhtml"] = apart
    return epub(chapters)


def _piece(way: Way, piece: str | Sign, target: str) -> str:
    if isinstance(piece, str):
        return escape(piece)
    key = f"{piece.section}-{piece.label}"
    own = "" if piece.again else f' id="r{key}"'
    kind = ' epub:type="noteref"' if way.typed else ""
    return f'<sup><a{own} href="{target}#n{key}"{kind}>{piece.label}</a></sup>'


def _note(way: Way, key: tuple[int, str], content: str, chapter: str) -> str:
    name, kind = f"{key[0]}-{key[1]}", ' epub:type="footnote"' if way.typed else ""
    chapter = chapter.rpartition("/")[2]
    label = f'<a href="{chapter}#r{name}">{key[1]}</a>.' if way.backlinks else f"{key[1]}."
    return f'<aside id="n{name}"{kind}><p>{label} {escape(content)}</p></aside>'
