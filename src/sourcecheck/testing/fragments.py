"""Behaviours: links to a part of a page, and pages that differ by what the visitor prefers."""

from __future__ import annotations

from collections.abc import Iterable

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Step, Visit, answer, paths, redirect
from sourcecheck.testing.sites import OK, PATH, host_at, page_at

_PARTS = (
    '<h2 id="part-2">Two</h2><p>More.</p><a name="three"></a><p>Still more.</p>'
    '<h2 id="المياه">المياه</h2><h3 id="user-content-four">Four</h3><h2 id="a b">Five</h2>'
)
_PAGE = answer(OK, pages.story("en", extra=_PARTS))
_PDF = answer(OK, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", kind="application/pdf")

FRAGMENTS = tuple(
    page_at(f"fragment_{name}", does, state, _PAGE, fragment=f"#{fragment}")
    for name, does, state, fragment in (
        ("by_name", "a link to a place with a name", LinkState.ALIVE, "three"),
        (
            "arabic",
            "a link to a part with an Arabic name",
            LinkState.ALIVE,
            "%D8%A7%D9%84%D9%85%D9%8A%D8%A7%D9%87",
        ),
        ("raw_arabic", "the same, not encoded", LinkState.ALIVE, "المياه"),
        (
            "arabic_missing",
            "a link to a part with an Arabic name that is not there",
            LinkState.FRAGMENT_MISSING,
            "%D8%A7%D9%84%D9%83%D9%87%D8%B1%D8%A8%D8%A7%D8%A1",
        ),
        ("text", "a link to some words", LinkState.ALIVE, ":~:text=ferry%20returned"),
        ("part_and_text", "a link to words of a part", LinkState.ALIVE, "part-2:~:text=More"),
        ("top", "a link to the top", LinkState.ALIVE, "top"),
        ("prefixed", "a link whose place is named with a prefix", LinkState.ALIVE, "four"),
        ("spaced", "a link to a name with a space", LinkState.ALIVE, "a%20b"),
        ("case", "a name in other letters", LinkState.FRAGMENT_MISSING, "Part-2"),
        ("bang", "an address of a script", LinkState.ALIVE, "!/stories/17"),
    )
)

PLACES = (
    page_at(
        "fragment_of_file", "a page of a PDF", LinkState.ALIVE, _PDF,
        path="/files/plan.pdf", fragment="#page=4",
    ),
    host_at(
        "fragment_after_redirect",
        "302 to the page, which has the part",
        LinkState.ALIVE,
        paths({PATH: redirect("302 Found", "/now"), "/now": _PAGE}),
        fragment="#part-2",
    ),
    host_at(
        "fragment_behind_redirect",
        "302 to the page, which has not got the part",
        LinkState.FRAGMENT_MISSING,
        paths({PATH: redirect("302 Found", "/now/2026/story"), "/now/2026/story": _PAGE}),
        fragment="#part-9",
    ),
    page_at(
        "fragment_of_shell", "an address that a script would show", LinkState.JS_ONLY,
        answer(OK, pages.shell()), fragment="#/stories/17",
    ),
)  # fmt: skip


def _in_language(visit: Visit) -> Iterable[Step]:
    wanted = visit.fields.get("accept-language", "")
    language = next((name for name in ("ar", "fa", "ru", "tr", "en") if name in wanted), "")
    if not language:
        return (answer("406 Not Acceptable", "<h1>Not acceptable</h1>"),)
    return (answer(OK, pages.story(language), f"Content-Language: {language}", "Vary: *"),)


def _to_language(visit: Visit) -> Iterable[Step]:
    wanted = visit.fields.get("accept-language", "ar")[:2]
    return (redirect("302 Found", f"/{wanted}{PATH}", "Vary: Accept-Language"),)


def _by_type(visit: Visit) -> Iterable[Step]:
    if "text/html" in visit.fields.get("accept", ""):
        return (answer(OK, pages.story("tr"), "Vary: Accept"),)
    return (answer(OK, '{"title": "Sahil yolu"}', kind="application/json"),)


def _html_only(visit: Visit) -> Iterable[Step]:
    if "text/html" in visit.fields.get("accept", ""):
        return (answer(OK, pages.story("tr"), "Vary: Accept"),)
    return (answer("406 Not Acceptable", "<h1>Not acceptable</h1>"),)


def _packed_only(visit: Visit) -> Iterable[Step]:
    """Turn away who offers a coding besides gzip, as some old gateways do."""
    offered = visit.fields.get("accept-encoding", "gzip").replace(" ", "").split(",")
    if set(offered) <= {"gzip", "identity", "deflate"}:
        return (answer(OK, pages.story("ru")),)
    return (answer("400 Bad Request"),)


def _language_site(visit: Visit) -> Iterable[Step]:
    path = visit.path
    if path == PATH:
        return _to_language(visit)
    shown = path.removeprefix("/")[:2]
    there = path.endswith(PATH) and shown in {"ar", "fa", "ru", "tr", "en"}
    return (
        (answer(OK, pages.story(shown)),) if there else (answer("404 Not Found", pages.gone("en")),)
    )


NEGOTIATED = (
    page_at("language_chosen", "a page in the language that is preferred, 406 without",
            LinkState.ALIVE, _in_language),
    host_at("language_redirect", "302 to the page in the preferred language", LinkState.ALIVE,
            _language_site),
    page_at("type_chosen", "a page, or JSON to those who do not ask for pages", LinkState.ALIVE,
            _by_type),
    page_at("html_only", "406 to those who do not ask for pages", LinkState.ALIVE, _html_only),
    page_at("old_gateway", "400 to those who know newer codings", LinkState.ALIVE, _packed_only),
)  # fmt: skip
