"""Which script and direction a text is written in."""

from __future__ import annotations

import re
from functools import cache

# Blocks of the scripts our languages use (Unicode 16, Blocks.txt).
SCRIPTS = {
    "Arab": "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f"
    "\ufb50-\ufdff\ufe70-\ufefc",
    "Armn": "\u0531-\u0587",
    "Cyrl": "\u0400-\u052f",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Grek": "\u0370-\u03ff",
    "Hebr": "\u05d0-\u05ea",
    "Deva": "\u0904-\u0939",
    "Beng": "\u0985-\u09b9",
    "Kana": "\u3040-\u30ff",
    "Hani": "\u4e00-\u9fff",
    "Hang": "\uac00-\ud7a3",
    "Latn": "A-Za-z\u00c0-\u024f",
}

RTL_SCRIPTS = frozenset({"Arab", "Hebr"})


@cache
def _letters(script: str) -> re.Pattern[str]:
    return re.compile(f"[{SCRIPTS[script]}]+")


def counts(text: str) -> dict[str, int]:
    """Count the letters of each script in ``text``; scripts without a letter are left out."""
    present = _rows(text)
    found = {
        name: sum(map(len, _letters(name).findall(text)))
        for name, rows in _script_rows().items()
        if not present.isdisjoint(rows)
    }
    return {name: number for name, number in found.items() if number}


SURE = 0.6
"""Share of a text in the rows of Arabic or Cyrillic from which no other can have more letters."""


def _sole_script(text: str) -> str:
    """Name the script where the rows of 256 code points leave no doubt, else ""."""
    rows = text.encode("utf-16-le", "surrogatepass")[1::2]
    for name, row in (("Arab", 0x06), ("Cyrl", 0x04)):
        if rows.count(row) > SURE * len(rows):
            return name
    return ""


def _rows(text: str) -> frozenset[int]:
    """Return the rows of 256 code points that a text uses: the high bytes of its UTF-16."""
    return frozenset(text.encode("utf-16-le", "surrogatepass")[1::2])


@cache
def _script_rows() -> dict[str, frozenset[int]]:
    """Return the rows each script has letters in, so that absent scripts cost no search."""
    ranges = {name: re.findall("(.)(?:-(.))?", letters) for name, letters in SCRIPTS.items()}
    return {
        name: frozenset(
            row for low, high in pairs for row in range(ord(low) >> 8, (ord(high or low) >> 8) + 1)
        )
        for name, pairs in ranges.items()
    }


def main_script(text: str) -> str:
    """Return the script with the most letters (ISO 15924), or "" for a text without letters.

    Kana decides for Japanese although most of its letters are Han.
    """
    if sole := _sole_script(text):
        return sole
    found = counts(text)
    if found.get("Kana", 0) * 10 > found.get("Hani", 0):
        found["Hani"] = 0
    return max(found, key=lambda name: found[name], default="")


def is_rtl(text: str) -> bool:
    """Tell whether most letters of ``text`` are written from right to left."""
    found = counts(text)
    rtl = sum(found.get(name, 0) for name in RTL_SCRIPTS)
    return rtl * 2 > sum(found.values())
