"""Export captures: a plan on disk, one pass over the records, the checks, then the name."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sourcecheck.archive.files import clear_left, sole_writer
from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.reading import Shelf
from sourcecheck.archive.records import Record, pack, warc_date
from sourcecheck.archive.wacz.choosing import Choice, Chooser, Omission
from sourcecheck.archive.wacz.contents import WARC, Describing, write_package
from sourcecheck.archive.wacz.copying import Copied, Copier, Sink
from sourcecheck.archive.wacz.means import Exported, Means
from sourcecheck.archive.wacz.packing import MOST_UNSIZED, Package
from sourcecheck.archive.wacz.planning import Plan, plan
from sourcecheck.errors import ArchiveError


def export(out: Path, shelf: Shelf, index: CaptureIndex, choice: Choice, means: Means) -> Exported:
    """Write captures into one file that stands alone: a WARC where it is called so, else a WACZ.

    It appears under its name only when it is whole and verified. The same choice gives the same
    bytes, unless ``means`` sign it or name a time. Raises ``ArchiveError`` when nothing is
    chosen, the disk refuses, or the finished file does not pass the verifier.
    """
    try:
        beside = f".{out.name}-"
        clear_left(out.parent, beside)  # of exports that were killed
        with (
            tempfile.TemporaryDirectory(prefix=beside, dir=out.parent) as made,
            sole_writer(Path(made)),
        ):
            draft = Path(made) / out.name
            tally = _write(draft, Chooser(shelf, index, choice), means)
            _check(draft, means)
            done = tally.exported(out, draft)
            draft.replace(out)
    except OSError as error:
        raise ArchiveError(f"{out}: cannot be written: {error.strerror or error}") from error
    return done


def _write(draft: Path, chooser: Chooser, means: Means) -> _Tally:
    """Write the file; what turns out to be broken is left out with all that repeats it.

    That shows when it is copied, and by then what repeats it may be written: then it is
    written once more.
    """
    chosen = plan(chooser, draft.parent)
    tally = _Tally(omissions=chosen.omissions)
    with draft.open("w+b") as file:
        write = _write_warc if draft.name.endswith(".warc.gz") else _write_wacz
        write(file, chosen, means, tally)
        file.flush()
        os.fsync(file.fileno())
    if not tally.broken:
        return tally
    broken = {**chooser.broken, **tally.broken}
    again = Chooser(chooser.shelf, chooser.index, chooser.choice, broken)
    return _write(draft, again, means)


def _check(draft: Path, means: Means) -> None:
    faults = means.verify(draft)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise ArchiveError(
            f"{draft.name} was not written, it would not pass the checks: {faults[0]}{more}",
            hint="sourcecheck archive verify tells whether the archive itself is damaged",
        )


@dataclass(slots=True, kw_only=True)
class _Tally:
    """Counts what is copied."""

    omissions: tuple[Omission, ...]
    broken: dict[str, str] = field(default_factory=dict)  # see ``Copier``
    exchanges: int = 0
    originals: int = 0
    failures: int = 0
    records: int = 1  # the warcinfo
    pages: int = 0

    def count(self, copied: Copied) -> None:
        """Count an exchange."""
        self.records += copied.records
        if copied.place.repeated:
            self.originals += 1
            return
        self.exchanges += 1
        self.failures += bool(copied.found.exchange.failure and not copied.answered)

    def exported(self, out: Path, draft: Path) -> Exported:
        """Return the counts with the size and digest of the finished file."""
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Exported(
            path=out,
            size=draft.stat().st_size,
            sha256=digest,
            exchanges=self.exchanges,
            originals=self.originals,
            failures=self.failures,
            records=self.records,
            pages=self.pages,
            omissions=self.omissions,
        )


def _write_warc(file: BinaryIO, chosen: Plan, means: Means, tally: _Tally) -> None:
    for copied in _copied(file, chosen, means, tally):
        tally.count(copied)


def _write_wacz(file: BinaryIO, chosen: Plan, means: Means, tally: _Tally) -> None:
    with closing(Describing(chosen, means)) as describing, closing(Package(file)) as package:

        def copy(sink: Sink) -> None:
            for copied in _copied(sink, chosen, means, tally):
                tally.count(copied)
                describing.describe(copied)

        if chosen.most > MOST_UNSIZED:
            with (chosen.folder / "records").open("w+b") as records:
                copy(records)
                package.add(WARC, records)
        else:
            with package.member(WARC) as member:
                copy(member)
        describing.write(package)
        write_package(package, means, means.created or chosen.newest)
        tally.pages = describing.pages


def _copied(sink: Sink, chosen: Plan, means: Means, tally: _Tally) -> Iterator[Copied]:
    """Write the warcinfo, and copy all exchanges of the plan."""
    copier = Copier(chosen.shelf, sink, broken=tally.broken)
    copier.add(pack(_warcinfo(chosen, means)))
    yield from copier.copied(chosen)


def _warcinfo(chosen: Plan, means: Means) -> Record:
    """Say what wrote the file; its id and time come from what is in it."""
    lines = (f"software: {means.software}", "format: WARC File Format 1.1")
    identity = uuid.UUID(bytes=chosen.identity[:16], version=5)
    return Record(
        fields=(
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<urn:uuid:{identity}>"),
            ("WARC-Date", warc_date(means.created or chosen.newest)),
            ("WARC-Filename", WARC.rpartition("/")[2]),
            ("Content-Type", "application/warc-fields"),
        ),
        block="".join(f"{line}\r\n" for line in lines).encode(),
    )
