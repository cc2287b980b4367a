"""How a behaviour gets its host: a page on an otherwise honest site, or a host with one habit."""

from __future__ import annotations

from typing import Any

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, Script, answer, paths

OK = "200 OK"
PATH = "/news/2026/story-17"
"""Where a behaviour is, unless its address is the point."""


def site(path: str, shown: bytes | Script, language: str = "ar") -> Script:
    """Return a whole site: a front page, one page, and honest 404s for the rest."""
    return paths({"/": answer(OK, pages.home(language)), path: shown})


def page_at(
    name: str, does: str, state: LinkState, shown: bytes | Script, **more: Any
) -> Behaviour:
    """Describe a page of a site; ``more`` as in ``host_at``, and the site's ``language``."""
    path = more.get("path", PATH)
    served = site(path.partition("?")[0], shown, more.pop("language", "ar"))
    return host_at(name, does, state, served, **more)


def host_at(name: str, does: str, state: LinkState, script: Script, **more: Any) -> Behaviour:
    """Describe a host that follows one script, whatever it is asked for.

    ``more`` are ``path``, ``scheme`` and ``fragment`` (with its #) of the address, and fields
    of the behaviour.
    """
    place = more.pop("path", PATH) + more.pop("fragment", "")
    return Behaviour(
        name=name,
        url=f"{more.pop('scheme', 'http')}://{name.replace('_', '-')}.example{place}",
        does=does,
        state=state,
        script=script,
        **more,
    )
