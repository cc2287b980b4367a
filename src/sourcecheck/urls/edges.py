"""Where an address ends in prose, and whether it was cut off in print."""

from __future__ import annotations

import re
import unicodedata

from sourcecheck.urls.suffix import public_suffix

# No address goes on after these: spaces, quotes, the punctuation of other scripts, ASCII
# signs that RFC 3986 does not allow, and the ellipsis. An apostrophe inside a word may stay.
_STOPS = r"\s<>\"«»“”„‟‹›،؛؟۔…|{}^`\\\x00-\x1f\x7f、。，；：！？（）【】「」『』《》〈〉〔〕"
_RUN = re.compile(f"[^{_STOPS}]{{1,8000}}")
_DOI_RUN = re.compile(r"[^\s\"«»“”،؛؟…|{}^`\\]{1,400}")
_DOI_HOST = re.compile(r"(?:dx\.)?doi\.org/10\.", re.IGNORECASE)
_NEXT = re.compile(r"(?:https?|ftp)[:：]/{1,2}", re.IGNORECASE)
_MARK = re.compile(r"\[\s?[\d٠-٩۰-۹]{1,3}(?:\s?[,،–-]\s?[\d٠-٩۰-۹]{1,3})*\s?\](?![=\[])")
_ROUND_MARK = re.compile(r"\(\s?[\d٠-٩۰-۹]{1,2}\s?\)[.,;:]*(?![^\s])")
_TRAILING = ".,;:!?'’‘*~([<"
_JOINTS = "/=#?&%-_"  # after these a path may go over to another script
_OPAQUE = re.compile(r"(?=.*[A-Z])[\w-]{1,24}")


def url_end(text: str, start: int, *, loose: bool = False) -> int:
    """Return where the address whose host begins at ``start`` ends.

    ``loose`` is for DOIs, whose suffix may hold ``<`` and ``>`` (``...45:1<1::AID-...``).
    """
    run = (_DOI_RUN if loose or _DOI_HOST.match(text, start) else _RUN).match(text, start)
    if not run:
        return start
    end = _before_next(text, start, run.end())
    end = _before_prose(text, start, end)
    end = _balanced(text, start, end)
    return _stripped(text, start, end)


def is_cut(text: str, start: int, end: int) -> bool:
    """Tell whether print cut the address ``text[start:end]`` off.

    An ellipsis shows it, or a slug that ends in a hyphen; opaque ids may end in one.
    """
    if text.startswith(("…", "..."), end):
        return True
    last = text[end - 1 : end]
    if last not in {"-", "_"} or "/" not in text[start:end]:
        return False
    tail = re.split(r"[/=?&#]", text[start:end])[-1][:-1]
    if _OPAQUE.fullmatch(tail):
        return False
    return last == "-" or len(re.findall(r"[-_]", tail)) >= 2


def _before_next(text: str, start: int, end: int) -> int:
    """Stop before a second scheme, unless the first address carries it (an archive's copy)."""
    for match in _NEXT.finditer(text, start, end):
        at = match.start()
        if (
            at > start
            and text[at - 1] not in "/=?&"
            and not text[at - 3 : at].lower().startswith("%")
        ):
            return at
    return end


def _before_prose(text: str, start: int, end: int) -> int:
    """Stop where prose of another script is glued to an address in Latin letters."""
    host_ends = _host_end(text, start, end)
    for match in re.compile(r"[^\W\d_]").finditer(text, start, end):
        at, char = match.start(), match.group()
        if char < "\u0250":
            continue
        if at == start or (text[at - 1] in _JOINTS and at > host_ends):
            return end
        if (
            at < host_ends
            and text[at - 1] in ".-"
            and _is_host(text[at:host_ends], text, host_ends)
        ):
            return end
        return at
    return end


def _host_end(text: str, start: int, end: int) -> int:
    match = re.compile(r"[/?#]").search(text, start, end)
    return match.start() if match else end


def _is_host(rest: str, text: str, host_ends: int) -> bool:
    """Tell whether a host goes on in another script ("www.пример.рф") or prose begins."""
    return bool(public_suffix(rest if "." in rest else f"x.{rest}")) and (
        "." in rest or text[host_ends : host_ends + 1] == "/"
    )


def _balanced(text: str, start: int, end: int) -> int:
    """Stop at a closing bracket nobody opened, at a mark, at a bracket nobody closes."""
    open_at: list[int] = []
    for match in re.compile(r"[()\[\]]").finditer(text, start, end):
        at, char = match.start(), match.group()
        if char in "([":
            if at > start and _is_mark(text, at):
                return at
            open_at.append(at)
        elif open_at and text[open_at[-1]] == ("(" if char == ")" else "["):
            open_at.pop()
        else:
            return open_at[0] if open_at else at
    return open_at[0] if open_at else end


def _is_mark(text: str, at: int) -> bool:
    if text[at] == "[":
        return bool(_MARK.match(text, at))
    return text[at - 1].isalnum() and bool(_ROUND_MARK.match(text, at))


def _stripped(text: str, start: int, end: int) -> int:
    """Drop the sentence's punctuation; a hyphen or underscore is the only sign of a cut."""
    while end > start and (text[end - 1] in _TRAILING or _is_combining(text[end - 1])):
        end -= 1
    return end


def _is_combining(char: str) -> bool:
    return char > "\u02ff" and unicodedata.combining(char) > 0
