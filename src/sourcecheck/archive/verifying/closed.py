"""What the database says of closed files, against the digests that lie beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sourcecheck.archive.seals import Seal, read_seal, seal_path
from sourcecheck.archive.storage.places import STORED
from sourcecheck.archive.verifying.faults import Kind, Ledger
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import ArchiveFile


def check_closed(folder: Path, closed: Iterable[ArchiveFile], ledger: Ledger) -> None:
    """Tell of closed files that the database knows, and that are gone or another's by now.

    Whoever takes the last files of a chain away, digests and all, leaves a chain that holds.
    """
    for file in closed:
        path = folder / file.name
        if not seal_path(path).is_file():
            if not path.is_file() and not path.with_name(path.name + STORED).is_file():
                said = "it was closed, and neither it nor its .sha256 is here"
                ledger.fault(Kind.FILE_MISSING, said, file=file.name)
            continue
        try:
            seal = read_seal(seal_path(path))
        except ArchiveError:  # no digest file of ours, which the chain tells
            continue
        if wrong := _differences(file, seal):
            said = f"the database says otherwise of this closed file: {', '.join(wrong)}"
            ledger.fault(Kind.INDEX_ROW, said, file=file.name)


def _differences(file: ArchiveFile, seal: Seal) -> list[str]:
    wrong = []
    if file.sha256 != seal.sha256:
        wrong.append("its SHA-256")
    if file.previous_sha256 != seal.previous:
        wrong.append("the SHA-256 of the file before it")
    if seal.size >= 0 and file.size != seal.size:
        wrong.append("its size")
    closed_at = seal.closed_at
    if closed_at and closed_at.replace(microsecond=0) != file.closed_at.replace(microsecond=0):
        wrong.append("when it was closed")
    return wrong
