"""The file a PDF is: opened, unpacked within limits, its pages, links and head.

pdfminer.six parses objects and fonts. Everything that could grow without end is counted here:
bytes unpacked, objects asked for, pages. This is the only module that opens a file with it, and
the place where its errors become ours.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSKeyword, PSLiteral
from pdfminer.runlength import rldecode
from pdfminer.utils import apply_png_predictor, decode_text

from sourcecheck.errors import EncryptedDocument, OversizedDocument, UnreadableDocument
from sourcecheck.extract.reading import ReadLimits

_OBJECTS = 500_000
"""Objects that may be asked for: a page asks for some 50, and 2,000 pages are the limit."""

_REREAD = 16
"""How often the bytes of the file may be read again as streams; a sound file is read once."""

_RLE_GROWTH = 64
"""Bytes a run of two bytes can stand for, at most (PDF 32000-1, 7.4.5), halved."""

_LZW_TABLE = 4_100
"""Codes of 12 bits, and some: a table that grows beyond was never cleared, and is no data."""

_CHUNK = 1 << 20
_LETTER = (0.0, 0.0, 612.0, 792.0)

# Every way in which a broken file surfaces inside pdfminer: it trusts what it reads.
BROKEN = (
    PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    RecursionError, OverflowError, ArithmeticError, zlib.error, EOFError, NotImplementedError,
)  # fmt: skip


class Budget:
    """What may still be unpacked and asked for; raises ``OversizedDocument`` when it is used up."""

    __slots__ = ("_objects", "_origin", "_raw", "_unpacked")

    def __init__(self, origin: str, size: int, unpacked: int) -> None:
        self._origin = origin
        self._raw = _REREAD * size + _CHUNK
        self._unpacked = unpacked
        self._objects = _OBJECTS

    def ask(self, objects: int = 1) -> None:
        """Count objects asked for."""
        self._objects -= objects
        if self._objects < 0:
            raise self.refusal("its objects lead to one another without end")

    def read(self, size: int) -> None:
        """Count bytes of the file taken as a stream."""
        self._raw -= size
        if self._raw < 0:
            raise self.refusal("its streams lie on top of one another")

    def unpack(self, size: int) -> None:
        """Count bytes that came out of a stream, or were read once more as a page."""
        self._unpacked -= size
        if self._unpacked < 0:
            raise self.refusal("it unpacks to more than the limit")

    @property
    def left(self) -> int:
        """Return how many bytes may still be unpacked."""
        return self._unpacked

    def refusal(self, why: str) -> OversizedDocument:
        """Return the error that says why the file is refused."""
        return OversizedDocument(
            f"{self._origin}: {why}", hint="hand over the article alone, as PDF, text or HTML"
        )


class _Stream(PDFStream):
    """A stream that unpacks within the budget; what is no text (pictures) stays packed."""

    budget: Budget

    def decode(self) -> None:
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for filtered, settings in self.get_filters():
            data = _unpacked(data, _name(filtered), self.budget)
            if isinstance(settings, dict) and resolve1(settings.get("Predictor", 1)) >= 10:
                data = _unpredicted(data, settings)
        self.data, self.rawdata = data, None


def _unpacked(data: bytes, name: str, budget: Budget) -> bytes:
    if name in {"FlateDecode", "Fl"}:
        return _inflated(data, budget)
    if name in {"LZWDecode", "LZW"}:
        return b"".join(_unlzw(data, budget))
    if name in {"RunLengthDecode", "RL"}:
        budget.unpack(_RLE_GROWTH * len(data))
        return rldecode(data)
    if name in {"ASCII85Decode", "A85", "ASCIIHexDecode", "AHx"}:
        budget.unpack(len(data))
        return ascii85decode(data) if "85" in name else asciihexdecode(data)
    return b""  # pictures, and what nobody has heard of: no text comes out of them


def _unlzw(data: bytes, budget: Budget) -> Iterator[bytes]:
    decoder = LZWDecoder(io.BytesIO(data))
    for piece in decoder.run():
        budget.unpack(len(piece))
        yield piece
        if len(decoder.table) > _LZW_TABLE:
            return


def _inflated(data: bytes, budget: Budget) -> bytes:
    """Inflate as far as the data is sound; a wrong checksum costs nothing."""
    engine, pieces, rest = zlib.decompressobj(), [], data
    try:
        while rest and not engine.eof:
            piece = engine.decompress(rest, _CHUNK)
            if not piece and not engine.unconsumed_tail:
                break
            budget.unpack(len(piece))
            pieces.append(piece)
            rest = engine.unconsumed_tail
    except zlib.error:
        pass
    return b"".join(pieces)


def _unpredicted(data: bytes, settings: Mapping[str, Any]) -> bytes:
    usual = {"Colors": 1, "Columns": 1, "BitsPerComponent": 8}
    colors, columns, bits = (resolve1(settings.get(key, usual[key])) for key in usual)
    return apply_png_predictor(15, colors, columns, bits, data)


class _Parser(PDFParser):
    """A parser whose streams know the budget."""

    budget: Budget

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        super().do_keyword(pos, token)
        if token is not self.KEYWORD_STREAM or not self.curstack:
            return
        at, stream = self.curstack[-1]
        if type(stream) is PDFStream:
            raw = stream.rawdata or b""
            self.budget.read(len(raw))
            bounded = _Stream(stream.attrs, raw, stream.decipher)
            bounded.budget = self.budget
            self.curstack[-1] = (at, bounded)


class _Document(PDFDocument):
    """A document that counts what is asked of it."""

    budget: Budget

    def __init__(self, parser: _Parser) -> None:
        self.budget = parser.budget
        super().__init__(parser)

    def getobj(self, objid: int) -> object:
        self.budget.ask()
        return super().getobj(objid)


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """One page, its inherited attributes filled in."""

    number: int  # from 1
    key: int  # its object's number, or 0: what links inside the document name
    attributes: Mapping[str, Any]
    box: tuple[float, float, float, float]  # what is shown, in points: x0, y0, x1, y1
    turn: int  # degrees clockwise: 0, 90, 180, 270


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFile:
    """An open PDF."""

    document: PDFDocument
    budget: Budget
    pages: tuple[PdfPage, ...]
    numbers: Mapping[int, int]  # of pages, by their object's number


@contextmanager
def mishaps(origin: str) -> Iterator[None]:
    """Turn what pdfminer raises on broken or locked files into our errors."""
    try:
        yield
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise _locked(origin) from error
    except MemoryError as error:
        raise OversizedDocument(
            f"{origin}: this PDF document needs more memory than there is",
            hint="hand over the article alone, as PDF, text or HTML",
        ) from error
    except BROKEN as error:
        raise UnreadableDocument(
            f"{origin}: this PDF document is broken or cut off",
            hint="open it in a viewer and save or print it again as PDF",
        ) from error


def _locked(origin: str) -> EncryptedDocument:
    return EncryptedDocument(
        f"{origin}: this is a PDF document locked with a password",
        hint="open it with its password and save it without one, or save its text",
    )


def open_pdf(body: bytes, origin: str, limits: ReadLimits) -> PdfFile:
    """Open a PDF with the empty password, which is all that a lock on printing needs.

    Raises ``EncryptedDocument``, ``UnreadableDocument``, and ``OversizedDocument`` beyond the
    limits on pages and unpacked bytes.
    """
    budget = Budget(origin, len(body), limits.max_unpacked)
    parser = _Parser(io.BytesIO(body[body.find(b"%PDF-") :]))
    parser.budget = budget
    try:
        with mishaps(origin):
            document = _Document(parser)
            pages = tuple(_pages(document, budget, limits.max_pages))
    except UnreadableDocument as error:
        if b"/Encrypt" in body:  # what is locked may look broken to who has no key
            raise _locked(origin) from error
        raise
    if not pages:
        raise UnreadableDocument(
            f"{origin}: this PDF document has no pages that can be found",
            hint="open it in a viewer and save or print it again as PDF",
        )
    numbers = {page.key: page.number for page in pages if page.key}
    return PdfFile(document=document, budget=budget, pages=pages, numbers=numbers)


_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")


def _pages(document: PDFDocument, budget: Budget, most: int) -> Iterator[PdfPage]:
    """Walk the tree of pages; a knot in it is walked once."""
    stack: list[tuple[Any, dict[str, Any]]] = [(document.catalog.get("Pages"), {})]
    seen: set[int] = set()
    number = 0
    while stack:
        node, above = stack.pop()
        key = node.objid if isinstance(node, PDFObjRef) else 0
        own = resolve1(node)
        if (key and key in seen) or not isinstance(own, dict):
            continue
        seen.add(key)
        attributes = {**above, **own}
        kids = resolve1(own.get("Kids"))
        if isinstance(kids, list):
            passed = {name: attributes[name] for name in _INHERITED if name in attributes}
            stack.extend((kid, passed) for kid in reversed(kids))
            continue
        if _name(resolve1(own.get("Type"))) == "Pages":
            continue
        number += 1
        if number > most:
            raise budget.refusal(f"it has more than {most:,} pages")
        yield _page(number, key, attributes)


def _page(number: int, key: int, attributes: dict[str, Any]) -> PdfPage:
    box = _box(attributes.get("CropBox")) or _box(attributes.get("MediaBox")) or _LETTER
    turn = resolve1(attributes.get("Rotate", 0))
    turn = turn % 360 if isinstance(turn, int) else 0
    return PdfPage(number=number, key=key, attributes=attributes, box=box, turn=turn)


def _box(written: Any) -> tuple[float, float, float, float] | None:
    numbers = numbers_of(written)
    if len(numbers) != 4:
        return None
    x0, y0, x1, y1 = numbers
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] > box[0] and box[3] > box[1] else None


def numbers_of(written: Any) -> list[float]:
    """Return the numbers of an array; [] where it is none."""
    found = resolve1(written)
    if not isinstance(found, list):
        return []
    values = [resolve1(each) for each in found]
    return [float(each) for each in values if isinstance(each, (int, float))]


def _name(value: Any) -> str:
    name = value.name if isinstance(value, PSLiteral) else ""
    return name if isinstance(name, str) else ""


def name_of(value: Any) -> str:
    """Return a name such as ``/Link`` without its stroke; "" where it is none."""
    return _name(resolve1(value))


def dict_of(value: Any) -> dict[str, Any]:
    """Return a dictionary; {} where it is none."""
    found = resolve1(value)
    if isinstance(found, PDFStream):
        return found.attrs
    return found if isinstance(found, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return an array; [] where it is none."""
    found = resolve1(value)
    return found if isinstance(found, list) else []


def text_of(value: Any) -> str:
    """Return a text string (PDF 32000-1, 7.9.2.2): UTF-16 or UTF-8 by its mark, else one byte."""
    found = resolve1(value)
    if not isinstance(found, bytes):
        return ""
    if found.startswith(b"\xef\xbb\xbf"):
        return found[3:].decode("utf-8", "replace")
    if found.startswith(b"\xfe\xff"):
        return found[2:].decode("utf-16-be", "replace")
    return decode_text(found)
