"""Folding for search: spellings of one word become one, and hits are found in the untouched text.

More is folded than for matching words of an article: whoever searches types without accents and
points, and finds too much rather than nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sourcecheck.text.fold import folded

_IGNORED = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
"""Accents, points and vowels; joiners; signs of direction and control; half letters."""


class _Letters(dict[int, str]):
    """What each letter is searched as; learnt letter by letter, for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _sought(chr(code))
        return found


def _sought(char: str) -> str:
    """Fold one letter: without its signs, small, in its common form; spaces become one kind."""
    if char.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", folded(char).replace("ς", "σ"))
    kept = (part for part in parts if unicodedata.category(part) not in _IGNORED)
    return "".join(folded(part) if part != char else part for part in kept)


_LETTERS = _Letters()


def fold_sought(text: str) -> str:
    """Fold a text, or what is sought in it: letter by letter, so that hits can be traced back.

    Arabic: alef, yeh, kaf and heh forms are one, hamza seats, points and tatweel gone; Persian
    joiners gone; Turkish dots and all accents gone; Russian yo is ye; digits are ASCII.
    """
    if text.isascii():
        return text.lower().translate(_BREAKS)
    return text.translate(_LETTERS)


_BREAKS = {
    code: " " if chr(code).isspace() else "" for code in range(128) if not chr(code).isprintable()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A place in a text: what stands before, what was found, what stands after."""

    before: str
    hit: str
    after: str


def snippet(text: str, sought: re.Pattern[str] | str, width: int = 70) -> Snippet | None:
    """Show a folded word where it first stands in the untouched text; None = it does not.

    ``width`` letters at most on each side, cut between words, with "..." where more follows.
    """
    wanted = re.compile(re.escape(sought)) if isinstance(sought, str) else sought
    found = wanted.search(fold_sought(text))
    if found is None or found.start() == found.end():
        return None
    start, end = _untouched(text, found.start(), found.end() - found.start())
    return Snippet(
        before=_last_words(text[:start], width),
        hit=text[start:end],
        after=_first_words(text[end:], width),
    )


def _untouched(text: str, at: int, length: int) -> tuple[int, int]:
    """Return the ends, in the text as it is, of a place in its folded form.

    Signs that fold to nothing belong to the letter before them.
    """
    start = end = len(text)
    place = 0
    for index, char in enumerate(text):
        size = len(fold_sought(char))
        if size and place >= at + length:
            end = index
            break
        if size and place <= at < place + size:
            start = index
        place += size
    return start, end


def _last_words(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    cut = text[-width:]
    return f"... {cut.partition(' ')[2] or cut}"


def _first_words(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    cut = text[:width]
    return f"{cut.rpartition(' ')[0] or cut} ..."
