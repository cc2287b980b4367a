"""An article that is named by its address: fetched, kept and read like any source."""

from __future__ import annotations

from datetime import datetime

from sourcecheck.errors import UnreachableDocument, UnreadableDocument
from sourcecheck.model import Check, Document
from sourcecheck.pipeline.links import keep
from sourcecheck.pipeline.tools import Tools
from sourcecheck.verify.network import network_is_down


async def fetch_document(
    url: str, tools: Tools, read_at: datetime, media_type: str = ""
) -> Document:
    """Fetch an article and keep its exchanges; ``media_type`` overrides what the server says.

    Raises ``UnreadableDocument`` when there is no such page, ``UnreachableDocument`` when this
    machine has no network, ``ArchiveError`` when what came cannot be kept.
    """
    fetched = await tools.fetcher.fetch(url)
    keep(fetched, tools)
    seen = fetched.observation
    if seen.status is not None and seen.status < 300 and fetched.body:
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
        f"{url}: the article could not be fetched: {why}",
        hint="save the page from a browser and hand over the file",
    )
