"""Pages that one site shows for every address, and that may still not mean "missing"."""

from __future__ import annotations

import re

from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.web import PageFacts
from sourcecheck.text.fold import folded

_WORD = re.compile(r"[\w']+")
FEW_LINKS = 4
"""A page with fewer leads nowhere: walls lead to a help page or two, sites to sections (guess)."""

_SENTENCE = 8  # words: less says nothing (guess)


def door_word(text: str, pages: PageTables) -> str:
    """Return a word of a text by which walls, logins, censors and the like speak, or ""."""
    plain = f" {' '.join(_WORD.findall(folded(text)))} "
    return next((words for words in pages.doors if f" {words} " in plain), "")


def may_be_a_wall(page: PageFacts) -> bool:
    """Tell whether a page has hardly a link, and something by which a wall lets people pass."""
    passes = page.noindex or page.scripts or page.controls or page.refresh
    return page.links < FEW_LINKS and bool(passes)


def may_be_a_shell(page: PageFacts, prose: PageFacts, pages: PageTables) -> bool:
    """Tell whether a page has a place for scripts to fill, or nothing to say of its own.

    ``prose`` is the page as ``prose.spoken`` returns it.
    """
    if not page.scripts:
        return False
    empty = not page.prose or prose.words < _SENTENCE
    return empty or any(one.lower() in pages.mounts for one in page.ids)
