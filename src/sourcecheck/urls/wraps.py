"""Addresses that a line break cuts in two."""

from __future__ import annotations

import re

from sourcecheck.urls.edges import is_cut, url_end

_BREAK = re.compile(r"[ \t\u00a0]*\r?\n[ \t\u00a0]*(?=\S)")
_LABEL = re.compile(
    r"[\[(]?\d{1,3}(?:[\])._-]|\s*[-–.)_])(?:\s|$|\[|h|w)|\d{1,3}\s+(?:h|w)", re.IGNORECASE
)
_TOKEN = re.compile(r"[a-z0-9%~][a-z0-9%._~:/?#@!$&'()*+,;=-]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z]{3,5}:/|www\.", re.IGNORECASE)
_MAX_LINES = 6  # guess: no address we saw was broken over more lines


def continued(text: str, start: int, end: int) -> tuple[int, bool]:
    """Return where an address ends once its wrapped lines are joined, and if that is cut off.

    A line is joined when the one before ends in ``- / _ = & ? %`` and it opens with
    something that could only be a piece of an address; a note's label never is.
    """
    last = end
    for _ in range(_MAX_LINES):
        following = _continuation(text, start, last)
        if following <= last:
            break
        last = following
    return last, last > end and is_cut(text, start, last)


def _continuation(text: str, start: int, end: int) -> int:
    if text[end - 1] not in "-/_=&?%":
        return end
    gap = _BREAK.match(text, end)
    if not gap or _LABEL.match(text, gap.end()) or _SCHEME.match(text, gap.end()):
        return end
    token = _TOKEN.match(text, gap.end())
    if not token or not _belongs(text, start, end, token):
        return end
    return url_end(text, gap.end())


def _belongs(text: str, start: int, end: int, token: re.Match[str]) -> bool:
    word = token.group().rstrip(".,;:!?)")
    line_ends = not re.compile(r"[ \t]*\S").match(text, token.end()) or text[token.end()] in "\r\n"
    if word.isdecimal():
        return line_ends and len(word) >= 5
    if re.search(r"[\w%][-/=_&%][\w%]|\.html?$|\d[a-z]|[a-z]\d", word, re.IGNORECASE):
        return True
    # One plain word: only after a hyphen, alone on its line, and not a name.
    return text[end - 1] == "-" and "/" in text[start:end] and line_ends and word.islower()
