"""Scenes: what only shows when several links are looked at together, or one of them again.

Each scene is a small web of its own, with its links, and how a run over them ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, Script, Step, Visit, answer, paths, redirect, says
from sourcecheck.testing.sites import OK, PATH, host_at

_STORY = answer(OK, pages.story("ar"))
_HOSTS = ("quay-daily", "delta-post", "hill-times", "lake-news", "north-voice")
_BUSY = answer("503 Service Unavailable", "<h1>Service Unavailable</h1>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Links that are looked at in one run, and what is right to say of them together."""

    name: str
    does: str
    behaviours: tuple[Behaviour, ...]
    status: int  # how a run ends that fails on dead links
    helpers: Mapping[str, Script] = field(default_factory=dict)
    findings: tuple[str, ...] = ()  # codes of what is to be said once for a whole host
    again: tuple[LinkState, ...] = ()  # states at a second run over the same store; () = not run
    archived: bool = False  # the pages are to be archived, so that robots.txt is asked


def _everywhere(script: Script, state: LinkState, **more: str) -> tuple[Behaviour, ...]:
    """Let several hosts that have nothing to do with each other do the same."""
    return tuple(host_at(name, "one of several hosts", state, script, **more) for name in _HOSTS)


def _on_one_host(host: str, script: Script, state: LinkState) -> tuple[Behaviour, ...]:
    """Cite several pages of one host."""
    return tuple(
        Behaviour(
            name=f"{host}_{number}",
            url=f"http://{host}.example/news/2026/story-{number}",
            does="one of several pages of a host",
            state=state,
            script=script,
        )
        for number in range(1, 7)
    )


def _well(*names: str) -> tuple[Behaviour, ...]:
    return tuple(
        host_at(name, "a page", LinkState.ALIVE, paths({"/": _STORY, PATH: _STORY}))
        for name in names
    )


def _tagged(visit: Visit) -> Iterable[Step]:
    """Answer 304 to those who have the page already."""
    if visit.path != PATH:
        return (answer("404 Not Found"),)
    if visit.fields.get("if-none-match") == '"story-17"':
        return (b'HTTP/1.1 304 Not Modified\r\nETag: "story-17"\r\n\r\n',)
    return (answer(OK, pages.story("fa"), 'ETag: "story-17"'),)


def _stubborn(visit: Visit) -> Iterable[Step]:
    """Answer 304 to any condition at all, though the page was removed meanwhile."""
    conditional = {"if-none-match", "if-modified-since"} & set(visit.fields)
    if visit.path != PATH:
        return (answer("404 Not Found"),)
    if conditional:
        return (b"HTTP/1.1 304 Not Modified\r\n\r\n",)
    return (answer(OK, pages.story("tr"), 'ETag: "one"'),)


def _ruled(rules: str) -> Callable[[Visit], Iterable[Step]]:
    shown = answer(OK, rules, kind="text/plain")
    return paths({"/robots.txt": shown, PATH: _STORY, "/": _STORY})


_PORTAL = "http://portal.example/welcome"
_ASKS = pages.page("Guest network", "<h1>Welcome</h1><p>Accept the terms to go online.</p>"
                   '<form method="post"><button>Accept</button></form>')  # fmt: skip

SCENES: tuple[Scene, ...] = (
    Scene(
        name="captive_redirect",
        does="whatever is asked for leads to the page of a guest network",
        behaviours=_everywhere(says(redirect("302 Found", _PORTAL)), LinkState.OFFLINE),
        helpers={"portal.example": says(answer(OK, _ASKS))},
        status=3,
    ),
    Scene(
        name="captive_page",
        does="whatever is asked for is the page of a guest network",
        behaviours=_everywhere(says(answer(OK, _ASKS)), LinkState.OFFLINE),
        status=3,
    ),
    Scene(
        name="no_handshake",
        does="with nobody does a secure connection come about",
        behaviours=_everywhere(says(_STORY), LinkState.OFFLINE, scheme="https", door="silent"),
        status=3,
    ),
    Scene(
        name="busy_host",
        does="all pages of one host answer 503, others are well",
        behaviours=(
            *_on_one_host("busy", says(_BUSY), LinkState.SERVER_ERROR),
            *_well("well-one", "well-two"),
        ),
        findings=("SC413",),
        status=0,
    ),
    Scene(
        name="walled_host",
        does="all pages of one host stand behind a wall, others are well",
        behaviours=(
            *_on_one_host(
                "walled",
                says(answer("403 Forbidden", pages.challenge(), "cf-mitigated: challenge")),
                LinkState.BLOCKED,
            ),
            *_well("well-one", "well-two"),
        ),
        findings=("SC413",),
        status=0,
    ),
    Scene(
        name="shared_landing",
        does="several stories of one host lead to one page about something else",
        behaviours=(
            *_on_one_host(
                "sold",
                paths(
                    {"/campaign/summer/offer": _STORY},
                    says(redirect("302 Found", "/campaign/summer/offer")),
                ),
                LinkState.SOFT_404,
            ),
            *_well("well-one"),
        ),
        status=1,
    ),
    Scene(
        name="unchanged",
        does="304 to those who have the page already",
        behaviours=(host_at("unchanged", "304 to the right tag", LinkState.ALIVE, _tagged),),
        again=(LinkState.ALIVE,),
        status=0,
    ),
    Scene(
        name="stubborn",
        does="304 to every condition",
        behaviours=(host_at("stubborn", "304 to any condition", LinkState.ALIVE, _stubborn),),
        again=(LinkState.ALIVE,),
        status=0,
    ),
    Scene(
        name="robots",
        does="robots.txt keeps programs from some pages",
        behaviours=(
            host_at("robots-closed", "all is closed to programs", LinkState.ROBOTS_DENIED,
                    _ruled("User-agent: *\nDisallow: /\n")),
            host_at("robots-part", "another part is closed to programs", LinkState.ALIVE,
                    _ruled("User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n")),
            host_at("robots-other", "closed to another program", LinkState.ALIVE,
                    _ruled("User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow:\n")),
            host_at("robots-broken", "503 where robots.txt should be", LinkState.ALIVE,
                    paths({"/robots.txt": _BUSY, PATH: _STORY, "/": _STORY})),
            host_at("robots-page", "a page where robots.txt should be", LinkState.ALIVE,
                    paths({PATH: _STORY}, answer(OK, pages.home("ar")))),
        ),
        archived=True,
        status=0,
    ),
)  # fmt: skip
"""By name; each is to be served by a ``ScriptedWeb`` of its own."""
