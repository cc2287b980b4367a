"""Links of a PDF: areas of pages that lead to an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sourcecheck.extract.formats.pdf_file import (
    BROKEN,
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
    target: str

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self.boxes)


def areas_of(page: PdfPage) -> list[Area]:
    """Return the links of one page; those that lead nowhere are left out."""
    found = []
    matrix = turned_to(page)
    for written in list_of(page.attributes.get("Annots"))[:_LINKS]:
        try:
            area = _area(dict_of(written), matrix)
        except BROKEN:  # a link that makes no sense is passed over
            continue
        if area:
            found.append(area)
    return found


def _area(link: Mapping[str, Any], matrix: Matrix) -> Area | None:
    if name_of(link.get("Subtype")) != "Link":
        return None
    target = _SPACE.sub("", printable(text_of(dict_of(link.get("A")).get("URI"))))
    if not target or _NOWHERE.match(target):
        return None
    return Area(boxes=tuple(_boxes(link, matrix)), target=target)


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
