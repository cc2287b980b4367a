"""Addresses that wait to be looked at, in one lane for each registered domain.

Compact, because a run may hold a million: an address waits as a line of bytes in its lane, and
whether it was met before is told by a table of hashes. Pure: no clock, no loop.
"""

from __future__ import annotations

import heapq
import re
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sourcecheck.pipeline.looks import Cited

_TAKEN = 1  # the bit of a hash that says its address no longer waits
_WORD = 2**64 - 1
_FIRST_SIZE = 1 << 12
_NEWS = 0.2  # weight of the last look among those before it
_FEW = 50_000  # addresses that wait as they are; written small, each costs more time
_PART = "\x00"  # within a line


@dataclass(slots=True, eq=False)
class Waiting:
    """An address to look at, with all ways it was cited."""

    url: str
    namings: tuple[Cited, ...]


class Hashes:
    """A set of 64-bit hashes, each with a bit that can be set: 16 bytes an entry, not 70."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SIZE))
        self._held = 0

    def place(self, key: int) -> int:
        """Return the slot of a hash, or of the free one where it belongs."""
        slots, mask = self._slots, len(self._slots) - 1
        at = (key >> 1) & mask
        while (held := slots[at]) and held | _TAKEN != key | _TAKEN:
            at = (at + 1) & mask
        return at

    def add(self, key: int) -> bool:
        """Add a hash; False when it is there already."""
        at = self.place(key)
        if self._slots[at]:
            return False
        self._slots[at] = key & ~_TAKEN
        self._held += 1
        if self._held * 4 > len(self._slots) * 3:
            self._grow()
        return True

    def take(self, key: int) -> None:
        """Set the bit of a hash."""
        self._slots[self.place(key)] |= _TAKEN

    def is_taken(self, key: int) -> bool:
        """Tell whether the bit of a hash is set."""
        return bool(self._slots[self.place(key)] & _TAKEN)

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(16 * len(before)))
        for held in before:
            if held:
                self._slots[self.place(held)] = held


def key_of(url: str) -> int:
    """Return the hash of an address: 64 bits, never 0, the last bit clear."""
    return (hash(url) & _WORD & ~_TAKEN) or 2


@dataclass(slots=True, eq=False)
class Lane:
    """The addresses of one registered domain that wait."""

    owner: str
    host: str  # one of its hosts, to book turns with; "" = those that no turn is booked for
    lines: bytearray = field(default_factory=bytearray)
    few: deque[Waiting | Cited] = field(default_factory=deque)  # taken before the lines
    size: int = 0  # of both
    again: bytearray = field(default_factory=bytearray)  # for a second look
    doubtful: int = 0  # lines of these
    due: float = 0.0  # when the first of these may be looked at while first looks still wait
    alternates: bool = False  # the last look was a second one, before the first ones were done
    looked_again: int = 0
    first: int = 0  # first looks begun
    look_s: float = 0.1  # a look takes about so long, from the last few
    servers: int = 0
    is_ready: bool = False  # in the heap of those that may be served
    is_blocked: bool = False  # all its turns are taken
    living: set[str] = field(default_factory=set)  # hosts that have an address

    def left_s(self, servers: int) -> float:
        """Return how long its looks would take so many servers, by the last few of them."""
        return (self.size + self.doubtful) * self.look_s / servers

    def took(self, seconds: float) -> None:
        """Take the time of a look into account."""
        self.look_s += (seconds - self.look_s) * _NEWS


class Lanes:
    """All lanes; ``owner_of`` names the registered domain of a host."""

    def __init__(self, owner_of: Callable[[str], str]) -> None:
        self.waiting = 0  # addresses without a first look
        self._owner_of = owner_of
        self._lanes: dict[str, Lane] = {}
        self._first: dict[str, bool] = {}  # addresses met first -> whether they wait
        self._met = Hashes()  # all others
        self._more: dict[str, list[Cited]] = {}  # further ways of citing what waits
        self._origins: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}
        self._ready: list[tuple[float, int, Lane]] = []
        self._turn = 0

    def __iter__(self) -> Iterator[Lane]:
        """Yield all lanes."""
        return iter(self._lanes.values())

    def lane(self, owner: str) -> Lane | None:
        """Return the lane of a registered domain."""
        return self._lanes.get(owner)

    def add(self, cited: Cited) -> Lane | None:
        """Let an address wait; None when one way more of citing it was noted instead.

        One that was taken already waits once more: whoever keeps what was found of it should
        answer first.
        """
        url = cited.url
        if self._is_waiting(url):
            self._more.setdefault(url, []).append(cited)
            return None
        lane = self._lane_of(url)
        if self.waiting < _FEW:
            lane.few.append(cited)
        else:
            lane.lines += self._line(cited)
        lane.size += 1
        self.waiting += 1
        return lane

    def _is_waiting(self, url: str) -> bool:
        """Tell whether an address waits already, and note that it does from now on."""
        waits = self._first.get(url)
        if waits is not None:
            self._first[url] = True
            return waits
        if len(self._first) < _FEW:
            self._first[url] = True
            return False
        key = key_of(url)
        return not self._met.add(key) and not self._met.is_taken(key)

    def take(self, lane: Lane) -> Waiting:
        """Take the first address of a lane that has one."""
        found = lane.few.popleft() if lane.few else self._first_line(lane.lines)
        if isinstance(found, Cited):
            found = self._with_more(found)
        lane.size -= 1
        lane.first += 1
        self.waiting -= 1
        return found

    def put_back(self, lane: Lane, waiting: Waiting) -> None:
        """Give back what was taken; it is the next to be taken again."""
        lane.few.appendleft(waiting)
        lane.size += 1
        lane.first -= 1
        self.waiting += 1

    def put_again(self, lane: Lane, waiting: Waiting, note: str) -> None:
        """Let an address wait for a second look; ``note`` is for whoever makes it."""
        lines = (self._line(each)[:-1] for each in waiting.namings)
        lane.again += b"\x01".join((note.encode(), *lines)) + b"\n"
        lane.doubtful += 1

    def take_again(self, lane: Lane) -> tuple[Waiting, str]:
        """Take the first address of a lane that waits for a second look, and the note with it."""
        end = lane.again.index(b"\n")
        note, *lines = lane.again[:end].decode("utf-8", "surrogatepass").split("\x01")
        del lane.again[: end + 1]
        lane.doubtful -= 1
        lane.looked_again += 1
        found = [self._read(line) for line in lines]
        return Waiting(found[0].url, tuple(found)), note

    def ready(self, lane: Lane) -> None:
        """Say that a lane may be served; those that would take longest come first."""
        if not lane.is_ready:
            lane.is_ready = True
            self._turn += 1
            heapq.heappush(self._ready, (-lane.left_s(lane.servers + 1), self._turn, lane))

    def next_ready(self) -> Lane | None:
        """Return the lane to serve next: the longest decides how long the run takes."""
        if not self._ready:
            return None
        lane = heapq.heappop(self._ready)[2]
        lane.is_ready = False
        return lane

    def longest_ready(self) -> float:
        """Return the seconds left of the longest lane that could be served by one more."""
        return -self._ready[0][0] if self._ready else 0.0

    def _lane_of(self, url: str) -> Lane:
        host = host_of(url)
        if not _HOST.fullmatch(host):
            host = ""  # who is to be asked is for the fetcher to find out
        owner = self._owner_of(host) if host else ""
        lane = self._lanes.get(owner)
        if lane is None:
            lane = self._lanes[owner] = Lane(owner=owner, host=host)
        return lane

    def _line(self, cited: Cited) -> bytes:
        number = self._numbers.get(cited.origin)
        if number is None:
            number = self._numbers[cited.origin] = len(self._origins)
            self._origins.append(cited.origin)
        url = cited.url
        if cited.address == url and not cited.short_link and _is_clean(url):
            line = f"{url}\x00{number}\n"
        else:
            short = "1" if cited.short_link else ""
            line = f"{_hidden(url)}\x00{number}\x00{_hidden(cited.address)}\x00{short}\n"
        return line.encode("utf-8", "surrogatepass")

    def _first_line(self, lines: bytearray) -> Cited:
        end = lines.index(b"\n")
        found = self._read(lines[:end].decode("utf-8", "surrogatepass"))
        del lines[: end + 1]
        return found

    def _with_more(self, cited: Cited) -> Waiting:
        """Take an address off the list of those that wait, with all ways it was cited."""
        url = cited.url
        if url in self._first:
            self._first[url] = False
        else:
            self._met.take(key_of(url))
        more = self._more.pop(url, None) if self._more else None
        return Waiting(url, (cited, *more) if more else (cited,))

    def _read(self, line: str) -> Cited:
        url, number, *rest = line.split(_PART)
        origin = self._origins[int(number)]
        if not rest:
            return Cited(url=url, address=url, origin=origin)
        address, short_link = _shown(rest[0]), bool(rest[1])
        return Cited(url=_shown(url), address=address, short_link=short_link, origin=origin)


def host_of(url: str) -> str:
    """Return the host of an address as it is written, without port and user name."""
    rest = url.partition("://")[2]
    for end in "/?#":
        rest = rest.partition(end)[0]
    rest = rest.rpartition("@")[2]
    if rest.startswith("["):
        return rest[1:].partition("]")[0]
    return rest.partition(":")[0]


_HOST = re.compile(  # as every reader of addresses reads it
    r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?"
    r"|(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}"
)
_MARKS = {"\n": "\x02n", "\x00": "\x02z", "\x01": "\x02o", "\x02": "\x02\x02"}
"""Letters that part lines, and how they are written inside one."""


def _is_clean(text: str) -> bool:
    return text.isprintable() or not any(mark in text for mark in _MARKS)


def _hidden(text: str) -> str:
    return "".join(_MARKS.get(char, char) for char in text) if not _is_clean(text) else text


def _shown(text: str) -> str:
    if "\x02" not in text:
        return text
    pieces = text.split("\x02\x02")
    back = {written: char for char, written in _MARKS.items() if char != "\x02"}
    for written, char in back.items():
        pieces = [piece.replace(written, char) for piece in pieces]
    return "\x02".join(pieces)
