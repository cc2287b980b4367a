"""Sentences on what would change a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcecheck.model.verdict import LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTexts:
    """Which sentences apply to a state, and the sentences in one language.

    A sentence holds places like ``{date}``; it is told only where all of them are known.
    """

    of_state: Mapping[LinkState, tuple[str, ...]]  # names of sentences, in order
    texts: Mapping[str, str]  # by name
    language: str = "en"
