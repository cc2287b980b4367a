"""One look at one address: ask, read the page, follow a refresh in it, ask a sibling."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from sourcecheck.archive.index import urlkey
from sourcecheck.fetch.known import Known, head_agrees, head_first, known_from, not_modified
from sourcecheck.model import Check, Exchange, LinkState, Observation, PageFacts
from sourcecheck.model.record import Purpose
from sourcecheck.pipeline.asking import ask
from sourcecheck.pipeline.judging import Judging, Seen
from sourcecheck.pipeline.lanes import Waiting
from sourcecheck.pipeline.linktools import Chain, Fetched, LinkTools, Remembered
from sourcecheck.pipeline.pasts import with_first_page
from sourcecheck.verify.following import followed, leads_to, sibling_of
from sourcecheck.verify.glance import glance
from sourcecheck.verify.page import is_answer_type, looks_like_html, read_page, read_publishing
from sourcecheck.verify.rules.walls import AS_BROWSER

NOTHING: Chain = ((), None, "")
_MANY_FOLDERS = 50_000  # of which the answer of an invented address is kept
_WELL = frozenset({LinkState.ALIVE, LinkState.MOVED, LinkState.FRAGMENT_MISSING})


def check_of(fetched: Fetched) -> Check:
    """Join what the look showed with what the page says of itself."""
    seen = fetched.observation
    if isinstance(fetched, Remembered):
        return Check(observation=seen, page=fetched.page)
    kind = seen.media_type
    if not fetched.body or not (looks_like_html(fetched.body, kind) or is_answer_type(kind)):
        return Check(observation=seen)
    page = read_page(fetched.body, seen.media_type, seen.charset, seen.final_url)
    return Check(observation=seen, page=page)


def unchanged(check: Check, earlier: Sequence[Check]) -> Check:
    """Return a look that was told "not modified" with the page as it was last seen."""
    if check.observation.status != HTTPStatus.NOT_MODIFIED or check.page is not None:
        return check
    last = next((each.page for each in reversed(earlier) if each.page is not None), None)
    return replace(check, page=last)


def chain_of(fetched: Fetched) -> Chain:
    """Return what an archive keeps of a look: nothing where nothing was recorded."""
    exchanges = tuple(fetched.exchanges)
    if not exchanges:
        return NOTHING
    return exchanges, fetched.body or None, fetched.observation.body_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vouched:
    """The answer to a HEAD that an earlier GET vouches for."""

    observation: Observation
    exchanges: tuple[Exchange, ...]
    body: bytes = b""


async def asked_again(
    url: str, known: Known | None, tools: LinkTools, *, booked: bool
) -> tuple[Fetched, ...]:
    """Ask for an address, for news only where it was seen before; see ``Fetching.fetch``.

    By HEAD where an earlier GET vouches for the answer: what servers say to HEAD proves nothing
    by itself. Returns one look, or two: one that was not believed, and the plain one after it.
    """
    if known is None:
        return (await ask(tools, url, Purpose.LOOK, booked=booked),)
    if not head_first(known):
        news = await ask(tools, url, Purpose.NEWS, booked=booked, how=known)
        lies = news.observation.status == HTTPStatus.NOT_MODIFIED
        if not lies or not_modified(known, news.observation):
            return (news,)
        return news, await ask(tools, url, Purpose.PLAIN)
    brief = await ask(tools, url, Purpose.BRIEF, booked=booked)
    if not head_agrees(known, brief.observation):
        return brief, await ask(tools, url, Purpose.PLAIN)
    size = known.length or brief.observation.body_size
    told = replace(brief.observation, body_size=size, truncated="unread")
    return (_Vouched(observation=told, exchanges=tuple(brief.exchanges)),)


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

    def is_proven(self, url: str) -> bool:
        """Tell whether an invented address in the folder of ``url`` was not found."""
        return url.rpartition("/")[0] in self._proven

    async def page_for(self, url: str) -> PageFacts | None:
        """Return the page that a sibling of ``url`` is answered with, or None."""
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
            self._proven.add(url.rpartition("/")[0])
            del self._pages[sibling]
        return page

    async def _asked(self, sibling: str) -> PageFacts | None:
        fetched = await ask(self.tools, sibling, Purpose.SIBLING)
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
    further = await ask(tools, onward, Purpose.ONWARD, of=check.observation.url)
    keep(chain_of(further))
    return followed(check, check_of(further))


@dataclass(slots=True, eq=False)
class Looker:
    """Asks for one address and reads the answer."""

    tools: LinkTools
    judging: Judging
    keep: Callable[[Chain], None]
    kept: Callable[[str, Fetched], Chain]
    earlier: Callable[[str], tuple[Check, ...]]
    siblings: Siblings = field(init=False)

    def __post_init__(self) -> None:
        self.siblings = Siblings(self.tools, self.keep)

    async def first(self, url: str, *, booked: bool) -> tuple[Fetched, tuple[Check, ...]]:
        """Ask for an address, for news only where it was seen before; with the earlier looks."""
        earlier = self.earlier(url)
        if not earlier:
            return await ask(self.tools, url, Purpose.LOOK, booked=booked), ()
        news = self._asks_for_news(url)
        known = known_from(earlier) if news else None
        *before, fetched = await asked_again(url, known, self.tools, booked=booked)
        for each in before:
            self.keep(chain_of(each))
        return fetched, earlier

    def _asks_for_news(self, url: str) -> bool:
        """Tell whether "not modified" would leave us with a page where pages are kept."""
        tools = self.tools
        if tools.past is not None:
            return tools.past.has(Purpose.NEWS, url) or tools.past.has(Purpose.BRIEF, url)
        if tools.replays:
            return False
        return tools.archive is None or bool(tools.store.captures.get(urlkey(url)))

    async def read(
        self,
        waiting: Waiting,
        fetched: Fetched,
        earlier: tuple[Check, ...],
        attempts: int = 1,
        as_ourselves: Check | None = None,
    ) -> Seen:
        """Read and judge an answer; a refresh in it is followed, a sibling asked for.

        ``as_ourselves`` is what we were told under our own name, where this was asked for as
        a browser.
        """
        if earlier:
            earlier = with_first_page(earlier, self.tools)
            if self.tools.ledger is not None:
                self.tools.ledger.past(waiting.url, earlier)
        whole = earlier or not self.tools.glances
        check = check_of(fetched) if whole else self._glanced(fetched, waiting)
        check = unchanged(check, earlier)
        if check.page is not None and check.page.refresh:
            check = await led_on(check, self.tools, self.keep)
        if attempts > 1:
            look = check.observation
            vantage = AS_BROWSER if as_ourselves else look.vantage
            look = replace(look, attempts=attempts, vantage=vantage)
            check = replace(check, observation=look)
        if earlier:  # one that is remembered already is no earlier one: a replay, the same run
            at = check.observation.at
            earlier = tuple(each for each in earlier if each.observation.at < at)
        if as_ourselves is not None:
            earlier = (*earlier, as_ourselves)
        chain = self.kept(waiting.url, fetched)
        if self.tools.ledger is not None and not chain[0]:
            self.tools.ledger.read(fetched, check_of(fetched))
        seen = Seen(waiting=waiting, check=check, chain=chain, earlier=earlier)
        self.judging.alone(seen)
        well = check.page is not None and seen.verdicts[0].state in _WELL
        if well and not self.siblings.is_proven(waiting.url):
            seen.sibling = await self.siblings.page_for(waiting.url)
            if seen.sibling is not None:
                self._compare(seen, fetched)
        return seen

    def _compare(self, seen: Seen, fetched: Fetched) -> None:
        """Judge once more beside a sibling's page, which takes the page's whole text."""
        if seen.check.page is not None and not seen.check.page.text and fetched.body:
            seen.check = replace(seen.check, page=check_of(fetched).page)
        self.judging.alone(seen)

    def _glanced(self, fetched: Fetched, waiting: Waiting) -> Check:
        """Read a page only as far as its verdict needs it."""
        seen = fetched.observation
        if isinstance(fetched, Remembered):
            return check_of(fetched)
        if not fetched.body or seen.status != HTTPStatus.OK:
            return check_of(fetched)
        wanted = any("#" in each.address for each in waiting.namings)
        page = glance(
            fetched.body,
            seen.media_type,
            seen.charset,
            wanted_fragment=wanted,
            pages=self.tools.tables.pages,
        )
        if page is None:
            return check_of(fetched)
        if self.tools.publishers:
            told = read_publishing(fetched.body, seen.charset, seen.final_url)
            page = replace(page, publishing=told)
        return Check(observation=seen, page=page)
