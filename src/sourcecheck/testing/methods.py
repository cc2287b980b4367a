"""Behaviours: servers that treat HEAD, ranges and programs otherwise than a browser's GET."""

from __future__ import annotations

from collections.abc import Iterable

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import HANG_S, Script, Step, Visit, answer, redirect, says
from sourcecheck.testing.sites import OK, host_at, page_at

_GOOD = answer(OK, pages.story("ar"))
_GONE = answer("404 Not Found", pages.gone("en"))


def _to_head(*steps: Step, otherwise: bytes = _GOOD) -> Script:
    """Return a script that does something else for HEAD."""

    def script(visit: Visit) -> Iterable[Step]:
        return steps if visit.method == "HEAD" else (otherwise,)

    return script


def _to_ranges(visit: Visit) -> Iterable[Step]:
    asked = "range" in visit.fields
    return (
        (answer("416 Range Not Satisfiable", b"", "Content-Range: bytes */0"),)
        if asked
        else (_GOOD,)
    )


def _to_programs(*steps: Step) -> Script:
    """Return a script that shows the page only to names that begin as those of browsers do."""

    def script(visit: Visit) -> Iterable[Step]:
        return (_GOOD,) if visit.like_browser else steps

    return script


def _to_crawlers(*steps: Step) -> Script:
    """Return a script that shows the page only to names of browsers."""

    def script(visit: Visit) -> Iterable[Step]:
        return (_GOOD,) if visit.by_browser else steps

    return script


METHODS = (
    page_at(
        "head_405",
        "405 to HEAD, the page to GET",
        LinkState.ALIVE,
        _to_head(answer("405 Method Not Allowed", b"", "Allow: GET")),
    ),
    page_at("head_404", "404 to HEAD, the page to GET", LinkState.ALIVE, _to_head(_GONE)),
    page_at(
        "head_403",
        "403 to HEAD, the page to GET",
        LinkState.ALIVE,
        _to_head(answer("403 Forbidden")),
    ),
    page_at(
        "head_500",
        "500 to HEAD, the page to GET",
        LinkState.ALIVE,
        _to_head(answer("500 Internal Server Error")),
    ),
    page_at("head_closed", "closes on HEAD, the page to GET", LinkState.ALIVE, _to_head()),
    page_at("head_hangs", "no word to HEAD, the page to GET", LinkState.ALIVE, _to_head(HANG_S)),
    page_at(
        "head_to_home",
        "leads HEAD to the front page, the page to GET",
        LinkState.ALIVE,
        _to_head(redirect("302 Found", "/")),
    ),
    page_at(
        "head_200",
        "200 to HEAD, 404 to GET",
        LinkState.NOT_FOUND,
        _to_head(_GOOD, otherwise=_GONE),
    ),
    page_at(
        "head_with_body",
        "a body after the answer to HEAD",
        LinkState.ALIVE,
        _to_head(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"),
    ),
    page_at("range_416", "416 to requests with Range", LinkState.ALIVE, _to_ranges),
    page_at(
        "partial_206",
        "206 though nobody asked for a part",
        LinkState.ALIVE,
        answer("206 Partial Content", pages.story("ru"), "Content-Range: bytes 0-1999/2000"),
    ),
    page_at("status_203", "203", LinkState.ALIVE, answer("203 Transformed", pages.story("tr"))),
)

_LET_IN = (LinkState.ALIVE,)  # who begins the name as crawlers do, honestly, may come in

AGENTS = (
    page_at(
        "not_found_to_programs",
        "404 to all that do not begin their name as browsers do",
        LinkState.BLOCKED,
        _to_programs(_GONE),
        also=_LET_IN,
    ),
    page_at(
        "not_found_to_crawlers",
        "404 to all that do not name a browser",
        LinkState.BLOCKED,
        _to_crawlers(_GONE),
    ),
    page_at(
        "forbidden_to_crawlers",
        "403 to all that do not name a browser",
        LinkState.FORBIDDEN,
        _to_crawlers(answer("403 Forbidden", "<h1>Forbidden</h1>")),
        also=(LinkState.BLOCKED,),
    ),
    page_at(
        "forbidden_to_programs",
        "403 to all that do not begin their name as browsers do",
        LinkState.FORBIDDEN,
        _to_programs(answer("403 Forbidden", "<h1>Forbidden</h1>")),
        also=(LinkState.BLOCKED, *_LET_IN),
    ),
    page_at(
        "refused_to_programs",
        "406 to all that do not begin their name as browsers do",
        LinkState.FORBIDDEN,
        _to_programs(answer("406 Not Acceptable", "<h1>Not acceptable</h1>")),
        also=(LinkState.BLOCKED, *_LET_IN),
    ),
    page_at(
        "work_for_programs",
        "200 and work to do for all that do not begin their name as browsers do",
        LinkState.BLOCKED,
        _to_programs(answer(OK, pages.proof_of_work())),
        also=_LET_IN,
    ),
    page_at(
        "nothing_for_programs",
        "200 and no body for all that do not begin their name as browsers do",
        LinkState.EMPTY,
        _to_programs(answer(OK)),
        also=(LinkState.BLOCKED, *_LET_IN),
    ),
    page_at(
        "closed_to_programs",
        "closes without a byte on all that do not begin their name as browsers do",
        LinkState.NO_RESPONSE,
        _to_programs(),
        also=(LinkState.BLOCKED, *_LET_IN),
    ),
    page_at(
        "wall_for_browsers",
        "the page for honest programs, a wall for what claims to be a browser and is none",
        LinkState.ALIVE,
        lambda visit: (
            (answer("403 Forbidden", pages.challenge()),) if visit.by_browser else (_GOOD,)
        ),
    ),
    page_at(
        "no_agent_403",
        "403 to requests without User-Agent",
        LinkState.ALIVE,
        lambda visit: (_GOOD,) if visit.fields.get("user-agent") else (answer("403 Forbidden"),),
    ),
    host_at(
        "one_page_site",
        "one page for every address, and that is the one that is cited: the front page",
        LinkState.ALIVE,
        says(answer(OK, pages.story("en"), "Vary: Host")),
        path="/",
    ),
)
