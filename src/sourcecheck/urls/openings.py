"""Where an address begins in prose: after a scheme, at a DOI, at a name with dots.

The naive way tries every kind of beginning at every letter. Nearly all letters begin nothing,
so this one goes from sign to sign: an address has a slash or a dot with something behind it,
and what stands before that sign is read backwards, for a bounded number of letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcecheck.model import Span
from sourcecheck.urls.repair import SCHEME
from sourcecheck.urls.suffix import public_suffix

_ANCHOR = re.compile(r"[/／\\.](?!\s)")
_BEFORE_SLASHES = frozenset(":：;.]pPsS ")
_LOOKBACK = 14  # letters of the longest scheme as people type it, with "[:]" or spaces
_SCHEME_ENDS = re.compile(
    rf"(?:(?P<word>(?<![a-z0-9]){SCHEME})|(?P<glued>https?|ftp))"
    r"(?P<colon>[ ]{0,2}[:：][ ]{0,2}|\[:\]|[;.]?)\Z",
    re.IGNORECASE,
)
_SLASHES = re.compile(r"[/／\\](?:[ ]?[/／\\]){0,3}")
_SPACES = re.compile(r"[ ]{0,2}(?=[^\W_])")
_DOI_PREFIX = re.compile(r"\.\d{4,9}/")
_DOI_WORD = re.compile(r"doi:[ ]{0,2}\Z", re.IGNORECASE)

# Letters of a host's label: Latin ones, or those of one other script; never both.
_LATIN = r"[a-zA-Z0-9\u00c0-\u024f-]"
_OTHER = r"[^\W_a-zA-Z\u00c0-\u024f](?:[\u200c-]?[^\W_a-zA-Z\u00c0-\u024f])*"
_HOST = re.compile(rf"(?:(?:{_LATIN}{{1,63}}|{_OTHER})\.){{1,8}}(?:{_LATIN}{{1,63}}|{_OTHER})")
_RUN = re.compile(r"[\w.-]*")
_LABEL_LETTERS = 64
_NO_BEGINNING = frozenset("@/.-_\\")
_PORT_OR_QUERY = re.compile(r"/|:\d{2,5}/|\?\w")
_WORD_BEFORE = re.compile(r"([^\W\d_])[\W\d_]*\Z")
_WORD_AFTER = re.compile(r"[\W\d_]*([^\W\d_])")

SHORT_LABEL = 5
"""Letters of a name in Latin prose before a country's ending; shorter ones ("trad.de") may be
an abbreviation before a word; guess."""

FRAME = 20
"""Most spaces and stops around a name that is a text of its own."""

CODE_LETTERS = 3
"""Most letters of a Cyrillic ending that is no word: "рф", "рус", "укр"."""

_FILE_ENDINGS = frozenset({"zip", "mov", "py", "md", "sh", "ps"})
# endings of files that are top-level domains as well
_SITE_ENDINGS = frozenset({"md", "ps"})  # Moldova, Palestine: sites stand right below these
_FILES = frozenset({"readme", "changelog", "contributing", "license", "index", "notes", "todo"})


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of an address."""

    start: int  # of all that is printed
    body: int  # of the host; of the suffix, for a DOI
    kind: str  # "full", "spaced", "doi" or "bare"
    host_ends: int = 0  # for a bare name: where its last label ends


@dataclass(frozen=True, slots=True)
class Nothing:
    """No address begins at a sign; ``after`` is where to look on."""

    after: int


def next_opening(text: str, place: int, done: int) -> Opening | None:
    """Return the first address that begins at or after ``done`` with a sign after ``place``.

    ``done`` is the end of the address before, ``place`` where the search for signs goes on.
    """
    while anchor := _ANCHOR.search(text, place):
        at = anchor.start()
        found = _named(text, at, done) if text[at] == "." else _schemed(text, at, done)
        if isinstance(found, Opening):
            return found
        place = found.after
    return None


def _schemed(text: str, at: int, done: int) -> Opening | Nothing:
    """Read what stands before slashes as a scheme."""
    if at == done or text[at - 1] not in _BEFORE_SLASHES:
        return Nothing(at + 1)
    first = max(done, at - _LOOKBACK)
    scheme = _SCHEME_ENDS.search(text, first, at)
    slashes = _SLASHES.match(text, at)
    if not scheme or not slashes:
        return Nothing(at + 1)
    colon = scheme["colon"]
    spaced = " " in colon or " " in slashes.group()
    two = len(slashes.group().replace(" ", "")) > 1
    plain = colon.strip() in {":", "："}
    if not (two or (plain and scheme["word"])) or not (plain or scheme["word"]):
        return Nothing(at + 1)
    body = slashes.end()
    if spaced:
        gap = _SPACES.match(text, body)
        if not gap or not two or not _is_http(scheme):
            return Nothing(slashes.end())
        body = gap.end()
    return Opening(scheme.start(), body, "spaced" if spaced else "full")


def _is_http(scheme: re.Match[str]) -> bool:
    return (scheme["word"] or scheme["glued"]).lower() in {"http", "https"}


