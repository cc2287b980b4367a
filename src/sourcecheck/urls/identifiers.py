"""Standard identifiers of cited works: found in a text and written in one form.

Sources: DOI handbook (ISO 26324) and Crossref's "DOIs and matching regular expressions"
(2015); short DOI service (shortdoi.org); ISBN users' manual (ISO 2108); ISSN manual (ISO
3297); arXiv identifier scheme; Handle system (RFC 3650); URN:NBN (RFC 8458).
Numbers with a check digit are kept only when it is right.
"""

from __future__ import annotations

import re
import unicodedata

from sourcecheck.model import Identifiers

_SUFFIX = r"[^\s\"'،؛؟«»“”。、，；|{}]{1,300}"
_GLUED = re.compile(r"(?<=[\x21-\x7e])(?![\u0370-\u03ff])[^\W\d_](?<![\u0000-\u024f])")
_DOI = re.compile(rf"(?<![\w./])(?P<doi>10\.\d{{4,9}}/{_SUFFIX})")
_GLUED_DOI = re.compile(
    rf"(?:doi\.org/|(?<![a-z])doi:?\s{{0,2}})(?P<doi>10\.\d{{4,9}}/{_SUFFIX}|10/[a-z0-9]{{3,10}}(?![\w/]))",
    re.IGNORECASE,
)
_DOI_IN_URL = re.compile(
    rf"doi\.org/(?P<doi>10\.\d{{4,9}}/{_SUFFIX}|10/[a-z0-9]{{3,10}}(?![\w/]))", re.IGNORECASE
)
_ISBN = re.compile(
    r"(?:ISBN(?:-1[03])?|شابک|ردمك|تدمك)(?:\s?\([^()\n]{1,12}\))?\s?:?\s{0,3}"
    r"(?P<isbn>\d[\d\s‐‑–-]{8,20}[\dXx])",
    re.IGNORECASE,
)
_ISSN = re.compile(
    r"(?:[ep]-?ISSN|ISSN(?:-L)?|شاپا|ردمد)(?:\s?\([^()\n]{1,12}\))?\s?:?\s{0,3}"
    r"(?P<issn>\d{4}\s?[‐‑–-]?\s?\d{3}[\dXx])(?!\d)",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"(?:arXiv\s?:\s?|arxiv\.org/(?:abs|pdf|html)/)"
    r"(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?(?!\d)",
    re.IGNORECASE,
)
_PMID = re.compile(
    r"(?:PMID\s?:?\s?|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)"
    r"(?P<pmid>\d{1,8})(?!\d)",
    re.IGNORECASE,
)
_PMCID = re.compile(r"(?<![a-z])PMC(?:ID)?\s?:?\s?(?:PMC)?(?P<pmcid>\d{4,9})(?!\d)", re.IGNORECASE)
_HANDLE = re.compile(
    rf"(?:hdl\.handle\.net/|(?<![a-z])hdl:\s?)(?P<handle>\d[\d.]{{1,20}}/{_SUFFIX})", re.IGNORECASE
)
_URN = re.compile(r"(?<![a-z])(?P<urn>urn:(?:nbn|isbn|issn):[a-z0-9:._/-]{3,80})", re.IGNORECASE)
_DASHES = re.compile(r"[\s‐‑–-]+")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MAYBE = re.compile(
    r"10[./]|IS[BS]N|arxiv|PM(?:ID|C)|pubmed|hdl|handle|urn:|شا|رد|تدمك", re.IGNORECASE
)


