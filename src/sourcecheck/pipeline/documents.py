"""An article that is named by its address: fetched, kept and read like any source."""

from __future__ import annotations

from datetime import datetime

from sourcecheck.errors import UnreachableDocument, UnreadableDocument
from sourcecheck.model import Check, Document, Group, LinkState
from sourcecheck.pipeline.links import check_of, keep
from sourcecheck.pipeline.linktools import Fetched
from sourcecheck.pipeline.tools import Tools
from sourcecheck.verify.linkstate import judge
from sourcecheck.verify.network import network_is_down


async def fetch_document(
    url: str, tools: Tools, read_at: datetime, media_type: str = ""
) -> Document:
    """Fetch an article and keep its exchanges; ``media_type`` overrides what the server says.

    Raises ``UnreadableDocument`` when there is no such page or another one came in its place
    (a page of errors, a login, a parked domain, a check for robots), ``UnreachableDocument``
    when this machine has no network, ``ArchiveError`` when what came cannot be kept.
    """
    fetched = await tools.fetcher.fetch(url)
    keep(fetched, tools)
    seen = fetched.observation
    if seen.status is not None and seen.status < 300 and fetched.body:
        _refuse_other_pages(url, fetched, tools)
        return Document(
            origin=seen.final_url,
            body=fetched.body,
            media_type=media_type or seen.media_type,
            charset=seen.charset,
            read_at=read_at,
        )
    why = seen.reason or (f"HTTP {seen.status}" if seen.status else "no answer")
    down = not tools.offline and network_is_down([Check(observation=seen)])
    kind = UnreachableDocument if down else UnreadableDocument
    raise kind(
        f"{url}: it could not be fetched: {why}",
        hint="save it from a browser and hand over the file",
    )


_IN_ITS_PLACE = frozenset({LinkState.LOGIN_WALL, LinkState.BLOCKED})
"""States besides the dead ones of a page that is sent with success and is not the article."""


def _refuse_other_pages(url: str, fetched: Fetched, tools: Tools) -> None:
    """Raise ``UnreadableDocument`` for a page that says it is not what was asked for."""
    tables = tools.tables
    verdict = judge(url, (check_of(fetched),), tables.pages, tables.confirmation)
    if verdict.group is Group.DEAD or verdict.state in _IN_ITS_PLACE:
        label = tables.rules.states[verdict.state].label
        why = "; ".join(verdict.because)
        raise UnreadableDocument(
            f"{url}: what came is not the article: {label}{f' ({why})' if why else ''}",
            hint="save it from a browser and hand over the file",
        )
