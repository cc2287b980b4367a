"""Stage 1, first half: bytes become text with structure, one file per format.

``read`` finds out what a document is by its content, decodes it and hands it to the reader
of its format. A new format is one file and one line in ``READERS`` (its bytes are text) or in
``PACKED_READERS`` (they are not).
"""

from __future__ import annotations

import string

from sourcecheck.errors import NoTextInDocument, OversizedDocument
from sourcecheck.extract.formats.readable import Packed, PackedReader, Readable, Reader
from sourcecheck.extract.formats.sniff import (
    HTML,
    MARKDOWN,
    TEXT,
    WIKITEXT,
    XHTML,
    looks_like_markup,
    media_type_of,
    packed_type_of,
    refuse_binary,
)
from sourcecheck.extract.formats.text import read_text
from sourcecheck.extract.reading import Reading, ReadLimits
from sourcecheck.model import Document
from sourcecheck.model.tables.html import HtmlTable
from sourcecheck.model.tables.signatures import SignatureTable
from sourcecheck.model.tables.wiki import WikiTable
from sourcecheck.text.encoding import decode

__all__ = ["PACKED_READERS", "READERS", "read"]

_BLANK = f"{string.whitespace}\x1c\x1d\x1e\x1f\x85\xa0\u3000\u200b\u200e\u200f\u2060\ufeff"
"""White space, marks of direction and of byte order: what shows nothing."""


_NO_WIKI = WikiTable()  # a wiki nobody told of: its templates are read as unknown ones


def read(
    document: Document,
    limits: ReadLimits,
    html: HtmlTable,
    signatures: SignatureTable,
    wiki: WikiTable = _NO_WIKI,
) -> Reading:
    """Read one document into text with structure.

    Raises ``OversizedDocument`` (beyond ``limits``), ``EncryptedDocument``,
    ``UnreadableDocument`` (binary, or a format that is not read) and ``NoTextInDocument``.
    """
    origin = document.origin
    _keep_within(len(document.body), limits.max_bytes, "bytes", origin)
    if not document.body.strip():
        raise _no_text(origin)
    packed = packed_type_of(document, signatures)
    reading = (
        _read_packed(document, packed, limits, html)
        if packed
        else _read_text(document, limits, html, wiki)
    )
    if not reading.blocks:
        raise _no_text(origin)
    _keep_within(len(reading.text), limits.max_code_points, "characters", origin)
    return reading


def _read_packed(
    document: Document, media_type: str, limits: ReadLimits, html: HtmlTable
) -> Reading:
    return PACKED_READERS[media_type](
        Packed(
            origin=document.origin,
            media_type=media_type,
            body=document.body,
            limits=limits,
            html=html,
        )
    )


def _read_text(document: Document, limits: ReadLimits, html: HtmlTable, wiki: WikiTable) -> Reading:
    origin = document.origin
    markup = looks_like_markup(document.body)
    decoded = decode(document.body, document.charset, markup=markup)
    _keep_within(len(decoded.text), limits.max_code_points, "characters", origin)
    if not decoded.text.strip(_BLANK):
        raise _no_text(origin)
    refuse_binary(decoded.text, origin)
    media_type = media_type_of(decoded.text, document)
    return READERS[media_type](
        Readable(
            origin=origin,
            media_type=media_type,
            decoded=decoded,
            limits=limits,
            html=html,
            wiki=wiki,
        )
    )


def _keep_within(size: int, limit: int, unit: str, origin: str) -> None:
    if size > limit:
        raise OversizedDocument(
            f"{origin}: {size:,} {unit}, the limit is {limit:,}",
            hint="hand over the article alone, or raise the limit",
        )


def _no_text(origin: str) -> NoTextInDocument:
    return NoTextInDocument(
        f"{origin}: there is no text in it",
        hint="check that it was saved whole; a page that scripts fill is saved from a browser",
    )


def _html(source: Readable) -> Reading:
    """Read a page; its parsers are imported when the first page comes."""
    from sourcecheck.extract.formats.html import read_html  # noqa: PLC0415 - see above

    return read_html(source)


def _markdown(source: Readable) -> Reading:
    """Read Markdown; its parser is imported when the first such text comes."""
    from sourcecheck.extract.formats.markdown import read_markdown  # noqa: PLC0415 - see above

    return read_markdown(source)


def _jats(source: Packed) -> Reading:
    """Read a scholarly article's XML; its reader is imported when the first one comes."""
    from sourcecheck.extract.formats.jats import read_jats  # noqa: PLC0415 - see above

    return read_jats(source)


def _mhtml(source: Packed) -> Reading:
    """Read a saved page in one file; its reader is imported when the first one comes."""
    from sourcecheck.extract.formats.mhtml import read_mhtml  # noqa: PLC0415 - see above

    return read_mhtml(source)


def _docx(source: Packed) -> Reading:
    """Read a Word document; its reader is imported when the first one comes."""
    from sourcecheck.extract.formats.docx import read_docx  # noqa: PLC0415 - see above

    return read_docx(source)


def _odt(source: Packed) -> Reading:
    """Read an OpenDocument text; its reader is imported when the first one comes."""
    from sourcecheck.extract.formats.odt import read_odt  # noqa: PLC0415 - see above

    return read_odt(source)


def _epub(source: Packed) -> Reading:
    """Read an EPUB book; its reader is imported when the first one comes."""
    from sourcecheck.extract.formats.epub import read_epub  # noqa: PLC0415 - see above

    return read_epub(source)


def _pdf(source: Packed) -> Reading:
    """Read a PDF; its parser is imported when the first one comes."""
    from sourcecheck.extract.formats.pdf import read_pdf  # noqa: PLC0415 - see above

    return read_pdf(source)


def _wikitext(source: Readable) -> Reading:
    """Read a wiki's text; its reader is imported when the first such text comes."""
    from sourcecheck.extract.formats.wikitext import read_wikitext  # noqa: PLC0415 - see above

    return read_wikitext(source)


READERS: dict[str, Reader] = {
    TEXT: read_text,
    HTML: _html,
    XHTML: _html,
    MARKDOWN: _markdown,
    WIKITEXT: _wikitext,
}

PACKED_READERS: dict[str, PackedReader] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.oasis.opendocument.text": _odt,
    "application/vnd.oasis.opendocument.text-flat-xml": _odt,
    "application/epub+zip": _epub,
    "multipart/related": _mhtml,
    "application/jats+xml": _jats,
    "application/pdf": _pdf,
}
"""Readers of formats whose bytes are no text, by the media type of ``data/documents``."""
