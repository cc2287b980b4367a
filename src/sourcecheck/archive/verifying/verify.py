"""Verify a WARC file, a folder of them, or a WACZ: everything that can be checked."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sourcecheck.archive.files import LOCK, is_written_to
from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.openings import check_packing
from sourcecheck.archive.proving.manifests import FOLDER, manifest_paths
from sourcecheck.archive.seals import ENDING
from sourcecheck.archive.verifying.closed import check_closed
from sourcecheck.archive.verifying.faults import Fault, Kind, Ledger, Verified, fault
from sourcecheck.archive.verifying.folders import verify_folder
from sourcecheck.archive.verifying.members import Limits, Window
from sourcecheck.archive.verifying.packages import verify_package
from sourcecheck.archive.verifying.sets import Known, check_joins, check_repeats
from sourcecheck.archive.verifying.warcs import Task, verify_warc
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import ArchiveFile

_MOST_TIMES = 3  # a folder is read, where closed files are rewritten or moved meanwhile
_PATIENCE_S = 60.0  # a pruning rewrites a closed file of 1 GB in a few seconds
_PAUSE_S = 0.1
_ZIP = b"PK"
Closed = Callable[[], Iterable[ArchiveFile]]
"""Tells which files are closed, as the database has it."""

_WARC = (b"\x1f\x8b", b"WARC/")


def verify(
    path: Path,
    *,
    index: CaptureIndex | None = None,
    limits: Limits | None = None,
    roots: bytes = b"",
    closed: Closed | None = None,
) -> Verified:
    """Verify what lies at a path, and tell all that is wrong; damage is never an exception.

    ``index`` is compared with the files of a folder, row by row and record by record; ``closed``
    tells, when asked, which files the database knows to be closed. ``roots`` are certificates
    (PEM) by which timestamps are judged; without them only what they stand for is. Raises
    ``OSError`` when a file cannot be read at all, ``ArchiveError`` when ``roots`` are no
    certificates.
    """
    limits = limits or Limits()
    if not path.is_dir():
        return examine(path, limits)[0]
    for _ in range(_MOST_TIMES):
        before = _standing(path)
        task = Task(ledger=Ledger(), known=Known.nothing(), limits=limits)
        found = _verify_folder(path, index, task, roots, closed)
        # What is pruned or moved meanwhile is not what the index said at the beginning.
        if found.sound or _standing(path).items() >= before.items():
            break
        _wait_for_writer(path)
    return found


def _verify_folder(
    path: Path, index: CaptureIndex | None, task: Task, roots: bytes, closed: Closed | None
) -> Verified:
    digests = verify_folder(path, task, index)
    if closed:
        check_closed(path, closed(), task.ledger)
    if manifest_paths(path):
        verify_proofs(path, task.ledger, roots, digests)
    return task.ledger.verified()


def _wait_for_writer(folder: Path) -> None:
    """Let who rewrites or moves closed files come to an end: runs that audit never do."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and any(
        is_written_to(lock.parent) for lock in folder.rglob(LOCK)
    ):
        time.sleep(_PAUSE_S)


def _standing(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Tell which closed files and digests stand in a folder, and when each was written."""
    found: dict[Path, tuple[int, int, int]] = {}
    for path in (*folder.rglob("*.warc.gz"), *folder.rglob(f"*{ENDING}")):
        with suppress(OSError):  # it was moved since it was named
            seen = path.stat()
            found[path] = seen.st_ino, seen.st_size, seen.st_mtime_ns
    return found


def examine(path: Path, limits: Limits | None = None) -> tuple[Verified, Known]:
    """Verify one file as ``verify`` does, and tell what revisits could repeat in it."""
    task = Task(ledger=Ledger(), known=Known.nothing(), limits=limits or Limits())
    _verify_file(path, task)
    return task.ledger.verified(), task.known


def verify_proofs(folder: Path, ledger: Ledger, roots: bytes, digests: Mapping[str, str]) -> None:
    """Check the timestamps of an archive; what cannot be checked here is noted."""
    from sourcecheck.archive.proving.proofs import (  # noqa: PLC0415 - only where there are some
        ProofState,
        check_proofs,
    )

    try:
        checks = check_proofs(folder, roots, digests)
    except ArchiveError as error:
        if roots and not error.hint.startswith("pip"):
            raise
        ledger.remark(_proof(FOLDER, f"timestamps are not checked: {error.message}", error.hint))
        return
    for each in checks:
        for said in each.faults:
            ledger.add(_proof(each.manifest, said, each.hint))
        for said in each.notes:
            ledger.remark(_proof(each.manifest, said, each.hint))
        if each.state is ProofState.UNCHECKED:
            said = "its timestamp is not checked: whose certificates to trust was not said"
            ledger.remark(_proof(each.manifest, said, each.hint))
        elif each.state is ProofState.VALID:
            said = f"it and the {each.files} it names were here before {each.at}: {each.authority}"
            ledger.remark(_proof(each.manifest, said, "nothing to do"))


def _proof(file: str, message: str, hint: str) -> Fault:
    found = fault(Kind.PROOF, message, file=file)
    return replace(found, hint=hint) if hint else found


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
    said = fault(Kind.UNREADABLE, "neither a WARC file nor a WACZ", file=path.name)
    try:
        check_packing(opening, path.name)
    except ArchiveError as error:
        hint = error.hint or "is it the right file?"
        said = replace(said, message=error.message.removeprefix(f"{path.name}: "), hint=hint)
    task.ledger.add(said)


def _check_beside(path: Path, window: Window, task: Task) -> None:
    """Compare a file with the digest beside it, where there is one."""
    beside = path.with_name(f"{path.name}.sha256")
    if not beside.is_file():
        return
    first = beside.read_bytes().partition(b"\n")[0]
    if first != f"{window.sha256()}  {path.name}".encode("utf-8", "surrogateescape"):
        said = "it does not have the SHA-256 that stands beside it"
        task.ledger.fault(Kind.HASH_WRONG, said, file=path.name)
