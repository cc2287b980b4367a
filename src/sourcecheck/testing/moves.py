"""Behaviours: more ways to be sent elsewhere, odd ones, and where they end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import (
    HANG_S,
    Act,
    Behaviour,
    Script,
    Step,
    Visit,
    answer,
    paths,
    redirect,
    says,
)
from sourcecheck.testing.sites import OK, PATH, host_at, page_at

NEW = "/news/water-plan"
_MOVED, _FOUND = "301 Moved Permanently", "302 Found"
_GOOD = answer(OK, pages.story("ar"))
_HOME = answer(OK, pages.home("ar"))
_GONE = answer("404 Not Found", pages.gone("ar"))


def _leads(
    name: str, does: str, state: LinkState, first: bytes | Script, **places: Any
) -> Behaviour:
    """Describe a site whose ``PATH`` leads elsewhere; ``places`` are further pages by name."""
    kept = {key: places.pop(key) for key in ("also", "seconds") if key in places}
    more: dict[str, bytes | Script] = {f"/{name}": shown for name, shown in places.items()}
    script = paths({"/": _HOME, NEW: _GOOD, PATH: first, **more})
    return host_at(name, does, state, script, **kept)


def _raw(location: bytes) -> bytes:
    return b"HTTP/1.1 301 Moved Permanently\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % location


def _counted(last: int) -> Script:
    """Lead from /hop/1 on to the page at /hop/LAST."""

    def script(visit: Visit) -> Iterable[Step]:
        number = int(visit.path.rpartition("/")[2] or 0) if "/hop/" in visit.path else last + 1
        if number == last:
            return (_GOOD,)
        return (redirect(_FOUND, f"/hop/{number + 1}") if number < last else _GONE,)

    return script


ODD = (
    _leads("moved_schemeless", "301 to an address without scheme", LinkState.MOVED,
           redirect(_MOVED, f"//moved-schemeless.example{NEW}")),
    _leads("moved_shouting", "301 with scheme and host in capitals", LinkState.MOVED,
           redirect(_MOVED, f"HTTP://MOVED-SHOUTING.EXAMPLE{NEW}")),
    _leads("moved_padded", "301 with spaces around the address", LinkState.MOVED,
           _raw(b"  " + NEW.encode() + b" \t")),
    _leads("moved_backslashes", "301 with backslashes, which browsers turn", LinkState.MOVED,
           _raw(NEW.replace("/", "\\").encode())),
    host_at("moved_latin", "301 with a raw byte of Latin-1 in the address", LinkState.MOVED,
            paths({PATH: _raw(b"/caf\xe9/story"), "/caf%E9/story": _GOOD})),
    _leads("moved_userinfo", "301 to an address with a password in it", LinkState.MOVED,
           redirect(_MOVED, f"http://reader:word@moved-userinfo.example{NEW}")),
    _leads("moved_prefix", "301, then 302, then the page", LinkState.MOVED,
           redirect(_MOVED, "/middle"), middle=redirect(_FOUND, NEW)),
    _leads("moved_with_body", "301 whose body says that the page was not found", LinkState.MOVED,
           answer(_MOVED, pages.gone("en"), f"Location: {NEW}")),
    _leads("moved_chunked_body", "301 with a body in chunks", LinkState.MOVED,
           b"HTTP/1.1 301 Moved\r\nLocation: " + NEW.encode()
           + b"\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
    _leads("moved_endless_body", "301 whose body never ends", LinkState.MOVED,
           says(b"HTTP/1.1 301 Moved\r\nLocation: " + NEW.encode() + b"\r\n\r\n", b"x" * 5_000_000,
                HANG_S), seconds=HANG_S),
    _leads("moved_to_odd_name", "301 to a story whose address is a word of error pages",
           LinkState.MOVED, redirect(_MOVED, "/stories/error"), **{"stories/error": _GOOD}),
    _leads("only_www", "301 to the same address with https and www", LinkState.ALIVE,
           redirect(_MOVED, f"https://www.only-www.example{PATH}")),
    _leads("slash_added", "301 to the same address with a slash", LinkState.ALIVE,
           redirect(_MOVED, f"{PATH}/"), **{PATH.removeprefix("/") + "/": _GOOD}),
    _leads("query_added", "302 to itself with a query", LinkState.ALIVE,
           lambda visit: (_GOOD,) if "?" in visit.path else (redirect(_FOUND, f"{PATH}?r=1"),)),
    host_at("twenty_hops", "20 redirects, as many as browsers follow", LinkState.ALIVE,
            _counted(21), path="/hop/1"),
    host_at("twenty_one_hops", "21 redirects", LinkState.REDIRECT_LOOP, _counted(22),
            path="/hop/1"),
)  # fmt: skip


def _needs(*names: str) -> Script:
    """Send the visitor round until all cookies have come back, one more at each round."""

    def script(visit: Visit) -> Iterable[Step]:
        held = visit.fields.get("cookie", "")
        missing = [name for name in names if f"{name}=1" not in held]
        again = redirect(_FOUND, PATH, *(f"Set-Cookie: {name}=1; Path=/" for name in missing[:1]))
        return (again if missing else _GOOD,)

    return script


def _never(visit: Visit) -> Iterable[Step]:
    return (redirect(_FOUND, PATH, f"Set-Cookie: round={visit.count}; Path=/"),)


def _careful(visit: Visit) -> Iterable[Step]:
    """Answer 400 to a cookie that was not set here."""
    return (answer("400 Bad Request") if visit.fields.get("cookie") else _GOOD,)


COOKIES = (
    _leads("cookies_two", "302 to itself for each of two cookies", LinkState.ALIVE,
           _needs("one", "two")),
    _leads("cookie_loop", "302 to itself with a new cookie, for ever", LinkState.REDIRECT_LOOP,
           _never),
    _leads("cookie_kept_home", "302 with a cookie to a host that wants none", LinkState.ALIVE,
           redirect(_FOUND, "http://careful-host.example/story", "Set-Cookie: secret=1; Path=/")),
    host_at("cookie_of_domain", "302 to another name of the domain, which needs its cookie",
            LinkState.ALIVE,
            paths({PATH: redirect(_FOUND, f"http://www.cookie-of-domain.example{PATH}",
                                  "Set-Cookie: seen=1; Domain=cookie-of-domain.example; Path=/")})),
    _leads("cookie_of_path", "302 with a cookie for another folder", LinkState.ALIVE,
           redirect(_FOUND, "/clean", "Set-Cookie: other=1; Path=/elsewhere"), clean=_careful),
)  # fmt: skip


def _fresh(*steps: Step) -> Script:
    """Return a script that answers only over a connection that has not been used."""
    return lambda visit: (Act.RESET,) if visit.reused else steps


_ONWARD = redirect(_FOUND, NEW)
_FORGED = answer("404 Not Found", pages.gone("en"))

CONNECTIONS = (
    host_at("stale_closed", "302, then closes without having said so", LinkState.ALIVE,
            paths({PATH: says(_ONWARD, Act.CLOSE), NEW: _GOOD})),
    host_at("stale_reset", "302, and a reset to whoever uses the connection again",
            LinkState.ALIVE, paths({PATH: _fresh(_ONWARD), NEW: _fresh(_GOOD)})),
    host_at("stale_closing", "302, then closes while the next request is on its way",
            LinkState.ALIVE, paths({PATH: says(_ONWARD, 0.05, Act.CLOSE), NEW: _GOOD})),
    host_at("surplus_answer", "302, a forged 404 behind it that nobody asked for, and keeps on",
            LinkState.ALIVE, paths({PATH: says(_ONWARD + _FORGED, Act.KEEP), NEW: _GOOD})),
    host_at("late_surplus", "302, and a moment later a 408 that nobody asked for",
            LinkState.ALIVE,
            paths({PATH: says(_ONWARD, 0.02, answer("408 Request Timeout"), Act.CLOSE),
                   NEW: _GOOD})),
    host_at("says_close", "302 that says the connection ends, and keeps it", LinkState.ALIVE,
            paths({PATH: says(redirect(_FOUND, NEW, "Connection: close"), Act.KEEP),
                   NEW: _fresh(_GOOD)})),
)  # fmt: skip

_REFRESH = '<meta http-equiv="refresh" content="0; url={}">'

_LOUD = f"<META HTTP-EQUIV=Refresh CONTENT=\"0,URL='{NEW}'\">"
_FRAMED = '<script>if (top != self) { top.location.href = "/" }</script>'

INSIDE = (
    _leads("refresh_quoted", "a meta element with quotes, capitals and a comma", LinkState.ALIVE,
           answer(OK, pages.page("", "", head=_LOUD))),
    _leads("refresh_to_home", "a page that leads to the front page by a meta element",
           LinkState.SOFT_404, answer(OK, pages.meta_refresh("/"))),
    _leads("refresh_to_missing", "a page that leads to one that is not found",
           LinkState.NOT_FOUND, answer(OK, pages.meta_refresh("/nowhere/2026/story"))),
    _leads("refresh_to_private", "a page that leads into somebody's network",
           LinkState.REFUSED_ADDRESS, answer(OK, pages.meta_refresh("http://192.168.1.1/admin"))),
    page_at("refresh_without_scripts", "an article that leads those without scripts elsewhere",
            LinkState.ALIVE,
            answer(OK, pages.story("en", extra="<script>var x = 1;</script>",
                                   head=f"<noscript>{_REFRESH.format('/plain/none')}</noscript>"))),
    page_at("refresh_of_article", "an article that loads itself again every five minutes",
            LinkState.ALIVE,
            answer(OK, pages.story("fa", head='<meta http-equiv="refresh" content="300">'))),
    _leads("refresh_header_url", "a Refresh header in quotes and capitals", LinkState.ALIVE,
           answer(OK, "<p>…</p>", f'Refresh: 1;URL="{NEW}"')),
    page_at("script_redirect_href", "a page whose script sets its address", LinkState.JS_REDIRECT,
            answer(OK, pages.page("", f'<script>location.href = "{NEW}";</script>'))),
    page_at("script_in_article", "an article whose script may lead elsewhere", LinkState.ALIVE,
            answer(OK, pages.story("tr", extra=_FRAMED))),
)  # fmt: skip

_EVIL = tuple(
    _leads(f"to_{name}", f"302 to {location}", state, redirect(_FOUND, location))
    for name, location, state in (
        ("javascript", "javascript:alert(1)", LinkState.UNSUPPORTED_SCHEME),
        ("data", "data:text/html,hello", LinkState.UNSUPPORTED_SCHEME),
        ("ftp", "ftp://files.example/story", LinkState.UNSUPPORTED_SCHEME),
        ("mail", "mailto:desk@news.example", LinkState.UNSUPPORTED_SCHEME),
        ("private_10", "http://10.0.0.1/", LinkState.REFUSED_ADDRESS),
        ("private_number", "http://2886729729/", LinkState.REFUSED_ADDRESS),
        ("private_6", "http://[::1]/", LinkState.REFUSED_ADDRESS),
        ("private_wrapped", "http://[::ffff:10.0.0.1]/", LinkState.REFUSED_ADDRESS),
    )
)

ENDS = (
    *_EVIL,
    *(
        _leads(f"to_{name}", f"302 to {does}", state,
               redirect(_FOUND, f"http://{name.replace('_', '-')}.example{PATH}"))
        for name, does, state in (
            ("refused", "a host where nobody listens", LinkState.REFUSED),
            ("reset", "a host that resets", LinkState.RESET),
            ("error_500", "a page with 500", LinkState.SERVER_ERROR),
            ("bot_wall", "a wall", LinkState.BLOCKED),
            ("gone", "a page that was removed", LinkState.GONE),
            ("rate_limited", "a page with 429", LinkState.RATE_LIMITED),
        )
    ),
    _leads("moved_to_missing", "301 to an address that is not found", LinkState.NOT_FOUND,
           redirect(_MOVED, "/news/2027/story-18")),
    _leads("to_broken_address", "302 to what is no address", LinkState.INVALID_URL,
           redirect(_FOUND, "http://[nowhere/"))  ,
    _leads("to_home_301", "301 from a story to the front page", LinkState.SOFT_404,
           redirect(_MOVED, "/")),
    _leads("to_home_marked", "302 to the front page with a word in the query", LinkState.SOFT_404,
           redirect(_FOUND, "/?from=old-story")),
    _leads("to_index", "302 from a story to index.php", LinkState.SOFT_404,
           redirect(_FOUND, "/index.php"), **{"index.php": _HOME}),
    _leads("to_home_of_language", "302 from a story to the front page of a language",
           LinkState.SOFT_404, redirect(_FOUND, "/ar/"), **{"ar/": _HOME}),
    _leads("to_section", "302 from a story to its section", LinkState.SOFT_404,
           redirect(_FOUND, "/news/"), **{"news/": _HOME}),
    _leads("to_search", "302 from a story to a search", LinkState.SOFT_404,
           redirect(_FOUND, "/search?q=story+17"), search=_HOME),
    _leads("to_search_query", "302 from a story to a search at the root", LinkState.SOFT_404,
           lambda visit: (_HOME,) if "?s=" in visit.path else (redirect(_FOUND, "/?s=story"),)),
    _leads("to_search_path", "302 from a story to a search in its path", LinkState.SOFT_404,
           redirect(_FOUND, "/search/story-17"), **{"search/story-17": _HOME}),
    _leads("to_story_on_search", "301 from a story to its new address, with search in its name",
           LinkState.MOVED, redirect(_MOVED, "/news/search-for-fishermen-goes-on"),
           **{"news/search-for-fishermen-goes-on": _GOOD}),
    _leads("to_error_status", "302 to an error page that has the right status",
           LinkState.NOT_FOUND, redirect(_FOUND, "/error/404"), **{"error/404": _GONE},
           also=(LinkState.SOFT_404,)),
    _leads("to_suspended", "302 to a host's page for customers who do not pay",
           LinkState.SUSPENDED, redirect(_FOUND, "/cgi-sys/suspendedpage.cgi"),
           **{"cgi-sys/suspendedpage.cgi": answer(OK, pages.suspended())}),
)  # fmt: skip

MOVE_HELPERS: dict[str, Script] = {
    "careful-host.example": _careful,
    "www.only-www.example": paths({PATH: _GOOD}),
    "www.cookie-of-domain.example": paths({PATH: _needs("seen")}),
}
