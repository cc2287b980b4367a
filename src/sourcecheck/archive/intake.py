"""Files that come from elsewhere, before anything of them is taken in: verified, then cut up.

A file whose records share gzip members is unpacked beside the archive first, within limits, so
that each record is verified and copied as its writer wrote it.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sourcecheck.archive.files import clear_left, sole_writer
from sourcecheck.archive.grouping import Placed, concurrent_to, grouped
from sourcecheck.archive.records import Record, member
from sourcecheck.archive.restoring import Found
from sourcecheck.archive.sharing import GZIP_MAGIC, inflated, shares_members
from sourcecheck.archive.verifying.contents import content, is_uncut_digest, wrong_content
from sourcecheck.archive.verifying.exchanges import found_in
from sourcecheck.archive.verifying.faults import Kind, Verified
from sourcecheck.archive.verifying.heads import Said, strict_head
from sourcecheck.archive.verifying.members import Cut, Limits, Window, cuts
from sourcecheck.archive.verifying.packages import warcs_in
from sourcecheck.archive.verifying.sets import Known
from sourcecheck.archive.verifying.verify import examine
from sourcecheck.errors import ArchiveError

_BESIDE = ".import-"
_NEVER = frozenset(
    {Kind.UNREADABLE, Kind.ZIP_STRUCTURE, Kind.ZIP_NAME, Kind.ZIP_MEMBER, Kind.TOO_LARGE}
)
"""Faults after which nothing of a file is taken in, whatever was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A file that was verified, and its WARC files to read from."""

    verified: Verified
    known: Known
    windows: tuple[Window, ...]

    @property
    def hopeless(self) -> bool:
        """Whether it is not safe to take single records out of it."""
        return any(each.kind in _NEVER for each in self.verified.faults) or not self.windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that belong together, as they are to be written: a gzip member each."""

    main: Record
    offset: int
    members: tuple[bytes, ...]
    found: Found | None  # None = they are no capture
    wrong: tuple[str, ...]  # what does not verify


@contextmanager
def opened(path: Path, beside: Path | None, limits: Limits) -> Iterator[Intake]:
    """Verify a WARC file or a WACZ and open it; ``beside`` is where there is room to unpack.

    Raises ``ArchiveError`` when it cannot be read, or unpacks to more than is sane.
    """
    try:
        verified, known = examine(path, limits)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error
    with ExitStack() as stack:
        if not verified.sound and _shares(path, verified):
            path = stack.enter_context(_unpacked(path, beside, limits))
            verified, known = examine(path, limits)
        file = stack.enter_context(path.open("rb"))
        intake = Intake(verified=verified, known=known, windows=())
        if any(each.kind in _NEVER for each in verified.faults):
            yield intake
        elif file.read(2) == b"PK":
            windows = tuple(window for _, window in warcs_in(file))
            yield replace(intake, windows=windows)
        else:
            yield replace(intake, windows=(Window(file),))


def _shares(path: Path, verified: Verified) -> bool:
    if any(each.kind is Kind.SEVERAL_RECORDS for each in verified.faults):
        return True
    with path.open("rb") as file:
        return shares_members(file)


@contextmanager
def _unpacked(path: Path, beside: Path | None, limits: Limits) -> Iterator[Path]:
    """Unpack a file whose records share gzip members; the copy is gone afterwards."""
    where = beside if beside and beside.is_dir() else None
    most = max(limits.floor, limits.ratio * path.stat().st_size)
    if where:
        clear_left(where, _BESIDE)
    with (
        tempfile.TemporaryDirectory(prefix=_BESIDE, dir=where) as folder,
        sole_writer(Path(folder)),
    ):
        copy = Path(folder, "unpacked")  # a name that nobody takes for a WARC file of the archive
        try:
            with path.open("rb") as packed, copy.open("wb") as plain:
                for piece in inflated(packed):
                    plain.write(piece)
                    if plain.tell() > most:
                        raise ArchiveError(f"{path}: unpacks to more than {most} bytes")
        except (OSError, zlib.error) as error:
            raise ArchiveError(f"{path}: cannot be unpacked: {error}") from error
        yield copy


def parts_of(window: Window, limits: Limits) -> Iterator[Part]:
    """Yield the groups of records of a WARC file, each with what is wrong in it."""
    packed = window.read(0, 2) == GZIP_MAGIC
    wrong: dict[int, list[Said]] = {}
    for group in grouped(_records(window, limits, wrong)):
        found, disagreements = found_in(group)
        said = [one for each in group for one in wrong.pop(each.offset or 0, [])]
        said += _dangling(group) if found is None else ()
        raw = [window.piece(each.offset or 0, each.length or 0) for each in group]
        yield Part(
            main=group[0].record,
            offset=group[0].offset or 0,
            members=tuple(_in_order(group, raw if packed else [member(each) for each in raw])),
            found=found,
            wrong=tuple(why for _, why in (*said, *disagreements)),
        )


def _dangling(group: Sequence[Placed]) -> Iterator[Said]:
    """Tell of records whose company is damaged, or lies elsewhere in the file."""
    ids = {each.record.id for each in group}
    for each in group:
        if not ids.issuperset(concurrent_to(each.record)):
            yield Kind.CONCURRENT_MISSING, "a record it belongs to is not beside it"


def _in_order(group: Sequence[Placed], members: Sequence[bytes]) -> list[bytes]:
    """Put members as their records lay: what is asked may stand before what was answered."""
    pairs = zip(group, members, strict=True)
    return [data for _, data in sorted(pairs, key=lambda pair: pair[0].offset or 0)]


def _records(window: Window, limits: Limits, wrong: dict[int, list[Said]]) -> Iterator[Placed]:
    for cut in cuts(window, limits):
        if not isinstance(cut, Cut):
            continue  # told when the whole file was verified
        head = strict_head(cut.data[: cut.head_end - 4])
        block = cut.data[cut.head_end : -4]
        said = [*head.wrong, *wrong_content(head, block, content(head, block))]
        said = [each for each in said if not is_uncut_digest(head, each[0])]
        if said:
            wrong[cut.offset] = said
        record = Record(fields=head.fields, block=block)
        yield Placed(record=record, offset=cut.offset, length=cut.length)
