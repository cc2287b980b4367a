"""Rewrite a closed file without some of its exchanges, so that a crash at any point loses nothing.

What stays is copied byte for byte, in its order. A record of ours closes the file: what was
removed, when and why, and the digest the file had. Its ``.sha256`` keeps that digest in a line
``was <sha256> <time> <number> pruned``, so that the chain of files still holds: the next file
may name the digest a file has, or one that it had.

====================================  ====================================================
step                                  a crash after it
====================================  ====================================================
1. ``NAME.new`` written, synced       is thrown away: nothing has happened
2. ``NAME.sha256.new`` written        is finished from here: it is decided
3. ``NAME.new`` takes its place       the same
4. the index learns it, in one        the same
   transaction
5. ``NAME.sha256.new`` takes its      done
   place
====================================  ====================================================

Only whoever holds the folder's lock calls these.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sourcecheck.archive.audits import Own, record_of
from sourcecheck.archive.exchanges import Ids
from sourcecheck.archive.grouping import Placed, exchanges_of, grouped
from sourcecheck.archive.reading import records_from
from sourcecheck.archive.records import pack, warc_date
from sourcecheck.archive.restoring import OURS
from sourcecheck.archive.seals import (
    ENDING,
    archive_file,
    file_sha256,
    read_seal,
    seal_path,
    sync_folder,
)
from sourcecheck.errors import ArchiveError, DigestMismatch
from sourcecheck.model.web import ArchiveFile, Capture

NEW = ".new"
"""What the names of files end with that are about to take the place of others."""

PRUNED = f"{OURS}pruned:"
"""What the addresses of records begin with that say what was removed; a digest follows."""

Learn = Callable[[ArchiveFile, Sequence[Capture], Sequence[str]], None]
"""Told of a rewritten file: its digest, where its captures lie now, ids of records that went."""

_CHUNK = 1024 * 1024
_VERSION = 1  # of the block of our record
_SAID_OF_OTHERS = frozenset({"conversion", "metadata"})


def prepare(path: Path, gone: Sequence[Capture], because: str, at: datetime, ids: Ids) -> None:
    """Write a closed file anew beside itself, without some captures: steps 1 and 2.

    Raises ``DigestMismatch`` when the file is not what was closed, ``ArchiveError`` when a
    capture is not in it or the disk refuses; nothing has happened then.
    """
    held = read_seal(seal_path(path))
    if file_sha256(path) != held.sha256:
        raise DigestMismatch(
            f"{path}: not what it was when it was closed, so nothing of it is removed",
            hint="sourcecheck archive verify says what is wrong",
        )
    tombstone = pack(record_of(_tombstone(path, held.sha256, gone, because, at), _id(ids)))
    new, seal = path.with_name(path.name + NEW), seal_path(path)
    with _undone_on_failure(new, seal.with_name(seal.name + NEW)):
        with new.open("wb") as file:
            _copy(path, file, {capture.record_id for capture in gone})
            file.write(tombstone)
            _sync(file)
        was = f"was {held.sha256} {warc_date(at)} {len(gone)} pruned"
        lines = _resealed(seal.read_text("ascii").splitlines(), path.name, new, was)
        with seal.with_name(seal.name + NEW).open("w", encoding="ascii", newline="\n") as file_:
            file_.write("".join(f"{line}\n" for line in lines))
            _sync(file_)
        sync_folder(path.parent)


def _id(ids: Ids) -> str:
    return f"<urn:uuid:{ids()}>"


def _tombstone(path: Path, was: str, gone: Sequence[Capture], because: str, at: datetime) -> Own:
    removed = [
        {
            "record_id": row.record_id,
            "url": row.url,
            "captured_at": warc_date(row.captured_at),
            "status": row.status,
            "sha256": row.sha256,
        }
        for row in gone
    ]
    block = {"pruned": _VERSION, "file": path.name, "was": was, "at": warc_date(at),
             "because": because, "removed": removed}  # fmt: skip
    return Own(
        kind="metadata",
        url=f"{PRUNED}{was}",
        at=at,
        media_type="application/json",
        block=json.dumps(block).encode("ascii"),
    )


def _resealed(lines: Sequence[str], name: str, new: Path, was: str) -> Iterator[str]:
    """Yield the lines of a seal for the new file: what it said of the old one stays."""
    yield f"{file_sha256(new)}  {name}"
    for line in lines[1:]:
        if line.startswith("size "):
            yield f"size {new.stat().st_size}"
        elif not line.startswith("was "):
            yield line
    yield was
    yield from (line for line in lines[1:] if line.startswith("was "))


def _copy(path: Path, new: BinaryIO, gone: Collection[str]) -> None:
    """Copy the records that stay, byte for byte; raises ``ArchiveError`` where one is missing."""
    missing = set(gone)
    with path.open("rb") as read, path.open("rb") as copied:
        for group in grouped(records_from(read)):
            missing.discard(group[0].record.id)
            if group[0].record.id in gone or _says_of(group[0], gone):
                continue
            for each in sorted(group, key=lambda each: each.offset or 0):
                if each.offset is None or each.length is None:
                    raise ArchiveError(f"{path}: its records share gzip members")
                copied.seek(each.offset)
                new.write(copied.read(each.length))
    if missing:
        raise ArchiveError(
            f"{path}: no record {min(missing)}, which is to go",
            hint="the index and the files disagree: sourcecheck archive rebuild",
        )


def _says_of(placed: Placed, gone: Collection[str]) -> bool:
    """Tell whether a record only says something of one that goes."""
    record = placed.record
    return record.type in _SAID_OF_OTHERS and record.field("WARC-Refers-To") in gone


def _sync(file: object) -> None:
    file.flush()  # type: ignore[attr-defined]  # text or bytes, both are files
    os.fsync(file.fileno())  # type: ignore[attr-defined]  # the same


@contextmanager
def _undone_on_failure(*made: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _remove(made)
        raise ArchiveError(f"{made[0]}: cannot be written: {error.strerror}") from error
    except BaseException:
        _remove(made)
        raise


def _remove(paths: Sequence[Path]) -> None:
    for path in reversed(paths):  # what decides goes first
        path.unlink(missing_ok=True)


def interrupted(folder: Path) -> bool:
    """Tell whether rewriting was interrupted in a folder of WARC files."""
    return any(_written(folder, ".warc.gz")) or any(_written(folder, ENDING))


def finish(folder: Path, learn: Learn) -> list[Path]:
    """Finish what was decided, throw away what was not; returns the files that were rewritten.

    Doing it again changes nothing. Raises ``ArchiveError``.
    """
    done: list[Path] = []
    for seal in sorted(_written(folder, ENDING)):
        path = seal.with_name(seal.name.removesuffix(f"{ENDING}{NEW}"))
        settle(path, learn)
        done.append(path)
    for path in _written(folder, ".warc.gz"):
        path.unlink(missing_ok=True)
    return done


def _written(folder: Path, ending: str) -> Iterator[Path]:
    """Yield what pruning wrote; others' unfinished files have names that begin with a dot."""
    return folder.glob(f"[!.]*{ending}{NEW}")


