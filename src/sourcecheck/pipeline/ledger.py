"""What an audit asked for, and where it was kept: written down so that it can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sourcecheck.model import Capture, Check, Exchange
from sourcecheck.model.record import Asked, Earlier, Purpose
from sourcecheck.pipeline.linktools import Fetched, Ruling


@dataclass(slots=True, eq=False)
class Ledger:
    """The looks of one audit, in the order in which their answers came."""

    rules: dict[str, Ruling] = field(default_factory=dict)
    """Looks at robots.txt by address: the audits of a run share them, and the rules they told."""
    _asked: list[Asked] = field(default_factory=list)
    _waiting: dict[int, tuple[Exchange, list[int]]] = field(default_factory=dict)
    """Looks whose exchanges are not kept yet, by the identity of the first one, which is held."""
    _earlier: dict[str, tuple[Check, ...]] = field(default_factory=dict)
    _heard: list[str] = field(default_factory=list)
    _ruled: set[str] = field(default_factory=set)  # whose rules are among what was asked

    def asked(self, purpose: Purpose, url: str, of: str, fetched: Fetched) -> None:
        """Write a look down."""
        check = Check(observation=fetched.observation)
        if purpose is Purpose.ROBOTS:
            self._ruled.add(url)
            self.rules[url] = Ruling(asked=Asked(purpose=purpose, url=url), fetched=fetched)
        if fetched.exchanges:
            first = fetched.exchanges[0]
            self._waiting.setdefault(id(first), (first, []))[1].append(len(self._asked))
        self._asked.append(Asked(purpose=purpose, url=url, of=of, check=check))

    def read(self, fetched: Fetched, check: Check) -> None:
        """Note what a page said that may not be kept: the exchanges will not tell."""
        for place in self._places(fetched.exchanges):
            self._asked[place] = replace(self._asked[place], check=check)

    def kept(self, exchanges: Sequence[Exchange], captures: Sequence[Capture]) -> None:
        """Note where the exchanges of a look lie."""
        for place in self._places(exchanges):
            kept = replace(
                self._asked[place], chain=captures[0].chain if captures else "", check=None
            )
            self._asked[place] = kept
            if kept.purpose is Purpose.ROBOTS:
                self.rules[kept.url] = Ruling(asked=kept)
        if exchanges:
            self._waiting.pop(id(exchanges[0]), None)

    def past(self, url: str, checks: tuple[Check, ...]) -> None:
        """Note the looks at an address before this audit."""
        self._earlier[url] = checks

    def ruled(self, url: str) -> bool:
        """Note that the audit goes by a robots.txt; False = nobody wrote down what it said."""
        if url in self._ruled:
            return True
        ruling = self.rules.get(url)
        if ruling is None:
            return False
        self._ruled.add(url)
        if ruling.fetched is None:
            self._asked.append(ruling.asked)
        else:
            self.asked(Purpose.ROBOTS, url, "", ruling.fetched)
        return True

    def unkept(self) -> tuple[Fetched, ...]:
        """Return looks at robots.txt that another audit made and has not kept yet.

        Where it has meanwhile, their places are taken over.
        """
        found: list[Fetched] = []
        for place, each in enumerate(self._asked):
            if each.purpose is not Purpose.ROBOTS or each.chain:
                continue
            ruling = self.rules.get(each.url)
            if ruling is None:
                continue
            if ruling.fetched is None:
                self._asked[place] = ruling.asked
            elif ruling.fetched.exchanges:
                found.append(ruling.fetched)
        return tuple(found)

    def heard(self, url: str) -> None:
        """Note that a look counts now for what is told of the network."""
        self._heard.append(url)

    def order(self) -> tuple[str, ...]:
        """Return the addresses in the order in which their looks counted."""
        return tuple(self._heard)

    def looks(self) -> tuple[Asked, ...]:
        """Return what was asked, each with its place, or with what it showed."""
        return tuple(self._asked)

    def earlier(self) -> tuple[Earlier, ...]:
        """Return what was known before."""
        return tuple(Earlier(url=url, checks=checks) for url, checks in self._earlier.items())

    def _places(self, exchanges: Sequence[Exchange]) -> list[int]:
        if not exchanges:
            return []
        return self._waiting.get(id(exchanges[0]), (None, []))[1]
