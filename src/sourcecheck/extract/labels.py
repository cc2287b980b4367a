"""Labels of notes and marks: digits of any script, lists, ranges, letters, circled numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sourcecheck.text.fold import superscript

RANGE_LIMIT = 20
"""How many notes one range may stand for; guess: longer ones were page ranges."""

_PART = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?")
_RAISED = str.maketrans("⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "-abcdefghijklmnoprstuvwxyz")
_ALEFS = str.maketrans("أإآ", "ااا")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ",
)


def plain_label(printed: str) -> str:
    """Return a printed label in ASCII without leading zeros: "⁴" is "4", "07" is "7"."""
    ascii_form = "".join(superscript(char) or char for char in printed)
    return ascii_form.lstrip("0") or "0"


@lru_cache(maxsize=4096)
def listed_labels(inside: str) -> tuple[str, ...]:
    """Read the inside of a mark: "6 , 7 , 8" and "3-5" name every label they stand for.

    Returns nothing for a range that runs backwards or is longer than ``RANGE_LIMIT``.
    """
    found: list[str] = []
    for first, last in _PART.findall(inside):
        low, high = int(first), int(last or first)
        if last and not low < high <= low + RANGE_LIMIT:
            return ()
        found.extend(str(number) for number in range(low, high + 1))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def raised_labels(inside: str) -> tuple[str, ...]:
    """Read superscripts: "¹²" is one label, "¹,²" are two and "¹⁻³" are three."""
    low = "".join(superscript(char) or char for char in inside).translate(_RAISED)
    if low.isalpha():
        return (low,)
    return listed_labels(low.replace("،", ","))


def circled_label(char: str) -> str:
    """Return the number inside a circled digit: "③" is "3"."""
    return str(int(unicodedata.numeric(char)))


def circled(number: int) -> str:
    """Return the circled digit of a number up to 50, or a pattern that fits nothing."""
    blocks = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))
    found = (chr(code + number - first) for first, last, code in blocks if first <= number <= last)
    return next(found, "(?!)")


def roman_number(label: str) -> int:
    """Return the value of a small Roman numeral below 90, or 0 when it is none."""
    values = [_ROMAN.get(char, 0) for char in label]
    if not values or 0 in values:
        return 0
    value = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return value if _roman(value) == label else 0


def _roman(number: int) -> str:
    signs = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    written = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        written += sign * count
    return written


def letter_numbers(label: str) -> tuple[int, ...]:
    """Return the places a letter has in the alphabets that number notes; "b" is 2.

    Arabic has two orders, so "ج" is 5 in one and 3 in the other; 0 = not in that alphabet.
    """
    letter = label.translate(_ALEFS)
    return tuple(alphabet.find(letter) + 1 if len(letter) == 1 else 0 for alphabet in _ALPHABETS)
