"""Proofs of time: a manifest of closed files with a timestamp of an authority, and its check.

``proofs/manifest-<n>.txt`` is the manifest, ``.tsq`` the request that was sent (a digest and a
nonce), ``.tsr`` the answer, with the authority's certificates. A proof says: these bytes were
here before that time. It does not say that any server sent them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.archive.proving.manifests import (
    FOLDER,
    Entry,
    Manifest,
    closed_now,
    earlier_digests,
    manifest_paths,
    number_of,
    read_manifest,
)
from sourcecheck.archive.proving.timestamps import Stamp, check_stamp, query_for, read_roots
from sourcecheck.archive.seals import file_sha256
from sourcecheck.archive.storage.places import read_places
from sourcecheck.errors import ArchiveError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_QUERY, _ANSWER = ".tsq", ".tsr"
_MOST = 1024 * 1024  # bytes of a token; with a chain of certificates they are 3 to 10 KB


class ProofState(StrEnum):
    """What is known of a proof."""

    VALID = "valid"  # the timestamp holds for the given roots, the files are those it is for
    UNCHECKED = "unchecked"  # nothing is wrong, and no roots were given to check the signature
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCheck:
    """What checking one proof showed."""

    manifest: str  # its name inside the archive folder
    state: ProofState
    at: datetime | None = None  # the time the authority tells
    authority: str = ""  # the name in its certificate; believe it only when valid
    policy: str = ""  # the authority's own rules, an object identifier
    files: int = 0  # files the manifest names
    faults: tuple[str, ...] = ()  # empty unless invalid
    notes: tuple[str, ...] = ()  # what is no fault: files elsewhere, files pruned since
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A timestamp that was asked for, or was there already."""

    manifest: str
    new: bool  # False = no file was closed since the last one; nothing was sent
    files: int
    stamp: Stamp


def stamp(
    folder: Path, ask: Callable[[bytes], bytes], roots: bytes = b"", *, again: bool = False
) -> Stamped:
    """Have the closed files of an archive timestamped; ``ask`` sends a request and returns bytes.

    Only the SHA-256 of the manifest and a nonce leave. With ``roots``, PEM, a timestamp that
    does not lead to them is refused. The proof is written only when nothing is wrong with it.
    With ``again`` one is asked for although no file was closed since: of another authority.
    Raises ``ArchiveError`` when no file is closed, a file is not as it was closed, or the
    answer is no good.
    """
    trusted = read_roots(roots) if roots else ()
    last = next(reversed(manifest_paths(folder)), None)
    before = _read(last) if last else None
    entries = closed_now(folder, before.entries if before else ())
    if not entries:
        raise ArchiveError(
            f"{folder}: no file is closed yet",
            hint="sourcecheck archive close closes the one that is being written",
        )
    if last and before and before.entries == entries and not again:
        held = _stamp_of(last, trusted)
        if not held.faults:
            return Stamped(manifest=_name(folder, last), new=False, files=len(entries), stamp=held)
    text = Manifest(entries=entries, previous=file_sha256(last) if last else "").text()
    path = folder / FOLDER / f"manifest-{number_of(last) + 1 if last else 1}.txt"
    found = _asked(path, text, ask, trusted)
    return Stamped(manifest=_name(folder, path), new=True, files=len(entries), stamp=found)


def _asked(
    path: Path, text: bytes, ask: Callable[[bytes], bytes], trusted: tuple[Certificate, ...]
) -> Stamp:
    """Ask for a timestamp, check it, and write manifest, request and answer."""
    query = query_for(text)
    answer = ask(query)
    found = check_stamp(answer, query, text, trusted)
    if found.faults:
        raise ArchiveError(
            f"the timestamp is no good: {'; '.join(found.faults)}",
            hint="nothing was kept; is --tsa the authority whose roots were given?",
        )
    # The manifest comes last: one that is there has its timestamp.
    for kind, data in ((_QUERY, query), (_ANSWER, answer), (".txt", text)):
        _write(path.with_suffix(kind), data)
    return found


