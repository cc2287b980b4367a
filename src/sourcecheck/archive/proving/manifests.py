"""The list of closed files that a timestamp is asked for; the same bytes for the same files.

::

    sourcecheck manifest 1
    previous 5f1c...        SHA-256 of the manifest before this one, or "none"
    9a0b...  1048576  warc/sc-202611-00001.warc.gz
    77c2...  524288  warc/sc-202611-00002.warc.gz

Lines stand in the order in which the files were closed and end with LF; between digest, bytes
and name stand two spaces. A manifest names all files that were closed when it was made, so that
the last one says it all and the earlier ones say since when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sourcecheck.archive.seals import ENDING, file_sha256, in_order, read_seal, seal_path
from sourcecheck.archive.storage.places import read_places
from sourcecheck.errors import ArchiveError, DigestMismatch

HEADER = "sourcecheck manifest 1"
FOLDER = "proofs"

_NAME = re.compile(r"manifest-([1-9]\d*)\.txt")
_LINE = re.compile(r"([0-9a-f]{64})  (0|[1-9]\d*)  (\S.*)")
_PREVIOUS = re.compile(r"previous (none|[0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A closed file, as a manifest tells it."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All closed files of an archive at one time."""

    entries: tuple[Entry, ...]  # in the order they were closed
    previous: str = ""  # SHA-256 of the manifest before it; "" = the first

    def text(self) -> bytes:
        """Return its canonical bytes: those the timestamp is for."""
        lines = [HEADER, f"previous {self.previous or 'none'}"]
        lines += [f"{each.sha256}  {each.size}  {each.name}" for each in self.entries]
        return "".join(f"{line}\n" for line in lines).encode()


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raises ``ArchiveError`` when its bytes are not the canonical ones."""
    try:
        header, previous, *lines = data.decode("utf-8").splitlines()
        told = _PREVIOUS.fullmatch(previous)
        found = [_LINE.fullmatch(line) for line in lines]
    except ValueError:
        raise ArchiveError("it is no manifest") from None
    if header != HEADER or told is None or None in found:
        raise ArchiveError("it is no manifest")
    manifest = Manifest(
        entries=tuple(
            Entry(sha256=each[1], size=int(each[2]), name=each[3]) for each in found if each
        ),
        previous="" if told[1] == "none" else told[1],
    )
    if manifest.text() != data:
        raise ArchiveError("its lines are not written as a manifest's are")
    outside = [each.name for each in manifest.entries if not _is_inside(each.name)]
    if outside:
        raise ArchiveError(f"it names {outside[0]!r}, which is no file of an archive")
    return manifest


def _is_inside(name: str) -> bool:
    """Tell whether a name leads nowhere but into the archive folder."""
    parts = name.split("/")
    return "\\" not in name and ":" not in name and not {"", ".", ".."} & set(parts)


def manifest_paths(folder: Path) -> tuple[Path, ...]:
    """Return the manifests of an archive folder in the order of their numbers."""
    found = [
        (int(named[1]), path)
        for path in (folder / FOLDER).glob("manifest-*.txt")
        if (named := _NAME.fullmatch(path.name))
    ]
    return tuple(path for _, path in sorted(found))


def number_of(path: Path) -> int:
    """Return the number of a manifest by its name."""
    named = _NAME.fullmatch(path.name)
    assert named is not None  # it comes from ``manifest_paths``
    return int(named[1])


def closed_now(folder: Path, known: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """List the closed files of an archive folder with their digests, those elsewhere too.

    The bytes of every file here that is not among the ``known`` ones are read. Raises
    ``DigestMismatch`` when they are not those the file was closed with, and ``ArchiveError``
    when a file is neither here nor known to lie elsewhere.
    """
    trusted = {(each.name, each.sha256, each.size) for each in known}
    try:
        return tuple(_closed_now(folder, trusted))
    except OSError as error:
        raise ArchiveError(f"{error.filename}: cannot be read: {error.strerror}") from error


def _closed_now(folder: Path, trusted: set[tuple[str, str, int]]) -> Iterator[Entry]:
    for beside in in_order(folder.rglob(f"*.warc*{ENDING}")):
        path = beside.with_name(beside.name.removesuffix(ENDING))
        name = path.relative_to(folder).as_posix()
        sha256 = read_seal(beside).sha256
        if not path.exists():
            yield Entry(name=name, size=size_elsewhere(path, sha256), sha256=sha256)
            continue
        size = path.stat().st_size
        if (name, sha256, size) not in trusted and file_sha256(path) != sha256:
            raise DigestMismatch(
                f"{path}: its bytes are not those it was closed with",
                hint="sourcecheck archive verify says where; nothing was sent",
            )
        yield Entry(name=name, size=size, sha256=sha256)


def earlier_digests(path: Path) -> tuple[str, ...]:
    """Return the SHA-256 that a closed file had before each time it was pruned."""
    try:
        lines = seal_path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(line.split(" ")[1] for line in lines if line.startswith("was "))


def size_elsewhere(path: Path, sha256: str) -> int:
    """Return the size of a file that lies elsewhere; raises ``ArchiveError`` when it does not."""
    for place in read_places(path):
        if place.sha256 == sha256:
            return place.size
    raise ArchiveError(
        f"{path}: the file is missing", hint="it was closed here, and was not uploaded anywhere"
    )
