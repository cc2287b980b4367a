"""Which captures may go: by age, by number, by size; never what something else rests on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sourcecheck.archive.index import same_page
from sourcecheck.archive.restoring import OURS
from sourcecheck.model.web import Capture

_STEP = 50  # a round of making room takes at least one in so many of what is left (guess)


SAID = 64
"""Bytes that the record of what went takes for each capture, packed (38 measured)."""


class Stays(StrEnum):
    """Why a look that the rules name stays."""

    CITED = "cited"  # an audit points to it
    ORIGINAL = "original"  # a later look that stays repeats its body
    OPEN = "open"  # its file is still being written
    STORED = "stored"  # its file was copied elsewhere
    STAMPED = "stamped"  # the digest of its file is in a manifest
    UNSEALED = "unsealed"  # its file has no digest beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is to go; at least one of them is given.

    ==============================  =====================================================
    ``older_than``                  looks that began longer ago
    ``keep_last``                   looks at a page beyond its last so many; with
                                    ``older_than`` only those that are old, too
    ``max_bytes``                   then the oldest looks, until all files take no more;
                                    never the last ``keep_last``
    ==============================  =====================================================
    """

    older_than: timedelta | None = None
    keep_last: int | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an archive beside its index."""

    sizes: Mapping[str, int]  # of every file that is here, in bytes
    untouched: Mapping[str, Stays]  # files that are not to be rewritten, and why
    cited_chains: Collection[str]
    cited_records: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """All exchanges of one look at a page: they go together or stay together."""

    captures: tuple[Capture, ...]
    size: int  # bytes its records take in their file

    @property
    def gain(self) -> int:
        """Bytes its file is smaller without it."""
        return self.size - SAID * len(self.captures)

    @property
    def page(self) -> str:
        """The address that was looked at, as far as it is sent."""
        return same_page(self.captures[0].url)

    @property
    def began_at(self) -> datetime:
        """When it began."""
        return self.captures[0].captured_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would go, oldest first, and what stays although the rules name it."""

    gone: tuple[Look, ...]
    stays: Mapping[Stays, int]  # looks, by why they stay
    size: int  # bytes of all files now
    freed: int  # bytes, at least
    over: int = 0  # bytes above the size that was asked for, when no more may go

    def by_file(self) -> dict[str, list[Capture]]:
        """Return the captures that go, by the file they are in."""
        found: dict[str, list[Capture]] = {}
        for look in self.gone:
            for capture in look.captures:
                found.setdefault(capture.file, []).append(capture)
        return found


def plan(captures: Iterable[Capture], rules: Rules, standing: Standing, now: datetime) -> Plan:
    """Say what would go of the captures of an index; articles and audits never do."""
    looks = _looks(captures, standing.sizes)
    named, spare = _named(looks, rules, now)
    stays = Counter(why for look in named if (why := _why_it_stays(look, standing)))
    named = [look for look in named if not _why_it_stays(look, standing)]
    size = sum(standing.sizes.values())
    free = named + [look for look in spare if not _why_it_stays(look, standing)]
    needs = _needs(looks)
    taken = len(named)
    gone = _without_needed(free[:taken], needs)
    while rules.max_bytes is not None and taken < len(free):
        short = size - rules.max_bytes - _gain(gone)
        if short <= 0:
            break
        taken = _reaching(free, taken, short)
        gone = _without_needed(free[:taken], needs)
    if needed := taken - len(gone):
        stays[Stays.ORIGINAL] = needed
    oldest_first = sorted(gone, key=lambda look: look.began_at)
    freed = _gain(gone)
    over = max(size - freed - rules.max_bytes, 0) if rules.max_bytes is not None else 0
    return Plan(gone=tuple(oldest_first), stays=stays, size=size, freed=freed, over=over)


def _looks(captures: Iterable[Capture], sizes: Mapping[str, int]) -> list[Look]:
    """Gather the looks at pages, oldest first."""
    by_file: dict[str, list[Capture]] = {}
    for row in captures:
        by_file.setdefault(row.file, []).append(row)
    chains: dict[str, list[tuple[Capture, int]]] = {}
    for file, rows in by_file.items():
        for row, taken in _extents(rows, sizes.get(file, 0)):
            if not row.url.startswith(OURS):
                chains.setdefault(row.chain or row.record_id, []).append((row, taken))
    looks = [_look(rows) for rows in chains.values()]
    return sorted(looks, key=lambda look: look.began_at)


def _extents(rows: list[Capture], end: int) -> Iterable[tuple[Capture, int]]:
    """Yield each capture of a file with the bytes it takes, its request and metadata too."""
    rows.sort(key=lambda row: row.offset)
    for row, following in pairwise(rows):
        yield row, following.offset - row.offset
    yield rows[-1], max(end - rows[-1].offset, rows[-1].length)


def _look(rows: list[tuple[Capture, int]]) -> Look:
    rows.sort(key=lambda pair: (pair[0].hop, pair[0].captured_at))
    return Look(captures=tuple(row for row, _ in rows), size=sum(taken for _, taken in rows))


def _named(looks: Sequence[Look], rules: Rules, now: datetime) -> tuple[list[Look], list[Look]]:
    """Return the looks that age and number name, and those that may go to make room."""
    newer: Counter[str] = Counter()
    beyond: set[Look] = set()
    for look in reversed(looks):
        if rules.keep_last is None or newer[look.page] >= rules.keep_last:
            beyond.add(look)
        newer[look.page] += 1
    asked = rules.older_than is not None or rules.keep_last is not None
    before = now - (rules.older_than or timedelta())
    named = [look for look in looks if asked and look in beyond and look.began_at < before]
    known = set(named)
    room = rules.max_bytes is not None
    return named, [look for look in looks if room and look in beyond and look not in known]


def _why_it_stays(look: Look, standing: Standing) -> Stays | None:
    for row in look.captures:
        if row.chain in standing.cited_chains or row.record_id in standing.cited_records:
            return Stays.CITED
        if row.file not in standing.sizes:
            return Stays.STORED
        if why := standing.untouched.get(row.file):
            return why
    return None


def _needs(looks: Sequence[Look]) -> dict[Look, list[Look]]:
    """Return the looks that repeat bodies of others, and whose."""
    records = {row.record_id: look for look in looks for row in look.captures}
    payloads: dict[tuple[str, str], Look] = {}
    for look in looks:
        for row in look.captures:
            if row.sha256 and not row.revisit_of:
                payloads.setdefault((row.sha256, row.framing), look)
    found: dict[Look, list[Look]] = {}
    for look in looks:
        for row in look.captures:
            if row.revisit_of:
                older = records.get(row.revisit_of) or payloads.get((row.sha256, row.framing))
                found.setdefault(look, []).extend([older] if older else [])
    return found


def _without_needed(chosen: Sequence[Look], needs: Mapping[Look, list[Look]]) -> list[Look]:
    """Leave out what something that stays rests on, and what that rests on in its turn."""
    gone = set(chosen)
    staying = [look for look in needs if look not in gone]
    while staying:
        for older in needs.get(staying.pop(), ()):
            if older in gone:
                gone.remove(older)
                staying.append(older)
    return [look for look in chosen if look in gone]


def _reaching(free: Sequence[Look], taken: int, short: int) -> int:
    """Return how many looks to take so that so many bytes more are freed, if none is needed."""
    least = taken + max(1, (len(free) - taken) // _STEP) if short > 0 else taken
    while taken < len(free) and (short > 0 or taken < least):
        short -= free[taken].gain
        taken += 1
        if short <= 0:
            break
    return taken


def _gain(looks: Iterable[Look]) -> int:
    return sum(look.gain for look in looks)