def check_proofs(
    folder: Path, roots: bytes = b"", digests: Mapping[str, str] | None = None
) -> tuple[ProofCheck, ...]:
    """Check every proof of an archive folder, in order; nobody is asked.

    ``roots`` are the certificates that are trusted, PEM; none = signatures stay unchecked.
    ``digests`` gives the SHA-256 of files that were read already, by name; the others are read.
    Raises ``ArchiveError`` when the roots cannot be read, or the package for it is not there.
    """
    trusted = read_roots(roots) if roots else ()
    held = _Held(folder, dict(digests or {}))
    previous, number = "", 0
    found: list[ProofCheck] = []
    for path in manifest_paths(folder):
        gap = number_of(path) != number + 1
        found.append(_checked(path, held, trusted, "" if gap else previous or "none"))
        previous, number = file_sha256(path), number_of(path)
    return tuple(found)


def _checked(
    path: Path, held: _Held, trusted: tuple[Certificate, ...], previous: str
) -> ProofCheck:
    name = _name(held.folder, path)
    held_stamp = _stamp_of(path, trusted)
    try:
        manifest = _read(path)
    except ArchiveError as error:
        told = (error.message, *held_stamp.faults)
        return ProofCheck(manifest=name, state=ProofState.INVALID, faults=told, hint=_LOOK)
    faults = list(held_stamp.faults)
    if not previous:
        faults.append("a manifest before it is missing")
    elif (manifest.previous or "none") != previous:
        faults.append("it does not name the manifest before it")
    notes: list[str] = []
    for entry in manifest.entries:
        fault, note = held.compare(entry)
        faults += [fault] if fault else []
        notes += [note] if note else []
    fine = ProofState.VALID if held_stamp.trusted else ProofState.UNCHECKED
    state = ProofState.INVALID if faults else fine
    return ProofCheck(
        manifest=name,
        state=state,
        at=held_stamp.at,
        authority=held_stamp.authority,
        policy=held_stamp.policy,
        files=len(manifest.entries),
        faults=tuple(faults),
        notes=tuple(notes),
        hint=_HINTS[state],
    )


_LOOK = "compare with a copy of the archive, or of its proofs, that lies elsewhere"
_HINTS = {
    ProofState.VALID: "",
    ProofState.UNCHECKED: "give the authority's root certificate: --tsa-roots PEM",
    ProofState.INVALID: _LOOK,
}


class _Held:
    """The files of an archive folder, each read once."""

    def __init__(self, folder: Path, digests: dict[str, str]) -> None:
        self.folder = folder
        self._digests = digests

    def compare(self, entry: Entry) -> tuple[str, str]:
        """Compare a file with what a manifest says of it: a fault, and a note."""
        path = self.folder / entry.name
        try:
            if path.is_file():
                return self._compare_here(path, entry)
            if any(place.sha256 == entry.sha256 for place in read_places(path)):
                return "", f"{entry.name}: it lies elsewhere and was not read"
            if entry.sha256 in earlier_digests(path):
                return "", f"{entry.name}: pruned since, and it lies elsewhere"
        except (ArchiveError, OSError) as error:
            return f"{entry.name}: {error}", ""
        return f"{entry.name}: it is missing", ""

    def _compare_here(self, path: Path, entry: Entry) -> tuple[str, str]:
        if entry.name not in self._digests:
            self._digests[entry.name] = file_sha256(path)
        if self._digests[entry.name] == entry.sha256 and path.stat().st_size == entry.size:
            return "", ""
        if entry.sha256 in earlier_digests(path):
            return "", f"{entry.name}: pruned since; the proof is for what it was before"
        return f"{entry.name}: its bytes are not those that were timestamped", ""


def _stamp_of(path: Path, trusted: tuple[Certificate, ...]) -> Stamp:
    """Check the timestamp beside a manifest."""
    try:
        message, query, answer = (
            _bounded(path.with_suffix(kind)) for kind in (".txt", _QUERY, _ANSWER)
        )
    except OSError as error:
        missing = Path(error.filename or "").name
        return Stamp(at=None, faults=(f"{missing}: {error.strerror or 'too large'}",))
    return check_stamp(answer, query, message, trusted)


def _bounded(path: Path) -> bytes:
    if path.suffix != ".txt" and path.stat().st_size > _MOST:
        raise OSError(0, "too large", str(path))
    return path.read_bytes()


def _read(path: Path) -> Manifest:
    try:
        return read_manifest(path.read_bytes())
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    except ArchiveError as error:
        raise ArchiveError(f"{path}: {error.message}", hint=_LOOK) from error


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be written: {error.strerror}") from error
