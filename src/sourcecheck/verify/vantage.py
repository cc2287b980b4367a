"""A run's looks summed up as they come, to tell trouble of our own side. Pure.

The sum is small whatever the run's size: hosts beyond a number are sampled by a digest of
their names, and of everything suspicious only as much is kept as a decision needs.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime

from sourcecheck.model.network import NetworkTrouble
from sourcecheck.model.tables.network import NetworkTable
from sourcecheck.model.tables.pages import PageTables, PlaceKind
from sourcecheck.model.web import Check, Failure, Observation
from sourcecheck.urls.parts import parts
from sourcecheck.verify.addresses import place_of
from sourcecheck.verify.looks import (
    NAMELESS,
    UNCONNECTED,
    ends,
    is_literal,
    lands_elsewhere,
    owner,
    was_asked,
    went_unanswered,
)
from sourcecheck.verify.network import Trouble, are_ours

_ANSWERED, _FAILED, _BEFORE = 1, 2, 4  # what is known of a host, as bits
_KNOWN = _ANSWERED | _BEFORE  # to have been alive
_ENOUGH = 64  # names kept of a kind: every threshold lies far below (data/web/network.toml)
_GAPS = 32  # times without a network told apart; later ones join the last
_SELLERS = (PlaceKind.PARKING, PlaceKind.SUSPENDED)  # unrelated dead domains do land there


class Vantage:
    """What the looks of a run say together about where we looked from."""

    def __init__(self, table: NetworkTable, pages: PageTables) -> None:
        """Start with nothing seen."""
        self._table = table
        self._pages = pages
        self._hosts: dict[str, int] = {}
        self._alive = 0  # hosts that answered, of those kept
        self._mask = 0  # hosts are kept whose digest has none of these bits
        self._last: Observation | None = None  # to answer in its own name
        self._named = False  # a name was looked up with success
        self._in_place: dict[str, set[str]] = {}  # by who answered: domains in whose place
        self._silent: set[str] = set()  # hosts that gave nothing
        self._unnamed: set[str] = set()  # domains whose look-up failed
        self._failures: set[Failure | None] = set()
        self._tail: set[str] = set()  # domains known alive that failed since the last answer
        self._led: dict[str, set[str]] = {}  # the same, led to one place that was not theirs
        self._gaps: list[tuple[datetime, datetime | None]] = []

    @property
    def heard(self) -> bool:
        """Whether somebody answered in their own name: the network is there."""
        return self._last is not None

    def add(self, check: Check, earlier: Sequence[Check] = ()) -> None:
        """Add a look, in the order the looks ended.

        ``earlier`` are those of runs before at the same address, oldest first: by the last of
        them a host counts as alive before.
        """
        seen = check.observation
        if earlier:
            self._recall(seen, earlier[-1].observation)
        if seen.failure is None and not seen.hops and seen.status != 511:
            self._answered(seen)
        elif went_unanswered(seen):
            self._unanswered(seen)
        elif not was_asked(seen):
            return
        elif place := self._answered_by(seen):
            self._by_another(seen, place)
        else:
            self._answered(seen)

    def trouble(self) -> Trouble | None:
        """Return what is wrong on our side by what was seen so far; None = nothing is."""
        if self._last is None:
            return self._everywhere()
        return self._window() or self._interrupted() or self._resolver()

    def _answered(self, seen: Observation) -> None:
        if seen.status is None:  # bytes came that are no answer: theirs, whatever they are
            self._failures.add(seen.failure)
            return
        host = _host(seen.url)
        known = self._hosts.get(host)
        if known is None:
            self._meet(host, _ANSWERED)
        elif not known & _ANSWERED:
            self._hosts[host] = known | _ANSWERED
            self._alive += 1
        if self._tail or self._led:
            self._close(seen)
        if self._last is None or seen.at >= self._last.at:  # several processes: not in order
            self._last = seen

    def _meet(self, host: str, bits: int) -> int:
        """Remember a host met for the first time, where it belongs to the sample."""
        if bits & _ANSWERED and not self._named:
            self._named = not is_literal(_name(host))
        if zlib.crc32(host.encode("utf-8", "surrogatepass")) & self._mask:
            return bits
        self._hosts[host] = bits
        self._alive += bits & _ANSWERED
        if len(self._hosts) > self._table.hosts_kept:
            self._thin()
        return bits

    def _recall(self, seen: Observation, last: Observation) -> None:
        """Remember that a host was alive when an address of it was last looked at."""
        if last.failure is None and last.status is not None and last.status < 400:
            host = _host(seen.url)
            known = self._hosts.get(host)
            if known is None:
                self._meet(host, _BEFORE)
            elif not known & _BEFORE:
                self._hosts[host] = known | _BEFORE

    def _thin(self) -> None:
        """Halve the sample."""
        self._mask = self._mask * 2 + 1
        self._hosts = {
            host: bits
            for host, bits in self._hosts.items()
            if not zlib.crc32(host.encode("utf-8", "surrogatepass")) & self._mask
        }
        self._alive = sum(bits & _ANSWERED for bits in self._hosts.values())

    def _unanswered(self, seen: Observation) -> None:
        host = _host(seen.url)
        name = _name(host)
        _keep(self._silent, name)
        self._failures.add(seen.failure)
        if seen.failure in NAMELESS:
            _keep(self._unnamed, owner(name))
        elif not is_literal(name):
            self._named = True
        known = self._hosts.get(host)
        if known is None:
            known = self._meet(host, _FAILED)
        elif not known & _FAILED:
            self._hosts[host] = known | _FAILED
        if known & _KNOWN and seen.failure in UNCONNECTED and self._is_latest(seen):
            self._tail.add(owner(name))

    def _answered_by(self, seen: Observation) -> str:
        """Return who seems to have answered in a site's place; "" = the site itself."""
        if seen.failure in _IN_PLACE_TLS and seen.certificate and not seen.hops:
            return f"certificate {seen.certificate.sha256}"
        place = lands_elsewhere(seen)
        sold = place and any(place_of(seen.final_url, kind, self._pages) for kind in _SELLERS)
        return "" if sold else place

    def _by_another(self, seen: Observation, place: str) -> None:
        host = _host(seen.url)
        domain = owner(_name(host))
        _keep_by(self._in_place, place, domain)
        if self._hosts.get(host, 0) & _ANSWERED and self._is_latest(seen):
            _keep_by(self._led, place, domain)

    def _is_latest(self, seen: Observation) -> bool:
        return self._last is not None and ends(seen) >= ends(self._last)

    def _is_cut_off(self) -> bool:
        """Tell whether enough of what was alive fails since the last answer.

        The last looks of a run are those at what failed before, and some sites shut out who
        asks often: so a share of all that answered must have gone silent, not just a few.
        """
        most = max(map(len, self._led.values()), default=0)
        gone = max(len(self._tail), most)
        return gone >= max(self._table.unrelated, self._table.lost_share * self._alive)

    def _close(self, seen: Observation) -> None:
        """Keep the time without an answer, now that one came, where it was the network's."""
        if self._last is not None and self._is_cut_off():
            since = self._gaps.pop()[0] if len(self._gaps) >= _GAPS else ends(self._last)
            self._gaps.append((since, ends(seen)))
        self._tail.clear()
        self._led.clear()

    def _everywhere(self) -> Trouble | None:
        """Say why nothing in the run stands, where nobody answered in their own name."""
        enough = self._table.unrelated
        for place, domains in self._in_place.items():
            if len(domains) >= enough and not self._was_cited(place):
                return Trouble(
                    kind=NetworkTrouble.PORTAL,
                    detail=f"{len(domains)} sites, {place}",
                    whole=True,
                )
        if self._in_place:
            return self._window()
        if are_ours(self._failures, len(self._silent)):
            return Trouble(kind=NetworkTrouble.OFFLINE, whole=True)
        return self._window()

    def _was_cited(self, place: str) -> bool:
        host = place.partition("/")[0]
        return any(_name(each) == host for each in self._hosts)

    def _window(self) -> Trouble | None:
        were = [bits for bits in self._hosts.values() if bits & _BEFORE]
        failing = sum(1 for bits in were if not bits & _ANSWERED)
        if len(were) < self._table.window_hosts:
            return None
        if failing <= self._table.window_share * len(were):
            return None
        return Trouble(kind=NetworkTrouble.WINDOW, detail=f"{failing} of {len(were)}")

    def _interrupted(self) -> Trouble | None:
        spans = list(self._gaps)
        if self._last is not None and self._is_cut_off():
            spans.append((ends(self._last), None))
        if not spans:
            return None
        detail = f"at {spans[0][0].isoformat(timespec='seconds')}"
        if spans[-1][1] is not None:
            detail += ", and it came back"
        return Trouble(kind=NetworkTrouble.LOST, detail=detail, spans=tuple(spans))

    def _resolver(self) -> Trouble | None:
        if self._named or len(self._unnamed) < self._table.unrelated:
            return None
        if self._failures & NAMELESS != {Failure.DNS_TROUBLE}:
            return None
        return Trouble(kind=NetworkTrouble.RESOLVER)


_IN_PLACE_TLS = frozenset({Failure.TLS_UNTRUSTED, Failure.TLS_NAME_MISMATCH})


def _host(url: str) -> str:
    """Return the host of an address with its port, fast; of what is no address, all of it."""
    pieces = url.split("/", 3)
    return pieces[2] if len(pieces) > 2 else url


def _name(host: str) -> str:
    """Return a host without its port, user and brackets."""
    if ":" not in host and "@" not in host:
        return host
    split = parts(f"http://{host}/")
    return split.host if split else host


def _keep(found: set[str], name: str) -> None:
    if len(found) < _ENOUGH:
        found.add(name)


def _keep_by(found: dict[str, set[str]], key: str, name: str) -> None:
    if key in found or len(found) < _ENOUGH:
        _keep(found.setdefault(key, set()), name)
