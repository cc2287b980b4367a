"""Mend one printed address: what a reader would open, and what had to be done for it.

Nothing here guesses at a page: only the damage of typing, typesetting and caution is undone
(scheme typos, defanging, spaces of a PDF, entities, fullwidth signs, invisible characters).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcecheck.model import LinkFlag

INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Characters that are not seen: for use inside a character class."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# A ZWNJ between two Arabic letters belongs to a Persian word; fa.wikipedia has it in titles.
_PERSIAN_JOIN = re.compile("(?<=[\u0620-\u06ff])\u200c(?=[\u0620-\u06ff])")

SCHEME = r"(?:h[tx]{2}ps?|h{1,2}t{1,3}ps?|htpps?|htps?|hppts?|ttps?|ftp)"
"""A scheme as people type it; longer words come before shorter ones they begin with."""

_SOUND = re.compile(r"https?://[a-z0-9-][a-z0-9./?#%=&+_@!$*,;:~'-]*")  # nothing to mend
_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\[dot\]", re.IGNORECASE)
_LEAD = re.compile(rf"(?P<scheme>{SCHEME})(?P<rest>\[:\]//|:[/\\]{{1,4}}|[;.]?//)", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s{0,3})?(?=10\.\d{4,9}/)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A mended address and what was done, in words and as flags."""

    url: str
    flags: tuple[LinkFlag, ...] = ()
    steps: tuple[str, ...] = ()


def visible(text: str) -> str:
    """Return ``text`` without invisible characters; a Persian word keeps its ZWNJ."""
    if not _INVISIBLE.search(text):
        return text
    marked = _PERSIAN_JOIN.sub("\0", text)
    return _INVISIBLE.sub("", marked).replace("\0", "\u200c")


def repair(printed: str) -> Repaired:
    """Return the address a reader would open, for one printed address.

    A bare domain gets ``https``: it is what a browser would try first. The result may still
    be no valid address; that is for the parser to say.
    """
    if _SOUND.fullmatch(printed) and "&amp;" not in printed:
        return Repaired(url=printed)
    steps: list[str] = []
    flags: list[LinkFlag] = []
    url = _note(visible(printed), printed, "invisible characters dropped", steps)
    url = _note(_joined(url, flags), url, "broken lines or spaces joined", steps)
    mended = _scheme(_signs(url))
    if mended != url:
        url = _note(mended, url, "misprinted signs mended", steps)
        flags.append(LinkFlag.REPAIRED)
    if "://" not in url[:12] and not (_OTHER_SCHEME.match(url) and not _DOI.match(url)):
        url = _bare(url, steps)
        flags.append(LinkFlag.BARE)
    return Repaired(url=url, flags=tuple(flags), steps=tuple(steps))


def _note(new: str, old: str, step: str, steps: list[str]) -> str:
    if new != old:
        steps.append(step)
    return new


def _joined(url: str, flags: list[LinkFlag]) -> str:
    if "\n" in url or "\r" in url:
        flags.append(LinkFlag.WRAPPED)
        url = "".join(line.strip() for line in url.splitlines())
    stripped = url.strip()
    if re.search(r"\s", stripped) and not _DOI.match(stripped):
        flags.append(LinkFlag.REPAIRED)
        stripped = re.sub(r"\s+", "", stripped)
    return stripped


def _signs(url: str) -> str:
    return _DEFANGED.sub(".", url.translate(_WIDE).replace("&amp;", "&").replace("&AMP;", "&"))


def _scheme(url: str) -> str:
    """Mend the scheme when it is not one already; case is left to the parser."""
    if re.match(r"(?:https?|ftp)://[^/\\]", url, re.IGNORECASE):
        return url
    if not (lead := _LEAD.match(url)):
        return url
    scheme = lead["scheme"].lower()
    secure = "s" if scheme.endswith("s") else ""
    mended = "ftp" if scheme == "ftp" else f"http{secure}"
    return f"{mended}://{url[lead.end() :]}"


def _bare(url: str, steps: list[str]) -> str:
    if lead := _DOI.match(url):
        return _note(f"https://doi.org/{url[lead.end() :]}", url, "DOI given its resolver", steps)
    return _note(f"https://{url}", url, "scheme added", steps)
