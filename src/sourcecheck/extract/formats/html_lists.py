"""The numbers browsers print before the entries of numbered lists (HTML Standard, 4.4.5)."""

from __future__ import annotations

from sourcecheck.extract.formats.tree import Node


class Numbers:
    """Counts the entries of every list, as they come."""

    def __init__(self) -> None:
        self._last: dict[Node, int] = {}

    def of(self, entry: Node) -> str:
        """Return what is printed before an entry ("3. "), or "" in lists without numbers."""
        numbered = entry.parent
        if numbered is None or numbered.tag != "ol" or "none" in numbered.get("style"):
            return ""
        first = "" if numbered in self._last else numbered.get("start")
        written = entry.get("value") or first
        known = written.isdecimal() and len(written) < 6
        number = int(written) if known else self._last.get(numbered, 0) + 1
        self._last[numbered] = number
        return f"{in_style(number, numbered.get('type'))}. "


def prints_number(text: str, number: str) -> bool:
    """Tell whether an entry prints its number ("3. ") itself: "3) words", "[3] words"."""
    bare = number.strip(". ")
    return text.startswith((*(bare + sign for sign in ".)-_"), f"[{bare}]", f"({bare})"))


_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def in_style(number: int, style: str) -> str:
    """Return a number as a list's ``type`` asks: 1, a, A, i, I; plain beyond z and xcix."""
    if style in {"a", "A"} and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in {"i", "I"} and 1 <= number <= 99:
        roman = _TENS[number // 10] + _ONES[number % 10]
        return roman if style == "i" else roman.upper()
    return str(number)
