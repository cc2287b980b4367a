"""Where an address ends in prose, and whether it was cut off in print."""

from __future__ import annotations

import re
import unicodedata

from sourcecheck.urls.suffix import public_suffix

# No address goes on after these: spaces, quotes, the punctuation of other scripts, ASCII
# signs that RFC 3986 does not allow, and the ellipsis. An apostrophe inside a word may stay.
_STOPS = (
    r"\s<>\"«»“”„‟‹›،؛؟۔…|{}^`\\\x00-\x1f\x7f"
    r"、。，；：！？（）【】「」『』《》〈〉〔〕｡､।॥։՝՞՜።፣፤፥׃—⟦⟧⟨⟩❨❩"
    r"⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾†‡"  # marks of notes
    r"←-⇿⤴⤵⬆\ufe0e\ufe0f"  # arrows: the way back from a note
)
_RUN = re.compile(f"[^{_STOPS}]{{1,8000}}")
_DOI_RUN = re.compile(r"[^\s\"«»“”،؛؟…|{}^`\\]{1,400}")
_DOI_HOST = re.compile(r"(?:dx\.)?doi\.org/10\.", re.IGNORECASE)
_NEXT = re.compile(r"(?:https?|ftp)[:：]/{1,2}", re.IGNORECASE)
_MARK = re.compile(r"\[\s?[\d٠-٩۰-۹]{1,3}(?:\s?[,،–-]\s?[\d٠-٩۰-۹]{1,3})*\s?\](?![=\[])")
# A Turkish or Azerbaijani case ending behind an apostrophe; "it's" is none.
_SUFFIX = re.compile(
    r"[^'’]+?(['’])(?:[dt][ae](?:n|ki)?|n[dt][ae](?:n|ki)?|[ny]?[aeəıiuü]|n?[ıiuü]n|y?l[aeə])"
)
_DASH = re.compile(r"–(?![A-Z\d])")
_ROUND_MARK = re.compile(r"\(\s?[\d٠-٩۰-۹]{1,2}\s?\)[.,;:]*(?![^\s])")
_TRAILING = ".,;:!?'’‘*~([<·–״׳"
_JOINTS = "/=#?&%-_"  # after these a path may go over to another script
_SIMPLE = re.compile(r"[a-z0-9./?#%=&+_@!$*,;~-]*", re.IGNORECASE)  # nothing to be told apart
_FOREIGN = re.compile(r"(?![\u0000-\u024f])[^\W\d_]|–")
_HOST_END = re.compile(r"[/?#]")
_BRACKET = re.compile(r"[()\[\]]")
_PIECES = re.compile(r"[/=?&#]")
_OPAQUE = re.compile(r"(?=.*[A-Z])[\w-]{1,24}")


def url_end(text: str, start: int, *, loose: bool = False, host_ends: int = 0) -> int:
    """Return where the address whose host begins at ``start`` ends.

    ``loose`` is for DOIs, whose suffix may hold ``<`` and ``>`` (``...45:1<1::AID-...``).
    ``host_ends`` is given where it is known already: what is before it is all host.
    """
    loose = loose or bool(_DOI_HOST.match(text, start))
    run = (_DOI_RUN if loose else _RUN).match(text, start)
    if not run:
        return start
    end = run.end()
    piece = run.group()
    if not _SIMPLE.fullmatch(piece):
        end = _before_next(text, start, end)
        end = _before_prose(text, start, end, host_ends)
        end = _balanced(text, start, end, loose=loose)
    end = _stripped(text, start, end)
    return end if "'" not in piece and "’" not in piece else _before_suffix(text, start, end)


def _before_suffix(text: str, start: int, end: int) -> int:
    """Stop before a case ending behind an apostrophe ("haber.com'da", "haber'e göre")."""
    match = _SUFFIX.fullmatch(text, start, end)
    return match.start(1) if match else end


def is_cut(text: str, start: int, end: int) -> bool:
    """Tell whether print cut the address ``text[start:end]`` off.

    An ellipsis shows it, or a slug that ends in a hyphen; opaque ids may end in one.
    """
    if text.startswith(("…", "..."), end):
        return True
    last = text[end - 1 : end]
    if last not in {"-", "_"} or "/" not in text[start:end]:
        return False
    tail = _PIECES.split(text[start:end])[-1][:-1]
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


def _before_prose(text: str, start: int, end: int, host_ends: int) -> int:
    """Stop where prose of another script is glued to an address in Latin letters."""
    if text.isascii():
        return end
    known, host_ends = host_ends, host_ends or _host_end(text, start, end)
    for match in _FOREIGN.finditer(text, known or start, end):
        at = match.start()
        if match.group() == "–":
            if _DASH.match(text, at):
                return at
            continue
        if at == start or (text[at - 1] in _JOINTS and at > host_ends):
            return _before_dash(text, at, end)
        in_host = known == 0 and at < host_ends and text[at - 1] in ".-"
        if in_host and _is_host(text, start, at, host_ends):
            return _before_dash(text, host_ends, end)
        if known and text[start] >= "\u0250" and at > host_ends:
            return end
        return at
    return end


def _before_dash(text: str, start: int, end: int) -> int:
    match = _DASH.search(text, start, end)
    return match.start() if match else end


def _host_end(text: str, start: int, end: int) -> int:
    match = _HOST_END.search(text, start, end)
    return match.start() if match else end


def _is_host(text: str, start: int, at: int, host_ends: int) -> bool:
    """Tell whether a host goes on in another script ("www.пример.рф") or prose begins."""
    rest, before = text[at:host_ends], text[start : at - 1]
    if not public_suffix(rest if "." in rest else f"x.{rest}"):
        return False
    if "." in rest or text[host_ends : host_ends + 1] == "/":
        return True
    suffix = public_suffix(before)
    return not suffix or suffix == before.lower()


def _balanced(text: str, start: int, end: int, *, loose: bool) -> int:
    """Stop at a closing bracket nobody opened, at a mark, at a bracket nobody closes."""
    open_at: list[int] = []
    for match in _BRACKET.finditer(text, start, end):
        at, char = match.start(), match.group()
        if char in "([":
            if at > start and not (loose and char == "(") and _is_mark(text, at):
                return at
            open_at.append(at)
        elif open_at and text[open_at[-1]] == ("(" if char == ")" else "["):
            open_at.pop()
        else:
            return open_at[0] if open_at else at
    return open_at[0] if open_at else end


def _is_mark(text: str, at: int) -> bool:
    if text[at] == "[":
        return text[at - 1] != "=" and bool(_MARK.match(text, at))
    return text[at - 1].isalnum() and bool(_ROUND_MARK.match(text, at))


def _stripped(text: str, start: int, end: int) -> int:
    """Drop the sentence's punctuation; a hyphen or underscore is the only sign of a cut."""
    while end > start and (text[end - 1] in _TRAILING or _is_combining(text[end - 1])):
        end -= 1
    return end


def _is_combining(char: str) -> bool:
    return char > "\u02ff" and unicodedata.combining(char) > 0