def identifiers(text: str) -> Identifiers:
    """Return the first identifier of each kind printed in ``text``, normalised.

    DOI in lower case without resolver (a short DOI is ``10/abc``); ISBN as 13 digits; ISSN as
    ``1234-567X``; arXiv without version; PMID as digits. A wrong check digit means "not
    printed"; ``misprinted`` tells those. Digits of any script count, invisible characters do
    not, and letters of another script glued behind an identifier are no part of it.
    """
    plain = _plain(text)
    if not _MAYBE.search(plain):
        return _NONE
    return Identifiers(
        doi=_first_doi(plain),
        isbn=next((n for m in _ISBN.finditer(plain) if (n := _isbn_in(m["isbn"]))), ""),
        arxiv=match["arxiv"].lower() if (match := _ARXIV.search(plain)) else "",
        pmid=match["pmid"] if (match := _PMID.search(plain)) else "",
        issn=next((n for m in _ISSN.finditer(plain) if (n := issn(m["issn"]))), ""),
        pmcid=f"PMC{match['pmcid']}" if (match := _PMCID.search(plain)) else "",
        handle=_stripped(match["handle"]) if (match := _HANDLE.search(plain)) else "",
        urn=match["urn"].lower().rstrip(".:-/") if (match := _URN.search(plain)) else "",
    )


_NONE = Identifiers()


def misprinted(text: str) -> tuple[str, ...]:
    """Return the ISBN and ISSN in ``text`` whose check digit is wrong, as printed."""
    plain = _plain(text)
    if not _MAYBE.search(plain):
        return ()
    books = (m["isbn"].strip() for m in _ISBN.finditer(plain) if not _isbn_in(m["isbn"]))
    serials = (m["issn"] for m in _ISSN.finditer(plain) if not issn(m["issn"]))
    return (*books, *serials)


def _plain(text: str) -> str:
    """Return a text with ASCII digits and nothing invisible."""
    if text.isascii():
        return text
    shown = _UNSEEN.sub("", text)
    return "".join(
        str(unicodedata.digit(char)) if char > "\u00b9" and char.isdecimal() else char
        for char in shown
    )


def _first_doi(text: str) -> str:
    match = _DOI_IN_URL.search(text) or _GLUED_DOI.search(text) or _DOI.search(text)
    return doi(match["doi"]) if match else ""


def doi(printed: str) -> str:
    """Return a DOI as printed in one form: lower case, the sentence's punctuation dropped."""
    glued = _GLUED.search(printed)
    return _stripped(printed[: glued.start()] if glued else printed).lower()


def _stripped(printed: str) -> str:
    kept = printed.strip().rstrip(".,;:!?'*…")
    for opening, closing in ("()", "[]", "<>"):
        while kept.endswith(closing) and kept.count(closing) > kept.count(opening):
            kept = kept[:-1].rstrip(".,;:")
    return kept


def _isbn_in(printed: str) -> str:
    """Return the ISBN that a run of digits opens with; a year or a page may follow it."""
    digits = _DASHES.sub("", printed)
    return isbn13(digits) or isbn13(digits[:13]) or isbn13(digits[:10])


def isbn13(printed: str) -> str:
    """Return an ISBN of 10 or 13 digits as 13 digits, or "" when its check digit is wrong."""
    digits = _DASHES.sub("", printed).upper()
    if len(digits) == 13 and digits.isdecimal() and digits[:3] in {"978", "979"}:
        return digits if _ean_check(digits[:12]) == digits[12] else ""
    if len(digits) == 10 and digits[:9].isdecimal() and _mod11_check(digits[:9]) == digits[9]:
        return "978" + digits[:9] + _ean_check("978" + digits[:9])
    return ""


def issn(printed: str) -> str:
    """Return an ISSN as ``1234-567X``, or "" when its check digit is wrong."""
    digits = _DASHES.sub("", printed).upper()
    if len(digits) == 8 and digits[:7].isdecimal() and _mod11_check(digits[:7]) == digits[7]:
        return f"{digits[:4]}-{digits[4:]}"
    return ""


def _ean_check(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def _mod11_check(digits: str) -> str:
    """Return the check digit of ISBN-10 and ISSN: weights fall to 2, modulo 11, ten is X."""
    total = sum(
        int(digit) * weight
        for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True)
    )
    rest = -total % 11
    return "X" if rest == 10 else str(rest)
