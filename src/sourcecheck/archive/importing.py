"""Take captures of others into the archive: verified first, copied byte for byte, told apart.

What is imported stands in closed files of its own, behind a ``warcinfo`` that says where it came
from; its captures bear that as their ``archive``. A refused file leaves no trace.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

from sourcecheck.archive.belonging import met_elsewhere
from sourcecheck.archive.exchanges import Ids
from sourcecheck.archive.grouping import imported_from
from sourcecheck.archive.index import CaptureIndex, same_page, urlkey
from sourcecheck.archive.intake import Intake, Part, opened, parts_of
from sourcecheck.archive.reading import captures_of, records_from
from sourcecheck.archive.records import Record, pack, read_date
from sourcecheck.archive.seals import (
    IMPORTING,
    NEW_IMPORT,
    month_of,
    next_name,
    number_of,
    seal_path,
    sync_folder,
    write_seal,
)
from sourcecheck.archive.segments import MAX_FILE, warcinfo
from sourcecheck.archive.verifying.faults import Verified
from sourcecheck.archive.verifying.members import Limits
from sourcecheck.archive.verifying.sets import key, page_key
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError, SourcecheckError
from sourcecheck.model.web import ArchiveFile, Capture

_MOST_TOLD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """The archive that is imported into, and what it needs."""

    folder: Path
    index: CaptureIndex
    clock: Callable[[], datetime]
    ids: Ids
    on_sealed: Callable[[ArchiveFile], None] = lambda _: None
    max_file: int = MAX_FILE  # bytes, above which another file is begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file."""

    name: str  # what its captures bear as their archive
    verified: Verified
    refused: bool = False  # nothing was taken in
    hopeless: bool = False  # nor would anything be, whatever was asked
    captures: int = 0  # taken in
    already: int = 0  # here before
    records: int = 0  # taken in
    bytes: int = 0  # of these records, packed
    files: tuple[str, ...] = ()  # that were written
    left_out: tuple[tuple[int, str], ...] = ()  # offset and reason, capped
    left_out_count: int = 0


def import_file(
    path: Path,
    into: Callable[[], Into],
    *,
    anyway: bool = False,
    name: str = "",
    limits: Limits | None = None,
    beside: Path | None = None,
) -> Imported:
    """Import a WARC file, however it is packed, or a WACZ.

    A file with any fault is refused, and ``into`` is not even called; with ``anyway`` what
    verifies record by record is taken, unless the file is not safe to read at all. What is here
    already is not taken twice. ``beside`` is a folder with room to unpack. Raises
    ``ArchiveError`` when the file cannot be read or the archive not be written; the archive is
    then as it was.
    """
    name = " ".join((name or path.name).split())
    limits = limits or Limits()
    with opened(path, beside, limits) as intake:
        if intake.hopeless or not (anyway or intake.verified.sound):
            return Imported(
                name=name, verified=intake.verified, refused=True, hopeless=intake.hopeless
            )
        there = into()
        with Archive.open(
            there.folder, there.index, there.clock, there.ids, on_sealed=there.on_sealed
        ) as archive:
            return _taken(intake, there, archive, name, limits)


def _taken(intake: Intake, into: Into, archive: Archive, name: str, limits: Limits) -> Imported:
    choice = _Choice(intake, into.index)
    with _Packing(into, name) as packing:
        for window in intake.windows:
            for part in choice.wanted(parts_of(window, limits)):
                packing.add(part)
        made = packing.finished()
        if made:
            archive.seal()
        for temporary, final in made:
            _commit(into, temporary, final)
    return Imported(
        name=name,
        verified=intake.verified,
        captures=packing.captures,
        already=choice.already,
        records=packing.records,
        bytes=packing.bytes,
        files=tuple(f"warc/{final}" for _, final in made),
        left_out=tuple(choice.left_out),
        left_out_count=choice.left_out_count,
    )


