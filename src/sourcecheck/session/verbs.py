"""The blocking way in: one function for each verb."""

from __future__ import annotations

import asyncio
import atexit
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcecheck import config
from sourcecheck.classify import classify_text
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.errors import UsageError
from sourcecheck.model import Article, Audit, Classification
from sourcecheck.pipeline.looks import Look
from sourcecheck.session import rendering
from sourcecheck.session.finishing import result_of
from sourcecheck.session.isolation import Isolation
from sourcecheck.session.members import load
from sourcecheck.session.opening import clock_of, reading_with, tables_of
from sourcecheck.session.session import Name, Session

if TYPE_CHECKING:
    from sourcecheck.session.replaying import Replayed


def extract(path: Name, **settings: Any) -> Article:
    """Read one file and find everything in it that cites; no network, nothing is stored.

    Raises ``DocumentError`` when it cannot be read.
    """
    chosen = config.settled(**settings)
    document = load(os.fspath(path), reading_with(chosen, clock_of(chosen)()))
    return _apart().extract(document, tables_of(chosen))


@cache
def _apart() -> Isolation:
    """Return what reads risky documents: one child for all calls of a program."""
    apart = Isolation()
    atexit.register(apart.close)
    return apart


def audit(name: Name, **settings: Any) -> Audit:
    """Audit one article, a path or an address, through all stages; see ``Session``.

    Raises ``DocumentError`` when it cannot be read, and ``UsageError`` inside a running event
    loop, which it would block.
    """
    if _inside_a_loop():
        raise UsageError("audit() would block this event loop", hint="await Session.audit instead")
    return result_of(_audited(name, settings))


def check(*names: Name, **settings: Any) -> list[Look]:
    """Look at addresses, and at those of articles, lists and sitemaps; see ``Session``.

    Returns them in the order their answers came. Raises ``DocumentError`` for the first input
    that cannot be read, and ``UsageError`` inside a running event loop, which it would block.
    """
    if _inside_a_loop():
        raise UsageError(
            "check() would block this event loop", hint="use Session.check_many instead"
        )
    return result_of(_checked(names, settings))


async def _checked(names: tuple[Name, ...], settings: dict[str, Any]) -> list[Look]:
    async with Session(**settings) as session:
        found = [look async for look in session.check_many(names)]
        if session.refused:
            raise session.refused[0]
    return found


def replay(which: Name = "", **settings: Any) -> Replayed:
    """Make a stored audit again from its archive alone, and compare it with what it was.

    ``which`` is its number, its input's name or its digest; "" = the latest. Nothing is asked
    and nothing is stored. Raises ``UsageError`` when there is no such audit or inside a running
    event loop, ``NotArchived`` when the archive does not hold it.
    """
    if _inside_a_loop():
        raise UsageError("replay() would block this event loop", hint="call it in a thread")
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - seldom asked
    from sourcecheck.session.replaying import made_again  # noqa: PLC0415 - the same
    from sourcecheck.session.stored import stored_audit  # noqa: PLC0415 - the same

    chosen = config.settled(**settings)
    with opened_archive(chosen) as holding:
        stored = stored_audit(holding.store, os.fspath(which))
        return result_of(made_again(stored, holding, chosen))


def _inside_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _audited(name: Name, settings: dict[str, Any]) -> Audit:
    async with Session(**settings) as session:
        return await session.audit(name)


def render(found: Audit, name: str = "text", *, lang: str = "") -> str | bytes:
    """Return a report of an audit in a format by name: text, json, html, md, csv, ...

    ``lang`` is the language of the html report's own words; empty = the article's. Raises
    ``UnknownFormat``.
    """
    renderer = rendering.renderer(name)
    return renderer([found], rendering.context(config.settled(lang=lang), [name]))


def classify(text: str, *, data: Name = "") -> Classification:
    """Say which outlet and country stand behind an address or a name; ``data`` adds lists."""
    return classify_text(text, load_outlets(Path(data) if data else None))
