"""Which of some known words was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST = 3


def nearest(typed: str, known: Iterable[str]) -> str:
    """Return the known word most like the typed one, several that are equally like it, or ""."""
    close = difflib.get_close_matches(typed, list(known), n=10)
    best = max((_likeness(typed, word) for word in close), default=(0.0, 0))
    return " or ".join(sorted(word for word in close if _likeness(typed, word) == best)[:MOST])


def _likeness(typed: str, word: str) -> tuple[float, int]:
    """Weigh the letters in common, then how many agree from the start."""
    ratio = difflib.SequenceMatcher(None, word, typed).ratio()
    alike = next((at for at, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), 99)
    return ratio, alike
