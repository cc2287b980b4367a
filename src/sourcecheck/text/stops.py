"""Signs that end a sentence or part one, in the scripts we read."""

from __future__ import annotations

SENTENCE_ENDS = ".!?؟…。！？．۔।॥։՞՜"
"""Full stops, question and exclamation marks: Latin, Arabic, Urdu, CJK, Indic, Armenian."""

PAUSES = ",;:،؛，、；："
"""Commas, semicolons and colons."""
