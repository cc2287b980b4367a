"""What a mark's words look like: a label of a note, and nothing else."""

from __future__ import annotations

import re

LABEL = re.compile(
    r"[\[(（［〔{⁽\s]*"
    r"(?:[^\W\d_]{1,8}\.?\s)?"  # [note 1], [прим. 2]
    r"(?P<label>\d{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|[①-⑳]|[^\W\d_]{1,2}|[ivxlcdm]{1,6}|[*†‡§¶#]{1,4})"
    r"[\])）］〕}⁾.\s]*",
    re.IGNORECASE,
)
LONGEST_LABEL = 16
"""Letters of a mark, its brackets included."""

DROPPED = "[](){}（）［］〔〕⁽⁾ \t\n.\u00a0\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
"""What stands around a label and is not part of it."""


def label_of(text: str) -> str:
    """Return the label a mark's words are, brackets dropped and words kept, or ""."""
    if len(text) > LONGEST_LABEL or LABEL.fullmatch(text) is None:
        return ""
    return " ".join(text.strip(DROPPED).split())
