"""Standard identifiers of cited works: found in a text and written in one form.

Sources: DOI handbook (ISO 26324) and Crossref's "DOIs and matching regular expressions"
(2015); ISBN users' manual (ISO 2108); ISSN manual (ISO 3297); arXiv identifier scheme.
Numbers with a check digit are kept only when it is right.
"""

from __future__ import annotations

import re

from sourcecheck.model import Identifiers

_DOI = re.compile(r"(?<![\w./])(?P<doi>10\.\d{4,9}/[^\s\"'،؛؟«»“”]{1,300})")
_DOI_IN_URL = re.compile(r"doi\.org/(?P<doi>10\.\d{4,9}/[^\s\"'،؛؟«»“”]{1,300})", re.IGNORECASE)
_ISBN = re.compile(
    r"ISBN(?:-1[03])?\s?:?\s{0,3}(?P<isbn>[\d][\d\s‐‑–-]{8,20}[\dXx])", re.IGNORECASE
)
_ISSN = re.compile(r"ISSN(?:-L)?\s?:?\s{0,3}(?P<issn>\d{4}[‐‑–-]?\d{3}[\dXx])", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arXiv\s?:\s?|arxiv\.org/(?:abs|pdf)/)"
    r"(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?",
    re.IGNORECASE,
)
_PMID = re.compile(
    r"(?:PMID\s?:?\s?|pubmed\.ncbi\.nlm\.nih\.gov/)(?P<pmid>\d{1,8})\b", re.IGNORECASE
)
_DASHES = re.compile(r"[\s‐‑–-]+")


def identifiers(text: str) -> Identifiers:
    """Return the first identifier of each kind printed in ``text``, normalised.

    DOI in lower case without resolver; ISBN as 13 digits; ISSN as ``1234-567X``; arXiv
    without version; PMID as digits. A wrong check digit means "not printed".
    """
    return Identifiers(
        doi=_first_doi(text),
        isbn=next((n for m in _ISBN.finditer(text) if (n := isbn13(m["isbn"]))), ""),
        arxiv=match["arxiv"].lower() if (match := _ARXIV.search(text)) else "",
        pmid=match["pmid"] if (match := _PMID.search(text)) else "",
        issn=next((n for m in _ISSN.finditer(text) if (n := issn(m["issn"]))), ""),
    )


def _first_doi(text: str) -> str:
    match = _DOI_IN_URL.search(text) or _DOI.search(text)
    return doi(match["doi"]) if match else ""


def doi(printed: str) -> str:
    """Return a DOI as printed in one form: lower case, the sentence's punctuation dropped."""
    kept = printed.strip().rstrip(".,;:!?'*…")
    for opening, closing in ("()", "[]", "<>"):
        while kept.endswith(closing) and kept.count(closing) > kept.count(opening):
            kept = kept[:-1].rstrip(".,;:")
    return kept.lower()


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
