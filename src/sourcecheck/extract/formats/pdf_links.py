"""Links of a PDF: areas of pages that lead to an address, or to another place of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdocument import PDFDestinationNotFound, PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1

from sourcecheck.extract.formats.pdf_file import (
    BROKEN,
    PdfFile,
    PdfPage,
    dict_of,
    list_of,
    name_of,
    numbers_of,
    text_of,
)
from sourcecheck.extract.formats.pdf_fonts import printable
from sourcecheck.extract.formats.pdf_glyphs import Matrix, turned_to

Box = tuple[float, float, float, float]

_LINKS = 5_000
"""Links read of one page; an index page has some 200."""

_SPACE = re.compile(r"\s+")
_NOWHERE = re.compile(r"(?:file|javascript|about|data|blob):|#", re.IGNORECASE)
"""What leads to no page of the web: places on the disk of who printed the file, scripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of a page to click on. Boxes are x0, y0, x1, y1 in points."""

    boxes: tuple[Box, ...]
    target: str = ""  # an address; "" = a place of this file:
    page: int = 0  # its page, from 1; 0 = unknown
    x: float | None = None  # and its upper left corner in points, where told
    y: float | None = None

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self.boxes)


def areas_of(file: PdfFile, page: PdfPage) -> list[Area]:
    """Return the links of one page; those that lead nowhere are left out."""
    found = []
    matrix = turned_to(page)
    for written in list_of(page.attributes.get("Annots"))[:_LINKS]:
        try:
            area = _area(file, dict_of(written), matrix)
        except BROKEN:  # a link that makes no sense is passed over
            continue
        if area:
            found.append(area)
    return found


def _area(file: PdfFile, link: Mapping[str, Any], matrix: Matrix) -> Area | None:
    if name_of(link.get("Subtype")) != "Link":
        return None
    boxes = tuple(_boxes(link, matrix))
    action = dict_of(link.get("A"))
    target = _SPACE.sub("", printable(text_of(action.get("URI"))))
    if target:
        return None if _NOWHERE.match(target) else Area(boxes=boxes, target=target)
    place = link.get("Dest", action.get("D") if name_of(action.get("S")) == "GoTo" else None)
    where = _destination(file.document, place)
    number = _page_number(file, where)
    return _place(file, boxes, where, number) if number else None


def _place(file: PdfFile, boxes: tuple[Box, ...], where: Sequence[Any], number: int) -> Area:
    view = name_of(where[1]) if len(where) > 1 else ""
    at = [resolve1(each) for each in where[2:]]
    x = at[0] if view == "XYZ" and at else None
    y = at[1] if view == "XYZ" and len(at) > 1 else (at[0] if view == "FitH" and at else None)
    if not isinstance(y, (int, float)):
        return Area(boxes=boxes, page=number)
    left = float(x) if isinstance(x, (int, float)) else 0.0
    left, top = _moved(left, float(y), turned_to(file.pages[number - 1]))
    return Area(boxes=boxes, page=number, x=left, y=top)


def _boxes(link: Mapping[str, Any], matrix: Matrix) -> Iterator[Box]:
    """Return the area's boxes: one for each line where the writer tells them."""
    corners = numbers_of(link.get("QuadPoints"))
    shapes = [corners[at : at + 8] for at in range(0, len(corners) - 7, 8)]
    for shape in shapes or [numbers_of(link.get("Rect"))]:
        points = [_moved(x, y, matrix) for x, y in zip(shape[::2], shape[1::2], strict=True)]
        if len(points) >= 2:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            yield min(xs), min(ys), max(xs), max(ys)


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _destination(document: PDFDocument, written: Any) -> Sequence[Any]:
    """Return an explicit destination (PDF 32000-1, 12.3.2): [page, /XYZ, left, top, zoom]."""
    found = resolve1(written)
    for _ in range(2):  # a name leads to a dictionary, and that to an array
        if isinstance(found, dict):
            found = resolve1(found.get("D"))
        if isinstance(found, list) or found is None:
            break
        name = found if isinstance(found, bytes) else name_of(found)
        try:
            found = resolve1(document.get_dest(name))
        except PDFDestinationNotFound:
            return ()
    if isinstance(found, dict):
        found = resolve1(found.get("D"))
    return found if isinstance(found, list) else ()


def _page_number(file: PdfFile, where: Sequence[Any]) -> int:
    if not where:
        return 0
    page = where[0]
    if isinstance(page, PDFObjRef):
        return file.numbers.get(page.objid, 0)
    if isinstance(page, int) and 0 <= page < len(file.pages):
        return page + 1
    return 0
