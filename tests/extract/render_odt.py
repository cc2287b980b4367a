"""Writes a manuscript as an OpenDocument text, packed or flat."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from manuscripts import Manuscript, Sign

NS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = (
    f'xmlns:office="{NS}:office:1.0" xmlns:text="{NS}:text:1.0" xmlns:style="{NS}:style:1.0" '
    f'xmlns:table="{NS}:table:1.0" xmlns:draw="{NS}:drawing:1.0" xmlns:meta="{NS}:meta:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
MIMETYPE = "application/vnd.oasis.opendocument.text"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a word processor writes."""

    kind: str = "footnote"  # or "endnote"
    flat: bool = False
    split: bool = False  # words are cut into several spans
    tracked: bool = False  # deleted words lie about
    links: bool = False  # addresses are links
    label: str = ""  # what a note is called, instead of its number


def odt(
    body: str, *, styles: str = "", automatic: str = "", meta: str = "", flat: bool = False
) -> bytes:
    """Pack a body (what stands inside ``office:text``)."""
    about = f"<office:meta>{meta}</office:meta>"
    named = f"<office:styles>{styles}</office:styles>"
    own = f"<office:automatic-styles>{automatic}</office:automatic-styles>"
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    if flat:
        return (
            f'{HEAD}\n<office:document {SPACES} office:version="1.3" office:mimetype="{MIMETYPE}">'
            f"{about}{named}{own}{text}</office:document>"
        ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        pack.writestr("content.xml", _part("content", own + text))
        pack.writestr("styles.xml", _part("styles", named))
        pack.writestr("meta.xml", _part("meta", about))
        pack.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def _part(name: str, content: str) -> str:
    return f"{HEAD}<office:document-{name} {SPACES}>{content}</office:document-{name}>"


def paragraph(content: str, style: str = "") -> str:
    about = f' text:style-name="{style}"' if style else ""
    return f"<text:p{about}>{content}</text:p>"


def note(
    label: str, content: str, *, kind: str = "footnote", name: str = "n1", own: str = ""
) -> str:
    """Return a note at its mark; ``own`` is a label the author chose."""
    given = f' text:label="{own}"' if own else ""
    return (
        f'<text:note text:id="{name}" text:note-class="{kind}">'
        f"<text:note-citation{given}>{own or label}</text:note-citation>"
        f"<text:note-body>{content}</text:note-body></text:note>"
    )


def render(of: Manuscript, way: Way) -> bytes:
    """Write a manuscript."""
    body = ""
    if way.tracked:
        gone = paragraph("words that went" + note("1", paragraph("a note that went")))
        body += (
            '<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion>'
            f"{gone}</text:deletion></text:changed-region></text:tracked-changes>"
        )
    for section in of.sections:
        for parts in section:
            body += paragraph("".join(_piece(of, way, piece) for piece in parts))
    return odt(body, flat=way.flat)


def _piece(of: Manuscript, way: Way, piece: str | Sign) -> str:
    if isinstance(piece, str):
        return _words(way, piece)
    name = f"ftn{piece.section}-{piece.label}"
    if piece.again:
        return (
            f'<text:note-ref text:note-class="{way.kind}" text:reference-format="text"'
            f' text:ref-name="{name}">{piece.label}</text:note-ref>'
        )
    content = of.notes.get((piece.section, piece.label), "")
    inside = escape(content)
    if way.links and content.startswith("http"):
        inside = f"<text:a xlink:href={quoteattr(content)}>{inside}</text:a>"
    return note(piece.label, paragraph(inside), kind=way.kind, name=name)


def _words(way: Way, text: str) -> str:
    pieces = [text]
    if way.split and len(text) > 8:
        pieces = [text[: len(text) // 2], text[len(text) // 2 :]]
    written = "".join(
        f'<text:span text:style-name="T1">{escape(piece)}</text:span>' for piece in pieces
    )
    if written.count("> "):  # white space at an edge counts, or it would collapse
        written = written.replace("> ", "><text:s/>")
    return written + ('<text:change text:change-id="ct1"/>' if way.tracked else "")
