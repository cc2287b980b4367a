r"""Foreign text on a terminal line: made harmless, measured in cells, kept in its direction.

What an article or a server wrote is never printed raw: a control character could move the
cursor or change a title (CWE-150), a directional override could show an address backwards.
They are printed as escapes (``\x1b``, ``\u202e``). Text with right-to-left letters stands
between U+2068 and U+2069 (first strong isolate, Unicode UAX 9), so that it cannot pull the
signs around it to its other side.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator

FSI, PDI = "\u2068", "\u2069"

# Directional controls that reach beyond a letter; the plain marks U+200E, U+200F and U+061C
# are everyday punctuation of Arabic and Hebrew typists and stay.
_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")
_ESCAPED = frozenset({"Cc", "Cs", "Co"})  # control characters, lone surrogates, private use
_WIDE = frozenset("WF")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_ZERO = frozenset({"Mn", "Me", "Cf"})


def shown(text: str) -> str:
    """Return foreign text on one line, with what could act on a terminal made visible."""
    flat = " ".join(text.split()) if any(char in text for char in "\n\r\t") else text
    return "".join(_escape(char) if _acts(char) else char for char in flat)


def foreign(text: str, width: int = 0) -> str:
    """Return foreign text ready for a line: harmless, cut to ``width`` cells, isolated.

    A width of 0 means uncut. Text without right-to-left letters gets no isolates, so that
    an address copied from the screen is the address and nothing else.
    """
    short = cut(shown(text), width)
    return f"{FSI}{short}{PDI}" if is_rtl(short) else short


def is_rtl(text: str) -> bool:
    """Tell whether a text holds a letter that is written from right to left."""
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def cells(text: str) -> int:
    """Return how many cells of a terminal line a text takes.

    Combining marks and format characters take none, East Asian wide letters two (UAX 11).
    """
    return sum(_cells(char) for char in text)


def cut(text: str, width: int) -> str:
    """Shorten a text to ``width`` cells, an ellipsis included; 0 = leave it as it is.

    The cut never parts a letter from its combining marks.
    """
    if not width or cells(text) <= width:
        return text
    ends = itertools.accumulate(_cells(char) for char in text)
    kept = sum(1 for end in ends if end < width)
    return f"{text[:kept].rstrip()}…"


def padded(text: str, width: int) -> str:
    """Fill a text up with spaces to ``width`` cells."""
    return text + " " * (width - cells(text))


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` cells at spaces; 0 = one line.

    An isolate that is open at the end of a line is closed there and opened again on the
    next: a terminal lays out each line by itself. A longer word has a line of its own.
    """
    if not width:
        return [text]
    lines: list[str] = []
    for word in text.split(" "):
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return list(_balanced(lines))


def _balanced(lines: list[str]) -> Iterator[str]:
    open_ones = 0
    for line in lines:
        whole = FSI * open_ones + line
        open_ones = whole.count(FSI) - whole.count(PDI)
        yield whole + PDI * open_ones


def _acts(char: str) -> bool:
    return char in _CONTROLS or unicodedata.category(char) in _ESCAPED or char >= "\U000e0000"


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cells(char: str) -> int:
    if char < "\u0300":
        return 0 if char == "\u00ad" else 1
    if unicodedata.category(char) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
