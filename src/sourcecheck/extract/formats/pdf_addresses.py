"""Addresses that are broken over two lines of a page."""

from __future__ import annotations

import re

from sourcecheck.extract.formats.pdf_reading import FULL, Line

JOINT = "-/_=&?%#+~:"
"""Signs after which writers break an address."""

_ADDRESS = re.compile(r"(?:https?:|ftp:)/|www\.|^[\w.-]+\.[a-z]{2,}/", re.IGNORECASE)
_OPENING = re.compile(r"(?:https?:|ftp:)/|www\.", re.IGNORECASE)
_OPEN = ("://", "www.")
_PIECE = re.compile(r"[A-Za-z0-9%~/?#=&._+:@!$,;()\-]+")
_UNLIKE_A_WORD = re.compile(r"[/=&?%_#~\d]|[a-z]-[a-z]|\.\w", re.IGNORECASE)
_UNLIKE_PROSE = re.compile(r"[/=?&%_]")
_LABEL = re.compile(r"[\[(（]?\d{1,3}[\])）][-_.:]?|\d{1,3}[-_.:ـ]|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}.*")


def goes_on(line: Line, after: Line) -> bool:
    """Tell an address that is broken between two lines; a note's label begins another note."""
    tail, head = line.text.rpartition(" ")[2], after.text.partition(" ")[0]
    piece = _PIECE.match(head)
    if not tail or not piece or not _is_address(tail):
        return False
    if tail.endswith(_OPEN):
        return True
    if _LABEL.fullmatch(head) or _OPENING.match(head):
        return False
    if head[0] in JOINT + "." and len(head) > 1:
        return True
    unlike = _UNLIKE_A_WORD.search(piece.group().rstrip(".,;:)")) is not None
    if tail[-1] in JOINT:
        return unlike or tail[-1] in "/=&?%_#" or piece.end() == len(head)
    full = line.far < FULL * line.row.size
    if tail[-1] == ".":
        return full and _UNLIKE_PROSE.search(piece.group()) is not None
    return full and unlike and tail[-1] not in ",;!?)"


def _is_address(tail: str) -> bool:
    """Tell an address, or a whole line that is only a piece of one."""
    if not tail.isascii():
        return False
    if _ADDRESS.search(tail):
        return True
    return "/" in tail and bool(_PIECE.fullmatch(tail)) and bool(_UNLIKE_A_WORD.search(tail[:-1]))
