"""Verify a WARC file, a folder of them, or a WACZ: everything that can be checked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.verifying.faults import Kind, Ledger, Verified
from sourcecheck.archive.verifying.folders import verify_folder
from sourcecheck.archive.verifying.members import Limits, Window
from sourcecheck.archive.verifying.packages import verify_package
from sourcecheck.archive.verifying.sets import Known, check_joins, check_repeats
from sourcecheck.archive.verifying.warcs import Task, verify_warc

_ZIP = b"PK"
_WARC = (b"\x1f\x8b", b"WARC/")


def verify(
    path: Path, *, index: CaptureIndex | None = None, limits: Limits | None = None
) -> Verified:
    """Verify what lies at a path, and tell all that is wrong; damage is never an exception.

    ``index`` is compared with the files of a folder, row by row and record by record. Raises
    ``OSError`` when a file cannot be read at all.
    """
    task = Task(ledger=Ledger(), known=Known.nothing(), limits=limits or Limits())
    if path.is_dir():
        verify_folder(path, task, index)
    else:
        _verify_file(path, task)
    return task.ledger.verified()


def _verify_file(path: Path, task: Task) -> None:
    with path.open("rb") as file:
        opening = file.read(5)
        if opening.startswith(_WARC):
            window = Window(file)
            verify_warc(window, path.name, task, unfinished=path.name.endswith(".open"))
            check_joins(task.known, task.ledger)
            check_repeats(task.known, task.ledger, whole=False)
            _check_beside(path, window, task)
            return
    if opening.startswith(_ZIP) or zipfile.is_zipfile(path):
        verify_package(path, task)
        return
    said = "neither a WARC file nor a WACZ"
    task.ledger.fault(Kind.UNREADABLE, said, file=path.name)


def _check_beside(path: Path, window: Window, task: Task) -> None:
    """Compare a file with the digest beside it, where there is one."""
    beside = path.with_name(f"{path.name}.sha256")
    if not beside.is_file():
        return
    first = beside.read_bytes().partition(b"\n")[0]
    if first != f"{window.sha256()}  {path.name}".encode("utf-8", "surrogateescape"):
        said = "it does not have the SHA-256 that stands beside it"
        task.ledger.fault(Kind.HASH_WRONG, said, file=path.name)
