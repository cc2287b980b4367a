"""Markup that an outside converter reads for us: how it shows in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """One kind of markup."""

    name: str  # for messages: "LaTeX"
    reader: str  # what pandoc calls it
    media_type: str
    since: str  # the first version of pandoc that reads it
    endings: tuple[str, ...]  # of file names; they only tip the balance
    needs: tuple[str, ...]  # without one of these nothing is looked for
    decisive: tuple[re.Pattern[str], ...]  # one is enough
    signs: tuple[re.Pattern[str], ...]  # two kinds are needed, one with a right ending

    def shows_in(self, head: str, name: str) -> bool:
        """Tell whether a text that opens with ``head`` is of this kind."""
        if not any(sign in head for sign in self.needs):
            return False
        if any(pattern.search(head) for pattern in self.decisive):
            return True
        kinds = sum(pattern.search(head) is not None for pattern in self.signs)
        return kinds + name.lower().endswith(self.endings) >= 2 if kinds else False


MarkupTable = tuple[Markup, ...]
"""Kinds of markup in the order they are looked for."""
