"""What a PDF says of itself: title, author, date and language, in its XMP packet or ``/Info``.

Programs fill these in as often as people do, so a file's name or a user's name is not believed,
and a title printed on the first page is believed first. The day a file was made is not the day
its article was published and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pdfminer.pdftypes import PDFStream, resolve1

from sourcecheck.extract.formats.pdf_file import BROKEN, PdfFile, dict_of, text_of
from sourcecheck.model import Field

_XMP_BYTES = 1 << 20
"""An XMP packet that is larger holds pictures or histories."""

_DC = "{http://purl.org/dc/elements/1.1/}"
_PRISM = "{http://prismstandard.org/namespaces/basic/2.0/}"
_FILE_NAME = re.compile(r"\.\w{2,5}\s*$|^\S*$|^[\W\d_]*$")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfHead:
    """What a PDF says of itself; None where it says nothing that can be believed."""

    title: Field | None = None
    author: Field | None = None
    published: Field | None = None
    language: Field | None = None


def head_of(file: PdfFile) -> PdfHead:
    """Read the head of a PDF: XMP (ISO 16684-1) before ``/Info`` (PDF 32000-1, 14.3.3)."""
    try:
        packet = _packet(file.document.catalog)
        info = _info(file.document.info)
        tongue = text_of(file.document.catalog.get("Lang"))
    except BROKEN:  # a head that makes no sense says nothing
        return PdfHead()
    return PdfHead(
        title=_named(packet, f"{_DC}title", info, "Title"),
        author=_named(packet, f"{_DC}creator", info, "Author"),
        published=_published(packet),
        language=_language(tongue),
    )


def _info(written: list[Any]) -> Mapping[str, Any]:
    return dict_of(written[0]) if written else {}


def _named(
    packet: etree._Element | None, tag: str, info: Mapping[str, Any], key: str
) -> Field | None:
    for value in _values(packet, tag):
        if not _FILE_NAME.search(value):
            return Field(value=value, found_in=f"xmp dc:{tag.partition('}')[2]}")
    value = " ".join(text_of(info.get(key)).split())
    return Field(value=value, found_in=f"pdf {key}") if not _FILE_NAME.search(value) else None


def _published(packet: etree._Element | None) -> Field | None:
    for tag, name in (
        (f"{_PRISM}publicationDate", "prism:publicationDate"),
        (f"{_DC}date", "dc:date"),
    ):
        for value in _values(packet, tag):
            if _DAY.match(value):
                return Field(value=value, found_in=f"xmp {name}")
    return None


def _language(tongue: str) -> Field | None:
    code = tongue.partition("-")[0].strip().lower()
    return Field(value=code, found_in="pdf Lang") if re.fullmatch("[a-z]{2,3}", code) else None


def _packet(catalog: Mapping[str, Any]) -> etree._Element | None:
    stream = resolve1(catalog.get("Metadata"))
    if not isinstance(stream, PDFStream):
        return None
    data = stream.get_data()
    if len(data) > _XMP_BYTES:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    return etree.fromstring(data, parser) if data.strip() else None


def _values(packet: etree._Element | None, tag: str) -> Iterator[str]:
    if packet is None:
        return
    for element in packet.iter(tag):
        for text in element.itertext(with_tail=False):
            value = " ".join(str(text).split())
            if value:
                yield value
