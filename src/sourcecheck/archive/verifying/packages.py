"""A WACZ (1.1.1): its zip file, its list of members, its WARC files, index and pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.lines import Lines
from sourcecheck.archive.verifying.members import Window
from sourcecheck.archive.verifying.names import refused_folders, refused_names
from sourcecheck.archive.verifying.pages import verify_pages
from sourcecheck.archive.verifying.sets import check_joins, check_repeats
from sourcecheck.archive.verifying.warcs import Task, verify_warc
from sourcecheck.archive.verifying.zips import (
    STORED,
    Entry,
    Flaw,
    Structure,
    odd,
    structure,
    unpacked,
)
from sourcecheck.errors import ArchiveError

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
PAGES = "pages/pages.jsonl"
MAX_LIST = 64 * 1024 * 1024
"""The largest member that is read whole, in bytes unpacked (guess)."""

_WARC = (".warc", ".warc.gz")
_INDEX = (".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz")


def verify_package(path: Path, task: Task) -> None:
    """Check everything a WACZ says of itself against what it holds."""
    task.ledger.opened(path.name)
    with path.open("rb") as file:
        try:
            found = structure(file)
        except Flaw as flaw:
            task.ledger.fault(Kind.ZIP_STRUCTURE, str(flaw), file=path.name)
            return
        Package(path.name, file, found, task).verify()
        inside = sum(each.bytes for each in task.ledger.verified().files)
        task.ledger.counted(path.name, size=file.seek(0, 2) - inside)


def warcs_in(file: BinaryIO) -> Iterator[tuple[str, Window]]:
    """Yield the WARC files of a WACZ that can be read by place; raises ``Flaw``."""
    found = structure(file)
    for entry in sorted(found.entries, key=lambda each: each.name):
        if is_warc(entry.name) and entry.method == STORED and entry.packed == entry.size:
            yield entry.name, Window(file, found.starts[entry.name], entry.size)


def is_warc(name: str) -> bool:
    """Tell whether a member is one of the WARC files."""
    return name.startswith("archive/") and name.endswith(_WARC)


class Package:
    """A WACZ whose skeleton could be read."""

    def __init__(self, name: str, file: BinaryIO, found: Structure, task: Task) -> None:
        self._name = name
        self._file = file
        self._found = found
        self._task = task
        self._entries: dict[str, Entry] = {}
        self._hashes: dict[str, str] = {}  # SHA-256 of members that were read

    def verify(self) -> None:
        """Check the zip file, then the list, then what the members hold."""
        for flaw in self._found.flaws:
            self._fault(Kind.ZIP_STRUCTURE, flaw)
        members = [each for each in self._found.entries if not each.is_folder]
        names = (each.name.removesuffix("/") for each in self._found.entries if each.is_folder)
        for name, why in chain(
            refused_names(each.name for each in members), refused_folders(names)
        ):
            self._fault(Kind.ZIP_NAME, f"the name {name!r} {why}")
        for entry in members:
            self._entries.setdefault(entry.name, entry)
            for why in odd(entry):
                self._fault(Kind.ZIP_MEMBER, why, entry.name)
        self._check_required()
        lines = Lines(self._task.ledger, self._file, self._found.starts)
        package = self._read_list()
        lines.ours = str(package.get("software", "")).startswith("sourcecheck")
        if lines.ours:
            self._check_uniform()
        self._read_warcs(lines)
        self._read_index(lines)
        self._read_pages(lines)
        self._check_list(package)
        lines.check_all_indexed()
        check_joins(self._task.known, self._task.ledger)
        check_repeats(self._task.known, self._task.ledger, whole=True)

    def _fault(self, kind: Kind, said: str, member: str = "") -> None:
        self._task.ledger.fault(kind, said, file=member or self._name)

    def _named(self, folder: str, endings: tuple[str, ...]) -> list[str]:
        names = (name for name in self._entries if name.startswith(folder))
        return sorted(name for name in names if name.endswith(endings))

    def _check_required(self) -> None:
        for name in (PACKAGE, DIGEST, PAGES):
            if name not in self._entries:
                self._fault(Kind.MEMBER_MISSING, f"{name} is missing")
        if not self._named("archive/", _WARC):
            self._fault(Kind.MEMBER_MISSING, "no WARC file in archive/")
        indexes = self._named("indexes/", _INDEX)
        if not indexes:
            self._fault(Kind.MEMBER_MISSING, "no index in indexes/")
        if any(each.endswith(".gz") for each in indexes) and not self._named("indexes/", (".idx",)):
            self._fault(Kind.MEMBER_MISSING, "no .idx beside the packed index")
        for name, entry in self._entries.items():
            by_place = name.startswith("archive/") or name.endswith(".gz")
            if by_place and entry.method != STORED:
                said = "is packed by the zip file, and cannot be read by place"
                self._fault(Kind.COMPRESSED_TWICE, said, name)
            if name.startswith("archive/") and not name.endswith(_WARC):
                self._fault(Kind.ZIP_NAME, "is no WARC file, and lies in archive/", name)

    def _read_warcs(self, lines: Lines) -> None:
        task = self._task
        for name in self._named("archive/", _WARC):
            entry = self._entries[name]
            if entry.method != STORED or entry.packed != entry.size:
                lines.unreadable.add(name)
                continue
            window = Window(self._file, self._found.starts[name], entry.size)
            noted = Task(
                ledger=task.ledger,
                known=task.known,
                limits=task.limits,
                on_record=lines.saw,
                on_exchange=lines.told,
            )
            verify_warc(window, name, noted)
            self._hashes[name] = window.sha256()
            if window.crc32() != entry.crc:
                said = "its bytes do not have the checksum of the zip file"
                self._fault(Kind.ZIP_MEMBER, said, name)

    def _read_index(self, lines: Lines) -> None:
        idx = [(name, self._whole(name)) for name in self._named("indexes/", (".idx",))]
        blocks = [(name, held) for name, held in idx if held is not None]
        for name in self._named("indexes/", _INDEX):
            entry = self._entries[name]
            if not name.endswith(".gz"):
                lines.read(name, self._rows(name))
            elif entry.method == STORED:
                window = Window(self._file, self._found.starts[name], entry.size)
                lines.read_packed(name, window, blocks)

    def _read_pages(self, lines: Lines) -> None:
        for name in self._named("pages/", (".jsonl",)):
            verify_pages(name, self._rows(name), lines, self._task.ledger)

    def _rows(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member with their ends, without holding it whole."""
        left = b""
        for piece in self._pieces(name):
            *rows, left = (left + piece).splitlines(keepends=True) or [b""]
            if left.endswith(b"\n"):
                rows.append(left)
                left = b""
            yield from rows
            if len(left) > MAX_LIST:
                self._fault(Kind.TOO_LARGE, "a line that is too long to be true", name)
                return
        if left:
            yield left

    def _whole(self, name: str) -> bytes | None:
        """Read a small member; None = it is missing, damaged or too large."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.size > MAX_LIST:
            self._fault(Kind.TOO_LARGE, "a list that is too large to be true", name)
            return None
        data = b"".join(self._pieces(name))
        return data if name in self._hashes else None

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member, and keep its digest when all was well."""
        entry, limits = self._entries[name], self._task.limits
        if entry.size > max(limits.floor, limits.ratio * entry.packed):
            self._fault(Kind.TOO_LARGE, "it unpacks to more than is sane", name)
            return
        total = hashlib.sha256()
        try:
            for piece in unpacked(self._file, self._found.starts[name], entry, entry.size):
                total.update(piece)
                yield piece
        except Flaw as flaw:
            self._fault(Kind.ZIP_MEMBER, str(flaw), name)
            return
        self._hashes[name] = total.hexdigest()

    def _read_list(self) -> Mapping[str, Any]:
        package = self._object(PACKAGE)
        digest = self._object(DIGEST)
        if digest and PACKAGE in self._hashes:
            self._check_digest(digest)
        if not package:
            return {}
        if package.get("profile") != "data-package":
            self._fault(Kind.PACKAGE, "its profile is not data-package", PACKAGE)
        version = package.get("wacz_version")
        if not isinstance(version, str) or not version.startswith("1."):
            self._fault(Kind.PACKAGE, "it gives no wacz_version that we know", PACKAGE)
        return package

    def _object(self, name: str) -> dict[str, Any]:
        data = self._whole(name)
        if data is None:
            return {}
        try:
            held = strict_json(data)
        except (ValueError, RecursionError) as error:
            self._fault(Kind.PACKAGE, f"it cannot be read: {error}", name)
            return {}
        if not isinstance(held, dict):
            self._fault(Kind.PACKAGE, "it is no object", name)
            return {}
        return held

    def _check_digest(self, digest: Mapping[str, Any]) -> None:
        if digest.get("path") != PACKAGE:
            self._fault(Kind.PACKAGE, f"it does not speak of {PACKAGE}", DIGEST)
        if digest.get("hash") != f"sha256:{self._hashes[PACKAGE]}":
            self._fault(Kind.PACKAGE, f"its digest is not that of {PACKAGE}", DIGEST)
        datapackage = self._whole(PACKAGE)
        if digest.get("signedData") is not None and datapackage is not None:
            self._check_signature(digest, datapackage)

    def _check_signature(self, digest: Mapping[str, Any], datapackage: bytes) -> None:
        from sourcecheck.archive.wacz.signing import (  # noqa: PLC0415 - only where one is signed
            verify_signature,
        )

        try:
            wrong = verify_signature(digest, datapackage)
        except ArchiveError as error:
            self._task.ledger.note(Kind.SIGNATURE, error.message, file=DIGEST)
            return
        if wrong:
            self._fault(Kind.SIGNATURE, wrong, DIGEST)

    def _check_list(self, package: Mapping[str, Any]) -> None:
        """Compare the list with the members, both ways."""
        listed = package.get("resources", [])
        resources = (
            [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        )
        if not isinstance(listed, list) or len(resources) != len(listed):
            self._fault(Kind.PACKAGE, "its resources are no list of objects", PACKAGE)
        met: set[str] = set()
        for each in resources:
            path = each.get("path")
            if not isinstance(path, str) or path in met:
                self._fault(Kind.PACKAGE, f"it lists {str(path)[:80]!r} twice, or no path", PACKAGE)
                continue
            met.add(path)
            self._check_resource(path, each)
        for name in self._entries:
            if name not in met and name not in {PACKAGE, DIGEST}:
                self._fault(Kind.MEMBER_UNLISTED, f"it is not listed in {PACKAGE}", name)

    def _check_resource(self, path: str, listed: Mapping[str, Any]) -> None:
        entry = self._entries.get(path)
        if entry is None:
            said = f"{PACKAGE} lists {path[:120]!r}, which is missing"
            self._fault(Kind.MEMBER_MISSING, said)
            return
        if listed.get("bytes") != entry.size:
            self._fault(Kind.MEMBER_CHANGED, f"its size is not the one in {PACKAGE}", path)
        found = self._hash(path)
        if found and listed.get("hash") != f"sha256:{found}":
            self._fault(Kind.MEMBER_CHANGED, f"its SHA-256 is not the one in {PACKAGE}", path)

    def _hash(self, name: str) -> str:
        """Return the digest of a member, reading one that nobody has read; "" = damaged."""
        if name not in self._hashes:
            for _ in self._pieces(name):
                pass
        return self._hashes.get(name, "")

    def _check_uniform(self) -> None:
        """Hold a file of ours to how we write it: all members alike, nothing that says more."""
        kinds = {
            (each.stamp, each.inner, each.outer, each.made_by >> 8, each.flags & ~0x800)
            for each in self._found.entries
        }
        if len(kinds) > 1 or any(
            each.made_by & 0xFF != each.needed for each in self._entries.values()
        ):
            self._fault(Kind.ZIP_STRUCTURE, "its members were not all written by one program")


def strict_json(data: bytes) -> Any:
    """Read JSON in which no name stands twice; raises ``ValueError``."""
    return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no number")
