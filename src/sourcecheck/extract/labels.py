"""Labels of notes and marks: digits of any script, lists, ranges, superscripts."""

from __future__ import annotations

import re

from sourcecheck.text.fold import superscript

RANGE_LIMIT = 20
"""How many notes one range may stand for; guess: longer ones were page ranges."""

_PART = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?")


def plain_label(printed: str) -> str:
    """Return a printed label in ASCII without leading zeros: "⁴" is "4", "07" is "7"."""
    ascii_form = "".join(superscript(char) or char for char in printed)
    return ascii_form.lstrip("0") or "0"


def listed_labels(inside: str) -> tuple[str, ...]:
    """Read the inside of a mark: "6 , 7 , 8" and "3-5" name every label they stand for.

    Returns nothing for a range that runs backwards or is longer than ``RANGE_LIMIT``.
    """
    found: list[str] = []
    for first, last in _PART.findall(inside):
        low, high = int(first), int(last or first)
        if not low <= high <= low + RANGE_LIMIT:
            return ()
        found.extend(str(number) for number in range(low, high + 1))
    return tuple(dict.fromkeys(found))
