"""Marks over and under letters, given to the letter each belongs to.

A mark is a glyph of its own without width. Where it stands says little: one font draws it to
the left of that place, another to the right, and many writers move its baseline. When it is
drawn says more: beside its letter. Programs draw a line as it is seen, from the left, or as it
is read; either way the letter is the right one of the two that are drawn before and after the
mark in text from right to left, and the left one in other text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sourcecheck.extract.formats.pdf_glyphs import Glyph

_ASIDE = 0.6
"""Shares of the size between a letter and a mark that is drawn for it; guess."""

_RTL_MARKS = ("\u0591", "\u08ff")


def settled(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Write every mark into the glyph of its letter; ``glyphs`` are in the order drawn.

    A mark that is drawn beside no letter stays, and is placed by where it stands.
    """
    marks = set(filter(is_mark, {glyph.text for glyph in glyphs}))
    if not marks:
        return list(glyphs)
    found: list[Glyph] = []
    waiting: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text in marks:
            waiting.append(glyph)
            continue
        if waiting:
            glyph = _settle(found, waiting, glyph)  # noqa: PLW2901 - it may have got marks
            waiting = []
        found.append(glyph)
    if waiting:
        _settle(found, waiting, None)
    return found


@lru_cache(maxsize=4096)
def is_mark(text: str) -> bool:
    """Tell a glyph that is only marks, as letters of their own or as presentation forms."""
    if text.isascii() or len(text) > 2:
        return False
    plain = unicodedata.normalize("NFKC", text).lstrip(" ")
    return bool(plain) and all(map(unicodedata.combining, plain))


def _settle(found: list[Glyph], marks: Sequence[Glyph], after: Glyph | None) -> Glyph:
    """Give marks to the last glyph or to the one after; return that one."""
    first = marks[0]
    rtl = _RTL_MARKS[0] <= unicodedata.normalize("NFKC", first.text)[-1] <= _RTL_MARKS[1]
    before = found[-1] if found and _takes(found[-1], first, rtl=rtl) else None
    last = after if after and _takes(after, marks[-1], rtl=rtl) else None
    text = "".join(mark.text for mark in marks)
    if before and (last is None or (before.x1 >= last.x1) is rtl):
        found[-1] = before._replace(text=before.text + text)
    elif last:
        return last._replace(text=last.text + text[::-1])  # drawn as seen: the last mark first
    else:
        found.extend(marks)
    return after or first


def _takes(glyph: Glyph, mark: Glyph, *, rtl: bool) -> bool:
    """Tell whether a glyph is a letter a mark may belong to."""
    if (
        abs(glyph.y - mark.y) > glyph.size
        or max(glyph.x0 - mark.x1, mark.x0 - glyph.x1) > _ASIDE * glyph.size
    ):
        return False
    kind = unicodedata.bidirectional(glyph.text[0])
    return kind in {"R", "AL"} if rtl else glyph.text[0].isalpha() and kind == "L"
