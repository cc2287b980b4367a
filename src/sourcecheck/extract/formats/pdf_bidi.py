"""From what a line looks like to what it says: the bidirectional algorithm, inverted.

A page shows letters from left to right; an Arabic or Hebrew line is read from the other end,
numbers and Latin words in it from the left again. Unicode's algorithm (UAX 9) goes from text to
looks and forgets: several texts may look the same, so the most natural one is chosen. Rules that
matter here are W4 to W7 (numbers with what stands in them), N0 (brackets) and N1 (what lies
between).

Two habits exist for brackets. Most writers store the sign that is seen; some store the one that
is meant, which turns round when it is drawn. ``shown_as_meant`` finds out which, by looking at
which side of a bracket its words are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

PAIRS = {
    "(": ")", "[": "]", "{": "}", "<": ">", "«": "»", "‹": "›", "⁽": "⁾", "（": "）", "［": "］",
    "【": "】", "〔": "〕",
}  # fmt: skip
"""Opening signs and their closing ones; all are mirrored in right-to-left text (UAX 9, 6.3)."""

MIRRORED = PAIRS | {closing: opening for opening, closing in PAIRS.items()}

_LTR, _ARABIC, _HEBREW, _DIGIT, _ARABIC_DIGIT, _COMMON, _SIGN, _TERMINATOR, _NEUTRAL = "LARENcst "

_CLASSES = {
    "L": _LTR, "R": _HEBREW, "AL": _ARABIC, "EN": _DIGIT, "AN": _ARABIC_DIGIT,
    "CS": _COMMON, "ES": _SIGN, "ET": _TERMINATOR,
}  # fmt: skip

_LABEL = re.compile(  # seen from the left
    r"(?:(?<!\S)(?:[\[(\])]\d{1,3}[\[(\])][-_.:]?|[-_.:)ـ]{1,2}\s?\d{1,3})|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})$"
)
_SIGNS = "-/_.=&?%#:~"
"""Signs at which addresses are broken over lines."""
_ADDRESS = re.compile(r"://|www\.|\w\.\w{2,}/")


@lru_cache(maxsize=4096)
def _class(text: str) -> str:
    """Return the class of the first strong or numeric character of a letter."""
    kinds = [_CLASSES.get(unicodedata.bidirectional(char), _NEUTRAL) for char in text]
    return next((kind for kind in kinds if kind != _NEUTRAL), _NEUTRAL)


def classes(letters: Iterable[str]) -> str:
    """Return one character for each letter: its class."""
    return "".join(map(_class, letters))


def is_rtl_letter(kind: str) -> bool:
    """Tell whether a class is that of a letter written from right to left."""
    return kind in (_ARABIC, _HEBREW)


def reading_order(
    letters: Sequence[str],
    *,
    rtl: bool,
    carried: bool = False,
    full: bool = False,
    opens: bool = False,
) -> list[tuple[int, bool]]:
    """Return the places of a line's letters in the order they are read.

    ``letters`` stand from left to right; ``rtl`` is the direction of the whole line;
    ``carried`` tells that the line before ended inside an address, ``full`` that this one ends
    at its column's edge, ``opens`` that no text of its paragraph is known to stand before it.
    With each place comes whether its letter is part of right-to-left text, in which brackets
    turn.
    """
    kinds = classes(letters)
    if rtl:
        forward = _forward(letters, kinds, opens=opens)
        _mark_broken_addresses(letters, forward, carried=carried, full=full)
        return _from_right(forward, 0)
    found: list[tuple[int, bool]] = []
    at = 0
    for first, last in _islands(kinds):
        found.extend((place, False) for place in range(at, first))
        inside = _forward(letters[first:last], kinds[first:last])
        found.extend(_from_right(inside, first))
        at = last
    found.extend((place, False) for place in range(at, len(letters)))
    return found


def _islands(kinds: str) -> list[tuple[int, int]]:
    """Return where right-to-left words stand in a left-to-right line."""
    return [match.span() for match in re.finditer(r"[AR](?:[^L]*[AR])?", kinds)]


def _from_right(forward: Sequence[object | None], base: int) -> list[tuple[int, bool]]:
    found: list[tuple[int, bool]] = []
    at = len(forward)
    while at:
        at -= 1
        if not forward[at]:
            found.append((base + at, True))
            continue
        first = at
        while first and forward[first - 1] is forward[at]:
            first -= 1
        found.extend((base + place, False) for place in range(first, at + 1))
        at = first
    return found


_LABEL_RUN, _RUN, _RAISED_RUN = object(), object(), object()


def _forward(letters: Sequence[str], kinds: str, *, opens: bool = False) -> list[object | None]:
    """Mark the letters of a right-to-left line that are read from left to right."""
    end = _label_start(letters, kinds)
    marked: list[object | None] = [None] * len(kinds)
    _mark_raised(letters[:end], kinds[:end], marked)
    _mark_words(kinds[:end], marked)
    _mark_numbers(kinds, marked, opens=opens)
    _mark_brackets(letters, kinds[:end], marked)
    for at in range(end, len(kinds)):
        marked[at] = _LABEL_RUN if kinds[at] in "EN" else None
    return marked


def _label_start(letters: Sequence[str], kinds: str) -> int:
    """Return where a note's label begins that opens a right-to-left line of Latin words.

    Seen from the left it stands at the end: ``https://a.example/1 [1]``.
    """
    latin = kinds.count(_LTR)
    if not latin:
        return len(kinds)
    text = "".join(letter[:1] or " " for letter in letters)
    label = _LABEL.search(text)
    rtl = kinds.count(_ARABIC) + kinds.count(_HEBREW)
    if label and (latin > 2 * rtl or _ADDRESS.search(text)) and kinds[label.end() - 1 :]:
        return label.start()
    return len(kinds)


def _mark_words(kinds: str, marked: list[object | None]) -> None:
    """Latin words, with numbers and what lies between them (W7, N1)."""
    for match in re.finditer(r"[LE](?:[^ARN]*[LE])?", kinds):
        if _LTR in match.group():
            marked[match.start() : match.end()] = [_RUN] * (match.end() - match.start())


def _mark_raised(letters: Sequence[str], kinds: str, marked: list[object | None]) -> None:
    """Superscripts at numbers: a mark is read behind its number, whichever side it stands on.

    Some writers set it as a digit of the number (``95.³``), some apart from it (``³.95``).
    """
    shown = "".join(
        "S" if _is_raised(letter) else kind for letter, kind in zip(letters, kinds, strict=True)
    )
    last = max(map(kinds.rfind, (_LTR, _ARABIC, _HEBREW)))
    for match in _RAISED.finditer(shown):
        if not match["apart"] and not match["inside"] and match.end() > last:
            continue  # nothing is read before it: the label of a note
        run = _RUN if match["inside"] else _RAISED_RUN
        marked[match.start() : match.end()] = [run] * (match.end() - match.start())


_RAISED = re.compile(r"(?P<inside>(?<=[EN])c?S+)|(?P<apart>S+(?=c[EN]))|S+(?=[EN])")
"""In classes, superscripts being S: those to the right of a number, else to the left of one."""


def _is_raised(letter: str) -> bool:
    return letter.isdigit() and not letter.isdecimal()


def _mark_numbers(kinds: str, marked: list[object | None], *, opens: bool) -> None:
    """Numbers, with separators inside and signs beside them (W4, W5).

    After Arabic letters, that is with Arabic on the right of them, digits take no signs: 12.5%
    looks like %12.5 there. Digits that open a paragraph, or have a line alone, take them.
    """
    alone = not any(kind == _LTR or is_rtl_letter(kind) for kind in kinds)
    strong = "" if opens or alone else _ARABIC
    for at in range(len(kinds) - 1, -1, -1):
        kind = kinds[at]
        if kind in (_ARABIC, _HEBREW, _LTR):
            strong = kind
        arabic = strong not in (_HEBREW, "")
        if kind in "EN":
            marked[at] = marked[at] or _RUN
        elif marked[at] is None and 0 < at < len(kinds) - 1:
            between = kinds[at - 1] in "EN" and kinds[at - 1] == kinds[at + 1]
            signed = kind == _SIGN and not arabic and kinds[at - 1] == _DIGIT
            if between and (signed or kind == _COMMON) and marked[at - 1] is not _RAISED_RUN:
                marked[at] = _RUN
        if kind == _TERMINATOR and not arabic and _beside_digit(kinds, at):
            marked[at] = _RUN


def _beside_digit(kinds: str, at: int) -> bool:
    return _DIGIT in kinds[max(0, at - 1) : at + 2]


def _mark_brackets(letters: Sequence[str], kinds: str, marked: list[object | None]) -> None:
    """Brackets around Latin words; beside Latin words around numbers as well (N0)."""
    stack: list[int] = []
    for at in range(len(kinds)):
        sign = letters[at]
        if sign in PAIRS:
            stack.append(at)
        elif stack and PAIRS[letters[stack[-1]]] == sign:
            first = stack.pop()
            inside = kinds[first + 1 : at]
            beside = _after_words(kinds, first)
            if inside and not re.search("[ARN]", inside) and (_LTR in inside or beside):
                marked[first : at + 1] = [_RUN] * (at + 1 - first)
                if beside:
                    _fill(kinds, first, marked)


def _after_words(kinds: str, at: int) -> bool:
    return kinds[:at].rstrip(" cst").endswith(_LTR)


def _fill(kinds: str, first: int, marked: list[object | None]) -> None:
    """Mark what lies between a bracket and the word before it."""
    at = first - 1
    while at >= 0 and marked[at] is None and kinds[at] in " cst":
        marked[at] = _RUN
        at -= 1


def _mark_broken_addresses(
    letters: Sequence[str], marked: list[object | None], *, carried: bool, full: bool
) -> None:
    """Keep the sign at which an address is broken with its address.

    Directions are found before lines are broken (UAX 9, 3.4), so the sign at the end of a line
    stands on the right of its address, and one at the beginning of the next on the left.
    Writers that find directions line by line put the latter on the right, where it is the end
    of the address only if the address goes on once more.
    """
    end = next((at for at, mark in enumerate(marked) if mark is None), len(marked))
    last = end
    while last < len(marked) and letters[last] in _SIGNS:
        last += 1
    if end and (carried or _ADDRESS.search("".join(letters[:last]))):
        marked[end:last] = [_RUN] * (last - end)
    if not carried or _LABEL.search("".join(letters)):
        return
    start = len(marked)
    while start and (marked[start - 1] is not None or letters[start - 1] in _SIGNS):
        start -= 1
    stop = len(marked)
    while not full and stop > start + 1 and letters[stop - 1] in _SIGNS.replace("/", ""):
        stop -= 1
    marked[start:] = [_RUN] * (stop - start) + [None] * (len(marked) - stop)


def ends_in_address(text: str) -> bool:
    """Tell whether a line, read, ends inside or after an address."""
    tail = text.rpartition(" ")[2]
    return tail.isascii() and bool(_ADDRESS.search(tail))


def shown_as_meant(lines: Iterable[Sequence[str]]) -> int:
    """Return how much more often brackets in right-to-left text are stored as they are meant.

    Below zero they are stored as they are seen. ``lines`` are right-to-left ones, each from
    left to right. A bracket opens towards its words: where they are on the other side, the
    sign was turned when it was drawn.
    """
    seen = meant = 0
    for letters in lines:
        blank = [letter.isspace() for letter in letters]
        for at, letter in enumerate(letters):
            if letter not in MIRRORED:
                continue
            left = at > 0 and not blank[at - 1]
            right = at + 1 < len(letters) and not blank[at + 1]
            if left == right:
                continue
            opens = letter in PAIRS
            seen += opens == right
            meant += opens == left
    return meant - seen


def turned(text: str) -> str:
    """Return a bracket as its counterpart; anything else as it is."""
    return MIRRORED.get(text, text)


def unbalanced(text: str) -> int:
    """Count brackets of a text that have no counterpart on their right side."""
    depth: list[str] = []
    wrong = 0
    for char in text:
        if char in PAIRS:
            depth.append(PAIRS[char])
        elif char in MIRRORED:
            if depth and depth[-1] == char:
                depth.pop()
            else:
                wrong += 1
    return wrong + len(depth)
