"""Behaviours: pages in old encodings, said rightly, wrongly or not at all.

That a story is alive shows little of how it was read, so every encoding also has a page that
says it is not there: who reads it wrongly does not see that.
"""

from __future__ import annotations

import codecs

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, answer
from sourcecheck.testing.sites import OK, page_at

_UTF_8 = '<meta charset="utf-8">'

# name, language, encoding of the bytes, type in the header, charset in the page ("" = none)
_CASES = (
    ("windows_1256_silent", "ar", "windows-1256", "text/html", ""),
    ("windows_1256_as_utf_8", "ar", "windows-1256", "text/html; charset=utf-8", ""),
    ("windows_1256_meta_lies", "ar", "windows-1256", "text/html", "utf-8"),
    ("windows_1251_as_latin", "ru", "windows-1251", "text/html; charset=iso-8859-1", ""),
    ("windows_1251_meta_lies", "ru", "windows-1251", "text/html", "utf-8"),
    ("koi8_r_in_page", "ru", "koi8-r", "text/html", "koi8-r"),
    ("iso_8859_9_silent", "tr", "iso-8859-9", "text/html", ""),
    ("windows_1254_as_latin", "tr", "windows-1254", "text/html; charset=iso-8859-1", ""),
    ("utf_8_as_latin", "fa", "utf-8", "text/html; charset=iso-8859-1", ""),
    ("utf_8_as_nonsense", "fa", "utf-8", "text/html; charset=x-user-unknown", ""),
    ("utf_8_quoted", "ar", "utf-8", 'text/html; charset="UTF-8"', ""),
    ("utf_8_no_type", "ru", "utf-8", "", ""),
)


def _encoded(text: str, encoding: str, declared: str, inside: str) -> bytes:
    meta = f'<meta charset="{inside}">' if inside else ""
    content = text.replace(_UTF_8, meta).encode(encoding, "replace")
    kind = declared or "x-none"
    made = answer(OK, content, kind=kind)
    # The plain writer adds the right charset to pages; here the header is the case.
    head = f"Content-Type: {kind}".encode()
    start = made.index(b"Content-Type: ")
    end = made.index(b"\r\n", start)
    if not declared:
        return made[:start] + made[end + 2 :]
    return made[:start] + head + made[end:]


def _marked(text: str, mark: bytes, encoding: str) -> bytes:
    return answer(OK, mark + text.replace(_UTF_8, "").encode(encoding), kind="text/html")


_STORIES: tuple[Behaviour, ...] = tuple(
    page_at(
        name,
        f"a page in {encoding}, header: {declared or 'none'}, page: {inside or 'nothing'}",
        LinkState.ALIVE,
        _encoded(pages.story(language), encoding, declared, inside),
    )
    for name, language, encoding, declared, inside in _CASES
)
_MISSING: tuple[Behaviour, ...] = tuple(
    page_at(
        f"soft_404_{name}",
        f"says with 200 that it is not there, in {encoding}, header: {declared or 'none'}",
        LinkState.SOFT_404,
        _encoded(pages.gone(language), encoding, declared, inside),
    )
    for name, language, encoding, declared, inside in _CASES
)

ENCODINGS: tuple[Behaviour, ...] = (
    *_STORIES,
    *_MISSING,
    page_at(
        "utf_16_marked",
        "a page in UTF-16 with its mark and no declaration",
        LinkState.ALIVE,
        _marked(pages.story("ru"), codecs.BOM_UTF16_LE, "utf-16-le"),
    ),
    page_at(
        "soft_404_utf_16",
        "says in UTF-16, with 200, that it is not there",
        LinkState.SOFT_404,
        _marked(pages.gone("ru"), codecs.BOM_UTF16_BE, "utf-16-be"),
    ),
    page_at(
        "soft_404_utf_8_marked",
        "says in UTF-8 with a mark, declared as windows-1256, that it is not there",
        LinkState.SOFT_404,
        answer(OK, codecs.BOM_UTF8 + pages.gone("ar").encode(), kind="text/html").replace(
            b"charset=utf-8", b"charset=windows-1256"
        ),
    ),
)