class _Choice:
    """Which parts of a file are taken in."""

    def __init__(self, intake: Intake, index: CaptureIndex) -> None:
        self._known = intake.known
        self._index = index
        self._here = {key(row.record_id): key(_same(row)) for row in index}
        # A part of the file that is here already came with its warcinfo.
        self._begun = not self._here.keys().isdisjoint(intake.known.mains)
        self._gone: set[bytes] = set()  # records that were left out: nothing may repeat them
        self._last = False  # whether the last exchange was taken
        self.already = 0
        self.left_out: list[tuple[int, str]] = []
        self.left_out_count = 0

    def wanted(self, parts: Iterator[Part]) -> Iterator[Part]:
        """Yield the parts to take; a ``warcinfo`` waits for an exchange that is taken."""
        waiting: Part | None = None
        for part in parts:
            if part.main.type == "warcinfo":
                theirs = not (part.wrong or self._begun or imported_from(part.main))
                waiting = part if theirs else None
            elif part.found is None and not part.wrong:
                if self._last:
                    yield part
            else:
                self._last = self._takes(part)
                if self._last and waiting:
                    yield waiting
                    waiting = None
                if self._last:
                    yield part

    def _takes(self, part: Part) -> bool:
        if part.wrong or part.found is None:
            return self._leave(part, part.wrong[0])
        name, said = key(part.main.id), key(_same(part.found.capture))
        if name in self._here:
            if self._here[name] != said:
                return self._leave(part, "another record here has its id")
            self.already += 1
            return False
        if part.main.type == "revisit" and not self._has_original(part.main):
            return self._leave(part, "what it repeats is neither in the file nor here")
        self._here[name] = said
        return True

    def _leave(self, part: Part, why: str) -> bool:
        self._gone.add(key(part.main.id))
        self.left_out_count += 1
        if len(self.left_out) < _MOST_TOLD:
            self.left_out.append((part.offset, why))
        return False

    def _has_original(self, revisit: Record) -> bool:
        to, date = revisit.field("WARC-Refers-To"), revisit.field("WARC-Refers-To-Date")
        uri = revisit.field("WARC-Refers-To-Target-URI") or revisit.field("WARC-Target-URI")
        names = (key(to),) if to else self._known.pages.get((page_key(uri), date), ())
        if any(name in self._known.mains and name not in self._gone for name in names):
            return True
        rows = self._index.get(urlkey(uri.strip("<>")))
        if to:
            return any(row.record_id == to for row in rows)
        return bool(date) and any(
            row.captured_at == read_date(date) and same_page(row.url) == same_page(uri)
            for row in rows
        )


def _same(capture: Capture) -> str:
    """Return what two captures of one record have in common, wherever they lie."""
    return repr((capture.url, capture.captured_at, capture.status, capture.sha256))


class _Packing:
    """New files beside the archive's, under names that no reader takes for one."""

    def __init__(self, into: Into, name: str) -> None:
        self._into = into
        self._name = name
        self._warc = into.folder / "warc"
        self._made: list[tuple[Path, str]] = []
        self._file: BinaryIO | None = None
        self.captures = self.records = self.bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._file:
            with suppress(OSError):  # what a full disk did not take
                self._file.close()
        for temporary, _ in self._made:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def add(self, part: Part) -> None:
        """Write the records of a part; raises ``ArchiveError``."""
        data = b"".join(part.members)
        try:
            file = self._writable()
            file.write(data)
        except OSError as error:
            raise ArchiveError(f"{self._warc}: cannot be written: {error.strerror}") from error
        self.captures += part.found is not None
        self.records += len(part.members)
        self.bytes += len(data)

    def finished(self) -> list[tuple[Path, str]]:
        """Sync the last file; return all files, and how they are to be called."""
        self._close()
        return self._made

    def _writable(self) -> BinaryIO:
        if self._file and self._file.tell() >= self._into.max_file:
            self._close()
        if self._file is None:
            at = self._into.clock()
            name = self._next(at)
            temporary = self._warc / NEW_IMPORT.format(len(self._made))
            self._file = temporary.open("wb")
            self._made.append((temporary, name))
            opening = warcinfo(name, at, self._into.ids, imported_from=self._name)
            self._file.write(pack(opening))
        return self._file

    def _next(self, at: datetime) -> str:
        above = met_elsewhere(self._warc, self._into.index)
        first = next_name(self._warc, at.strftime("%Y%m"), above)
        return f"sc-{month_of(first)}-{number_of(first) + len(self._made):05d}.warc.gz"

    def _close(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            with file:
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ArchiveError(f"{self._warc}: cannot be written: {error.strerror}") from error


def _commit(into: Into, temporary: Path, name: str) -> None:
    """Give a new file its name, its digest and its place in the index, all or nothing.

    The mark tells the next run what to finish if we are killed in between; see ``Archive``.
    """
    path = temporary.with_name(name)
    mark = path.with_name(f"{name}{IMPORTING}")
    try:
        mark.touch()
        sync_folder(path.parent)
        temporary.replace(path)
        sync_folder(path.parent)
        _settle(into, path)
    except (OSError, SourcecheckError) as error:
        with suppress(OSError):
            for each in (path, seal_path(path), mark):
                each.unlink(missing_ok=True)
        if isinstance(error, SourcecheckError):
            raise
        raise ArchiveError(f"{path}: cannot be written: {error.strerror}") from error


def _settle(into: Into, path: Path) -> None:
    """Write the digest and the index of a file that has its name, and take the mark away."""
    sealed = write_seal(path, into.clock())
    with path.open("rb") as file:
        into.index.put_all(list(captures_of(records_from(file), f"warc/{path.name}")))
    into.on_sealed(sealed)
    path.with_name(f"{path.name}{IMPORTING}").unlink()
