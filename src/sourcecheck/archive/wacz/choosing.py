"""Which captures go into an export: whole looks, and what their revisits repeat."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sourcecheck.archive.index import CaptureIndex, same_page, urlkey
from sourcecheck.archive.reading import NOT_MODIFIED, Shelf, group_at, original
from sourcecheck.errors import NotArchived
from sourcecheck.model.web import Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which captures are wanted; what is given must all hold. Nothing given = every capture.

    A look is taken whole: asked for one of its redirects, the export has them all.

    ==============  ===============================================================
    ``urls``        captures of one of these pages
    ``chains``      exchanges of these looks, None = of any
    ``record_ids``  with ``chains``: these single records too (articles, audits)
    ``since``       captured then or later
    ``until``       captured before then
    ==============  ===============================================================
    """

    urls: tuple[str, ...] = ()
    chains: frozenset[str] | None = None
    record_ids: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def takes_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.urls and self.chains is None and self.since is None and self.until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """A capture, or an address asked for, that is not in an export, and why."""

    url: str
    why: str
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the first record of an exchange lies, and as what it is taken."""

    file: str
    offset: int
    record_id: str
    url: str
    repeated: bool = False  # only there because a chosen revisit repeats it: no page of the export

    def line(self) -> str:
        """Return a line that sorts by file and place, the chosen before the repeated."""
        place = f"{self.offset:020d}", int(self.repeated)
        return json.dumps([self.file, *place, self.record_id, self.url])

    @classmethod
    def of_line(cls, line: str) -> Place:
        """Read a line of ``line``."""
        file, offset, repeated, record_id, url = json.loads(line)
        return cls(
            file=file, offset=int(offset), record_id=record_id, url=url, repeated=bool(repeated)
        )


@dataclass(slots=True)
class Chooser:
    """Goes through an index, and keeps in mind what a choice left out.

    ``broken`` are records that cannot be read as they were kept, and why: neither they nor what
    repeats them can be exported.
    """

    shelf: Shelf
    index: CaptureIndex
    choice: Choice
    broken: Mapping[str, str] = field(default_factory=dict)
    omissions: list[Omission] = field(default_factory=list)
    newest: datetime | None = None  # of the chosen captures
    _pages: dict[str, str] = field(init=False)  # same_page -> the address as asked for
    _keys: frozenset[str] = field(init=False)
    _looks: frozenset[str] | None = field(init=False)  # None = every look

    def __post_init__(self) -> None:
        self._pages = {same_page(url): url for url in self.choice.urls}
        self._keys = frozenset(urlkey(url) for url in self.choice.urls)
        self._looks = None if self.choice.takes_all else self._chosen_looks()

    def places(self) -> Iterator[Place]:
        """Yield where the chosen captures lie and what they repeat, in no certain order.

        One place may come twice. A revisit whose original is in no file of the index cannot
        be shown by anybody: it is left out.
        """
        for row in self.index:
            if not self._takes(row):
                continue
            why = self.broken.get(row.record_id, "")
            if row.revisit_of and not why:
                why = yield from self._repeated(row)
            if why:
                self.omissions.append(Omission(url=row.url, why=why, captured_at=row.captured_at))
                continue
            self.newest = max(self.newest or row.captured_at, row.captured_at)
            yield _place(row)

    def _repeated(self, row: Capture) -> Generator[Place, None, str]:
        """Yield what a revisit repeats; returns why that cannot be had, "" = it can."""
        try:
            found = self._original(row)
        except NotArchived as error:
            return error.message
        if why := self.broken.get(found.record_id, ""):
            return f"what it repeats cannot be read: {why}"
        # a 304 is nothing to look at: what it says still holds is the page of this look
        yield _place(found, repeated=row.status != NOT_MODIFIED)
        return ""

    def _original(self, row: Capture) -> Capture:
        """Find the very record that a revisit names, which other programs look for.

        Any capture with its payload would do for ourselves; where that is another one, the
        named one is looked for under its own address. Raises ``NotArchived``.
        """
        found = original(self.index, row)
        if found.record_id == row.revisit_of or not row.revisit_of.startswith("<"):
            return found
        named = self._named_by(row)
        rows = self.index.get(urlkey(named)) if named else ()
        return next((each for each in rows if each.record_id == row.revisit_of), found)

    def _named_by(self, row: Capture) -> str:
        """Read the address of the capture that a revisit names out of its record."""
        with self.shelf.open(row.file) as file:
            group = group_at(file, row.offset)
        return group[0].record.field("WARC-Refers-To-Target-URI").strip("<>") if group else ""

    def _chosen_looks(self) -> frozenset[str]:
        """Name the looks of which at least one exchange is wanted; tell addresses without any."""
        met: set[str] = set()
        looks: set[str] = set()
        for row in self.index:
            if self._wants(row):
                looks.add(row.chain)
                met.add(same_page(row.url) if self._pages else "")
        missing = (url for page, url in self._pages.items() if page not in met)
        self.omissions += [Omission(url=url, why="no capture of it") for url in missing]
        return frozenset(looks - {""})

    def _takes(self, row: Capture) -> bool:
        if self._looks is None or row.chain in self._looks:
            return True
        return not row.chain and self._wants(row)

    def _wants(self, row: Capture) -> bool:
        choice = self.choice
        if choice.since and row.captured_at < choice.since:
            return False
        if choice.until and row.captured_at >= choice.until:
            return False
        if choice.chains is not None and row.chain not in choice.chains:
            return row.record_id in choice.record_ids
        return not self._pages or (row.urlkey in self._keys and same_page(row.url) in self._pages)


def _place(row: Capture, *, repeated: bool = False) -> Place:
    return Place(
        file=row.file, offset=row.offset, record_id=row.record_id, url=row.url, repeated=repeated
    )
