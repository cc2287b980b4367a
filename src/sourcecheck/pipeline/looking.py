"""One look at one address: ask, read the page, follow a refresh in it, ask a sibling."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from sourcecheck.fetch.known import Known, head_agrees, head_first
from sourcecheck.model import Check, PageFacts
from sourcecheck.pipeline.linktools import Chain, Fetched, LinkTools
from sourcecheck.verify.following import followed, leads_to, sibling_of
from sourcecheck.verify.page import looks_like_html, read_page

_MANY_FOLDERS = 50_000  # of which the answer of an invented address is kept


def check_of(fetched: Fetched) -> Check:
    """Join what the look showed with what the page says of itself."""
    seen = fetched.observation
    if not fetched.body or not looks_like_html(fetched.body, seen.media_type):
        return Check(observation=seen)
    page = read_page(fetched.body, seen.media_type, seen.charset, seen.final_url)
    return Check(observation=seen, page=page)


def unchanged(check: Check, earlier: Sequence[Check]) -> Check:
    """Return a look that was told "not modified" with the page as it was last seen."""
    if check.observation.status != HTTPStatus.NOT_MODIFIED or check.page is not None:
        return check
    last = next((each.page for each in reversed(earlier) if each.page is not None), None)
    return replace(check, page=last)


async def asked_again(
    url: str, known: Known | None, tools: LinkTools, *, booked: bool
) -> tuple[Fetched, ...]:
    """Ask for an address, by HEAD where an earlier GET vouches for it; see ``Fetching.fetch``.

    Returns one look, or two: a HEAD that was not believed, and the GET after it. What servers
    answer to HEAD proves nothing by itself; it is believed where it tells of the same file,
    in the same words, as GET did before.
    """
    fetcher = tools.fetcher
    if known is None or not head_first(known):
        return (await fetcher.fetch(url, booked=booked, known=known),)
    brief = await fetcher.fetch(url, booked=booked, method="HEAD")
    if head_agrees(known, brief.observation):
        return (brief,)
    return brief, await fetcher.fetch(url, known=known)


def chain_of(fetched: Fetched) -> Chain:
    """Return what an archive keeps of a look."""
    return (tuple(fetched.exchanges), fetched.body or None)


@dataclass(slots=True, eq=False)
class Siblings:
    """What addresses answer that nobody can have published: asked once for a folder.

    A server that answers such an address with success, and shows the same page, has no proof
    of the cited one.
    """

    tools: LinkTools
    keep: Callable[[Chain], None]
    _pages: dict[str, asyncio.Future[PageFacts | None]] = field(default_factory=dict)
    _proven: set[str] = field(default_factory=set)  # folders where such an address is not found

    async def page_for(self, url: str) -> PageFacts | None:
        """Return the page that a sibling of ``url`` is answered with, or None."""
        folder = url.rpartition("/")[0]
        if folder in self._proven:
            return None
        sibling = sibling_beside(url, self.tools)
        if not sibling:
            return None
        asked = self._pages.get(sibling)
        if asked is not None:
            return await asyncio.shield(asked)
        if len(self._pages) + len(self._proven) >= _MANY_FOLDERS:
            self._forget()
        asked = self._pages[sibling] = asyncio.get_running_loop().create_future()
        try:
            page = await self._asked(sibling)
        except BaseException:
            del self._pages[sibling]
            asked.cancel()
            raise
        asked.set_result(page)
        if page is None:
            self._proven.add(folder)
            del self._pages[sibling]
        return page

    async def _asked(self, sibling: str) -> PageFacts | None:
        fetched = await self.tools.fetcher.fetch(sibling)
        self.keep(chain_of(fetched))
        found = fetched.observation.status == HTTPStatus.OK
        return check_of(fetched).page if found else None

    def _forget(self) -> None:
        self._proven.clear()
        self._pages = {url: asked for url, asked in self._pages.items() if not asked.done()}


def sibling_beside(url: str, tools: LinkTools) -> str:
    """Return an address beside this one, made of its folder's digest: a replay asks it again."""
    digest = hashlib.sha256(url.rpartition("/")[0].encode("utf-8", "surrogatepass")).digest()
    slug = "".join(chr(ord("a") + byte % 26) for byte in digest[:12])
    return sibling_of(url, slug, tools.tables.pages)


async def led_on(check: Check, tools: LinkTools, keep: Callable[[Chain], None]) -> Check:
    """Follow the meta refresh of a page without words; anything else stays as it is."""
    onward = leads_to(check, tools.tables.pages) if check.page and check.page.refresh else ""
    if not onward:
        return check
    further = await tools.fetcher.fetch(onward)
    keep(chain_of(further))
    return followed(check, check_of(further))