def settle(path: Path, learn: Learn) -> None:
    """Put a prepared file in its place: steps 3 to 5. Raises ``ArchiveError``."""
    new, seal = path.with_name(path.name + NEW), seal_path(path)
    decided = read_seal(seal.with_name(seal.name + NEW))
    if new.is_file():
        if file_sha256(new) != decided.sha256:
            raise DigestMismatch(f"{new}: not what was written there; {path.name} is as it was")
        new.replace(path)
        sync_folder(path.parent)
    elif file_sha256(path) != decided.sha256:
        raise DigestMismatch(f"{path}: neither what it was nor what it was to become")
    file = replace(archive_file(path), sha256=decided.sha256, size=path.stat().st_size)
    places, gone = _held(path, file.name)
    learn(file, places, gone)
    seal.with_name(seal.name + NEW).replace(seal)
    sync_folder(path.parent)


def _held(path: Path, name: str) -> tuple[list[Capture], list[str]]:
    """Read where the captures of a rewritten file lie, and which its last record says went."""
    with path.open("rb") as file:
        places = [replace(found.capture, file=name) for found in exchanges_of(records_from(file))]
        last = next(records_from(file, places[-1].offset)).record
    if not last.field("WARC-Target-URI").startswith(PRUNED):
        raise ArchiveError(f"{path}: does not end with what was removed from it")
    return places, [each["record_id"] for each in json.loads(last.block)["removed"]]
