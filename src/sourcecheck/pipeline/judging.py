"""From looks to verdicts: at once where nothing else can matter, otherwise when more is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sourcecheck.model import Check, Failure, PageFacts, Verdict
from sourcecheck.pipeline.lanes import Lane, Waiting, host_of
from sourcecheck.pipeline.linktools import Chain, LinkTools
from sourcecheck.pipeline.looks import Cited
from sourcecheck.urls.suffix import registrable_domain
from sourcecheck.verify.addresses import is_deep, same_address
from sourcecheck.verify.linkstate import judge
from sourcecheck.verify.looks import NAMELESS, NOT_ASKED
from sourcecheck.verify.rules.base import Circumstances

_ALONE = Circumstances()
_MANY_HOSTS = 10_000  # of one lane; most have one or two


@dataclass(slots=True, eq=False)
class Seen:
    """An address that was looked at, before it is told."""

    waiting: Waiting
    check: Check
    chain: Chain  # of the last look
    earlier: tuple[Check, ...] = ()
    sibling: PageFacts | None = None
    void: bool = False  # it says nothing: our own network was in the way, or nobody was asked
    verdicts: tuple[Verdict, ...] = ()  # one for each naming


@dataclass(slots=True, kw_only=True)
class Circle:
    """What the looks of one lane say about each other."""

    landings: Counter[str] = field(default_factory=Counter)  # where deep links were led
    cited: set[tuple[str, str]] = field(default_factory=set)
    lane: Lane
    held: list[Seen] = field(default_factory=list)

    @property
    def living_domains(self) -> frozenset[str]:
        """The registrable domains in the lane of which a host has an address."""
        return frozenset(map(registrable_domain, self.lane.living)) - {""}


_UNSENT = NAMELESS | NOT_ASKED | {Failure.OFFLINE}
"""Failures of which none proves that a name was resolved."""


class Judging:
    """Judges looks, and holds back those that other looks of the run may change."""

    def __init__(self, tools: LinkTools) -> None:
        self.tools = tools
        self.resolver_works = False
        self._circles: dict[str, Circle] = {}

    def alone(self, seen: Seen) -> None:
        """Judge a look by itself and what it was before."""
        seen.verdicts = tuple(self._judged(seen, each, _ALONE) for each in seen.waiting.namings)

    def depends(self, lane: Lane, seen: Seen) -> bool:
        """Note what a look says about others; tell whether theirs matter to it."""
        look = seen.check.observation
        if look.failure not in _UNSENT:
            self.resolver_works = True
            if len(lane.living) < _MANY_HOSTS:
                lane.living.add(host_of(look.url))
        nameless = look.failure in NAMELESS
        if not nameless and not self._is_suspicious(seen):
            return False
        circle = self._circles.setdefault(lane.owner, Circle(lane=lane))
        if nameless:
            circle.held.append(seen)
            return True
        landing = look.final_url.partition("#")[0]
        if (look.url, landing) not in circle.cited:
            circle.cited.add((look.url, landing))
            circle.landings[landing] += 1
        circle.held.append(seen)
        return True

    def _is_suspicious(self, seen: Seen) -> bool:
        """Tell whether a page was led to another place, as many pages of a host may be."""
        look = seen.check.observation
        return (
            bool(look.hops)
            and look.status is not None
            and not same_address(look.final_url, look.url)
            and is_deep(look.url, self.tools.tables.pages)
        )

    def settled(self, owner: str, *, at_last: bool = False) -> list[Seen]:
        """Judge what was held back of a lane whose looks are all done.

        A name that does not exist says something only once another name was looked up; until
        then it stays held, unless it is ``at_last``.
        """
        circle = self._circles.get(owner)
        if circle is None or not circle.held:
            return []
        wait = not (self.resolver_works or at_last)
        staying = [each for each in circle.held if wait and _is_nameless(each)]
        ready = [each for each in circle.held if not (wait and _is_nameless(each))]
        circle.held = staying
        for seen in ready:
            self._again(seen, circle)
        if not staying:
            del self._circles[owner]
        return ready

    def all_held(self) -> Iterator[str]:
        """Name the lanes of which something is held back."""
        yield from [owner for owner, circle in self._circles.items() if circle.held]

    def _again(self, seen: Seen, circle: Circle) -> None:
        limit = self.tools.tables.pages.limits.shared_landing
        landing = seen.check.observation.final_url.partition("#")[0]
        shared = frozenset({landing} if circle.landings[landing] >= limit else ())
        if not shared and not _is_nameless(seen):
            return  # as it was judged alone
        around = Circumstances(
            resolver_works=self.resolver_works,
            living_domains=circle.living_domains,
            shared_landings=shared,
        )
        seen.verdicts = tuple(self._judged(seen, each, around) for each in seen.waiting.namings)

    def offline(self, seen: Seen, words: str) -> None:
        """Judge a look that says nothing, because our own network was in the way."""
        look = replace(seen.check.observation, failure=Failure.OFFLINE, reason=words)
        seen.check = Check(observation=replace(look, status=None, hops=()))
        seen.earlier, seen.void = (), True
        self.alone(seen)

    def _judged(self, seen: Seen, naming: Cited, around: Circumstances) -> Verdict:
        if naming.short_link or seen.sibling is not None:
            around = replace(around, short_link=naming.short_link, sibling=seen.sibling)
        tables = self.tools.tables
        checks: Sequence[Check] = (*seen.earlier, seen.check) if seen.earlier else (seen.check,)
        return judge(naming.address, checks, tables.pages, tables.confirmation, around)


def _is_nameless(seen: Seen) -> bool:
    return seen.check.observation.failure in NAMELESS