def _named(text: str, at: int, done: int) -> Opening | Nothing:
    """Read what stands around a dot as a DOI or the name of a host."""
    if at >= done + 2 and text[at - 2 : at] == "10" and (doi := _doi(text, at, done)):
        return doi
    start = _label_start(text, at, done)
    if start == at or (start > done and text[start - 1] in _NO_BEGINNING):
        return Nothing(_after(text, at))
    if text[at + 1 : at + 2].isdecimal() and text[start:at].isdecimal():
        return Nothing(_after(text, at))  # a number, a version, an address in figures
    host = _HOST.match(text, start)
    if host is None:
        return Nothing(_after(text, at))
    start, end = _host(text, start, host.end())
    if end > start and not _joined(text, end) and _counts(text, start, end):
        return Opening(start, start, "bare", end)
    return Nothing(_after(text, at))


def _doi(text: str, at: int, done: int) -> Opening | None:
    prefix = _DOI_PREFIX.match(text, at)
    if not prefix or (at > done + 2 and text[at - 3] in "./@-" + "0123456789"):
        return None
    if at > done + 2 and text[at - 3].isascii() and text[at - 3].isalpha():
        return None
    word = _DOI_WORD.search(text, max(done, at - 8), at - 2)
    return Opening(word.start() if word else at - 2, prefix.end(), "doi")


def _after(text: str, at: int) -> int:
    run = _RUN.match(text, at)
    return max(run.end() if run else at, at + 1)


def _label_start(text: str, at: int, done: int) -> int:
    """Return where the label before a dot begins; Latin letters leave glued prose behind."""
    start, floor = at, max(done, at - _LABEL_LETTERS)
    latin: bool | None = None  # the script of the letters, once there was one
    while start > floor and (text[start - 1].isalnum() or text[start - 1] in "-\u200c"):
        char = text[start - 1]
        if char.isalpha():
            if latin not in (None, _is_latin(char)):
                break
            latin = _is_latin(char)
        start -= 1
    while start < at and text[start] in "-\u200c":
        start += 1
    return start


def _is_latin(char: str) -> bool:
    return char < "\u0250" or char == "-"


def _host(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the host begins and ends, or an empty piece.

    Labels behind it that are prose (a missing space after a full stop) are left out, and a
    first label of another script is when the rest is a name somebody registered.
    """
    if text[start : start + 4].lower() == "www.":
        return start, end
    while end > start:
        suffix = public_suffix(text[start:end])
        dot = text.rfind(".", start, end)
        if suffix and len(suffix) < end - start:
            break
        last = text[dot + 1 : end]
        if dot < 0 or (last[0].isascii() and not last[0].isupper()):
            return start, start
        end = dot
    first = text.find(".", start, end)
    if not _is_latin(text[start]) and _registered(text[first + 1 : end]):
        start = first + 1
    return start, end


def _registered(host: str) -> bool:
    suffix = public_suffix(host)
    return _is_latin(host[0]) and bool(suffix) and suffix != host.lower()


def _joined(text: str, end: int) -> bool:
    """Tell whether a name goes on behind its last label: a mail address, a word, a scheme."""
    following = text[end : end + 3]
    char = following[:1]
    return (
        char in {"@", "-", "_"}
        or (char.isascii() and char.isalnum())
        or following.startswith(("//", "://"))
    )


def _counts(text: str, start: int, end: int) -> bool:
    """Tell whether a name with dots is an address: see ``find_urls``."""
    printed = text[start:end]
    name = printed.lower()
    if name.startswith("www."):
        return name.count(".") > 1
    if _PORT_OR_QUERY.match(text, end):
        return True
    suffix = public_suffix(name)
    ending = suffix.rpartition(".")[2]
    # A missing space after a full stop, "Gazeta.Ru" as a name: no address in lower case.
    if printed != name or (suffix in _FILE_ENDINGS and not _is_site(text, printed, suffix)):
        return False
    if _is_all(text, printed):
        return True
    if not ending.isascii():
        return _is_latin(name[0]) or (
            "\u0400" <= ending[0] <= "\u052f" and len(ending) <= CODE_LETTERS
        )
    owned = name[: -len(suffix) - 1].rpartition(".")[2]
    return "." in suffix or len(suffix) > 2 or _fits_country(text, Span(start, end), owned)


def _is_site(text: str, name: str, ending: str) -> bool:
    """Tell a site from a file of the same ending: alone in its text, in a country of sites."""
    return (
        ending in _SITE_ENDINGS
        and _is_all(text, name)
        and name.split(".", maxsplit=1)[0] not in _FILES
    )


def _is_all(text: str, name: str) -> bool:
    """Tell whether a name is all the text there is, but for a frame of spaces and stops."""
    return len(text) <= len(name) + FRAME and text.strip(" .\n") == name


def _fits_country(text: str, name: Span, owned: str) -> bool:
    """Tell a name under a country's ending from an abbreviation glued to the next word.

    Between words of another script Latin letters with a dot are a name; between Latin words
    the name must be long or have a figure or a hyphen.
    """
    before = _WORD_BEFORE.search(text, max(0, name.start - 12), name.start)
    after = _WORD_AFTER.match(text, name.end, name.end + 12)
    beside = before or after
    if beside and not _is_latin(beside[1]):
        return len(owned) > 1
    return len(owned) >= SHORT_LABEL or (len(owned) > 1 and not owned.isalpha())
