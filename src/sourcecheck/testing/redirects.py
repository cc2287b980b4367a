"""Behaviours: every way a server sends its readers elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import (
    Behaviour,
    Script,
    Step,
    Visit,
    answer,
    paths,
    redirect,
    says,
)

OLD, NEW = "/2019/03/water-plan", "/news/water-plan"
_GOOD = answer("200 OK", pages.story("ar"))
_HOME = answer("200 OK", pages.home("ar"))


def _leads(
    name: str, does: str, state: LinkState, places: Mapping[str, bytes | Script], path: str = OLD
) -> Behaviour:
    """Describe a site on which ``path`` leads elsewhere; ``NEW`` and the front page are there."""
    return Behaviour(
        name=name,
        url=f"http://{name.replace('_', '-')}.example{path}",
        does=does,
        state=state,
        script=paths({"/": _HOME, NEW: _GOOD, **places}),
    )


def _with_cookie(visit: Visit) -> tuple[Step, ...]:
    """Send the visitor back to the same page until the cookie comes along."""
    if "seen=1" in visit.fields.get("cookie", ""):
        return (_GOOD,)
    return (redirect("302 Found", OLD, "Set-Cookie: seen=1; Path=/"),)


def _counting(visit: Visit) -> tuple[Step, ...]:
    """Lead from /hop/1 to /hop/2 and so on, up to the page after 25 of them."""
    number = int(visit.path.rpartition("/")[2] or 0)
    return (redirect("302 Found", f"/hop/{number + 1}") if number < 25 else _GOOD,)


def _any_hop(first: Script) -> Script:
    def script(visit: Visit) -> tuple[Step, ...]:
        return tuple(first(visit)) if visit.path.startswith("/hop/") else (_HOME,)

    return script


MOVED = (
    _leads(
        "moved",
        "301 to the new address",
        LinkState.MOVED,
        {OLD: redirect("301 Moved Permanently", NEW)},
    ),
    _leads(
        "moved_308",
        "308 to the new address",
        LinkState.MOVED,
        {OLD: redirect("308 Permanent Redirect", NEW)},
    ),
    _leads(
        "moved_host",
        "301 to another host",
        LinkState.MOVED,
        {OLD: redirect("301 Moved Permanently", "http://moved.example/news/water-plan")},
    ),
    _leads(
        "moved_tls",
        "301 to the same page over TLS",
        LinkState.MOVED,
        {OLD: redirect("301 Moved Permanently", "https://alive-tls.example/news/2026/story-17")},
    ),
    _leads(
        "moved_relative",
        "301 with a relative address",
        LinkState.MOVED,
        {OLD: redirect("301 Moved Permanently", "../../news/water-plan")},
    ),
    _leads(
        "moved_arabic",
        "301 with raw Arabic in the address",
        LinkState.MOVED,
        {
            OLD: redirect("301 Moved Permanently", "/أخبار/خطة"),
            "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%AE%D8%B7%D8%A9": _GOOD,
        },
    ),
    _leads(
        "moved_spaces",
        "301 with spaces in the address",
        LinkState.MOVED,
        {OLD: redirect("301 Moved Permanently", "/news/water plan"), "/news/water%20plan": _GOOD},
    ),
)

STAYS = (
    _leads(
        "found",
        "302 to where the page is today",
        LinkState.ALIVE,
        {OLD: redirect("302 Found", NEW)},
    ),
    _leads("see_other", "303", LinkState.ALIVE, {OLD: redirect("303 See Other", NEW)}),
    _leads("temporary", "307", LinkState.ALIVE, {OLD: redirect("307 Temporary Redirect", NEW)}),
    _leads(
        "mixed_chain",
        "302, then 301, then the page",
        LinkState.ALIVE,
        {OLD: redirect("302 Found", "/a"), "/a": redirect("301 Moved Permanently", NEW)},
    ),
    _leads(
        "cookie_wall",
        "302 to itself until its cookie comes back",
        LinkState.ALIVE,
        {OLD: _with_cookie},
    ),
    _leads(
        "meta_refresh",
        "a page that leads on by a meta element",
        LinkState.ALIVE,
        {OLD: answer("200 OK", pages.meta_refresh(NEW))},
    ),
    _leads(
        "refresh_header",
        "a Refresh header",
        LinkState.ALIVE,
        {OLD: answer("200 OK", "<p>Moved</p>", f"Refresh: 0; url={NEW}")},
    ),
    _leads(
        "refresh_self",
        "a page that loads itself again every few seconds",
        LinkState.ALIVE,
        {OLD: answer("200 OK", pages.story("tr"), "Refresh: 5")},
    ),
)

ELSEWHERE = (
    _leads(
        "to_home",
        "302 from a story to the front page",
        LinkState.SOFT_404,
        {OLD: redirect("302 Found", "/")},
    ),
    _leads(
        "to_error_page",
        "302 to an error page with 200",
        LinkState.SOFT_404,
        {OLD: redirect("302 Found", "/404.html"), "/404.html": answer("200 OK", pages.gone("en"))},
    ),
    _leads(
        "to_login",
        "302 to the login page",
        LinkState.LOGIN_WALL,
        {
            OLD: redirect("302 Found", f"/login?next={OLD}"),
            "/login": answer("200 OK", pages.login()),
        },
    ),
    _leads(
        "to_consent",
        "302 to a consent host",
        LinkState.CONSENT_WALL,
        {OLD: redirect("302 Found", f"http://consent-host.example/consent?continue={OLD}")},
    ),
    _leads(
        "to_sale",
        "302 to a page that sells the domain",
        LinkState.PARKED,
        {OLD: redirect("302 Found", "http://sale-host.example/lander?d=to-sale.example")},
    ),
    _leads(
        "loop",
        "two addresses that lead to each other",
        LinkState.REDIRECT_LOOP,
        {
            OLD: redirect("301 Moved Permanently", "/b"),
            "/b": redirect("301 Moved Permanently", OLD),
        },
    ),
    _leads(
        "self_loop",
        "301 to itself",
        LinkState.REDIRECT_LOOP,
        {OLD: redirect("301 Moved Permanently", OLD)},
    ),
    Behaviour(
        name="many_hops",
        url="http://many-hops.example/hop/1",
        does="25 redirects before the page",
        state=LinkState.REDIRECT_LOOP,
        script=_any_hop(_counting),
    ),
    _leads(
        "to_private",
        "302 to an address inside somebody's network",
        LinkState.REFUSED_ADDRESS,
        {OLD: redirect("302 Found", "http://169.254.169.254/latest/meta-data/")},
    ),
    _leads(
        "to_file",
        "302 to a file of this machine",
        LinkState.UNSUPPORTED_SCHEME,
        {OLD: redirect("302 Found", "file:///etc/hostname")},
    ),
)

HELPERS = {
    "consent-host.example": says(answer("200 OK", pages.consent())),
    "sale-host.example": says(answer("200 OK", pages.parked("to-sale.example"))),
}
"""Hosts that the behaviours lead to and that are none themselves."""
