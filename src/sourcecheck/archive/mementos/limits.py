"""How often each archive may be asked: counted here, waited for elsewhere. Pure.

Whoever looks up many links must not be told to sleep for minutes: a turn that is far away is
not waited for, and the search says that it was not made. So searches are spread over the minute.
Were a minute's searches asked at once, the next turn would be most of a minute away, and an
article with many dead links would have the same first ones looked up in every run, and the
others in none.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sourcecheck.model.tables.archives import ArchiveService

_MINUTE_S = 60.0
_TOO_MANY, _OUT_OF_ORDER = 429, 503
_COOL_S = 60.0  # after "too many requests" that says no time
_AT_ONCE = 6  # one in so many of a minute's searches needs no wait (guess)


class Deed(StrEnum):
    """What an archive is asked for; each has a limit of its own."""

    SEARCH = "search"
    COPY = "copy"
    SUBMIT = "submit"


@dataclass(slots=True, eq=False)
class Limiter:
    """The turns with all archives of a run; ``now`` is seconds on any steady clock.

    >>> limiter = Limiter()
    >>> limiter.wait_s(service, Deed.SEARCH, now=0.0)  # doctest: +SKIP
    0.0
    """

    keyed: bool = False  # an account's key is used for what is handed in
    _turns: dict[tuple[str, Deed], deque[float]] = field(default_factory=dict)
    _spread: dict[str, float] = field(default_factory=dict)  # when searches so far are paid for
    _closed: dict[str, float] = field(default_factory=dict)

    def wait_s(self, service: ArchiveService, deed: Deed, now: float) -> float:
        """Return the seconds until the next turn; 0.0 = now. Takes nothing."""
        turns = self._within(service, deed, now)
        open_in = self._closed.get(service.id, now) - now
        most = self._most(service)[deed]
        full = turns[-most] + _MINUTE_S - now if 0 < most <= len(turns) else 0.0
        paid = self._paid_in(service, now) if deed is Deed.SEARCH and most else 0.0
        return max(0.0, open_in, full, paid)

    def take(self, service: ArchiveService, deed: Deed, now: float) -> None:
        """Count a turn, whenever it is used."""
        self._within(service, deed, now).append(now)
        if deed is Deed.SEARCH and service.searches_per_minute:
            begun = max(now, self._spread.get(service.id, now))
            self._spread[service.id] = begun + _gap_s(service)

    def answered(
        self, service: ArchiveService, status: int | None, retry_after_s: int | None, now: float
    ) -> None:
        """Leave an archive alone that complains, for as long as it says (RFC 9110, 10.2.3)."""
        said = status in {_TOO_MANY, _OUT_OF_ORDER} and retry_after_s is not None
        if said or status == _TOO_MANY:
            rest = _COOL_S if retry_after_s is None else max(retry_after_s, 1)
            self._closed[service.id] = max(self._closed.get(service.id, now), now + rest)

    def _within(self, service: ArchiveService, deed: Deed, now: float) -> deque[float]:
        turns = self._turns.setdefault((service.id, deed), deque())
        while turns and turns[0] <= now - _MINUTE_S:
            turns.popleft()
        return turns

    def _most(self, service: ArchiveService) -> Mapping[Deed, int]:
        keyed = self.keyed and service.keyed_submissions_per_minute
        return {
            Deed.SEARCH: service.searches_per_minute,
            Deed.COPY: service.copies_per_minute,
            Deed.SUBMIT: keyed or service.submissions_per_minute,
        }

    def _paid_in(self, service: ArchiveService, now: float) -> float:
        """Return the seconds until a search fits: a few at once, the others a gap apart."""
        credit = _gap_s(service) * _at_once(service)
        return self._spread.get(service.id, now) + _gap_s(service) - credit - now


def _at_once(service: ArchiveService) -> int:
    return max(1, service.searches_per_minute // _AT_ONCE)


def _gap_s(service: ArchiveService) -> float:
    """Return the seconds between searches: with those at once, no minute holds too many."""
    return _MINUTE_S / max(1, service.searches_per_minute - _at_once(service))
