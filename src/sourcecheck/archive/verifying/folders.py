"""A folder of WARC files: each one, the chain of their digests, and the index against them."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from sourcecheck.archive.files import is_written_to
from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.reading import OPEN, FolderShelf
from sourcecheck.archive.restoring import OURS, Found
from sourcecheck.archive.seals import ENDING, in_order, number_of
from sourcecheck.archive.storage.places import STORED
from sourcecheck.archive.verifying.faults import Kind, Ledger
from sourcecheck.archive.verifying.members import Window
from sourcecheck.archive.verifying.sets import check_joins, check_repeats
from sourcecheck.archive.verifying.warcs import Seen, Task, verify_warc
from sourcecheck.errors import ArchiveError, StoreError
from sourcecheck.model.web import Capture

_SEAL = re.compile(
    r"(?P<sha256>[0-9a-f]{64})  (?P<name>[^/\\\n]+)\n"
    r"previous (?P<previous>[0-9a-f]{64}|none)\n"
    r"(?P<more>(?:[^\n]+\n)*)"
)
_MORE = re.compile(
    r"size (?P<size>\d+)|closed \d{4}-\d\d-\d\dT[\d:.]+Z"
    r"|was (?P<was>[0-9a-f]{64}) (?P<at>\d{4}-\d\d-\d\dT[\d:.]+Z) (?P<count>\d+) pruned"
)
INDEX = "index"
"""What rows that name no file are told of."""

PRUNED = f"{OURS}pruned:"
"""What the address of a tombstone begins with; the digest of the file as it was follows."""


def verify_folder(folder: Path, task: Task, index: CaptureIndex | None) -> dict[str, str]:
    """Check all files below a folder; with an index, every row and every record against it.

    A run may go on writing meanwhile: what is judged is what was there at the beginning.
    Returns the SHA-256 of every closed file, by name.
    """
    shelf = FolderShelf(folder)
    names = shelf.names()
    opened = frozenset(name for name in names if not (folder / name).is_file())
    chain = Chain(folder, task.ledger, frozenset(names))
    rows = Rows(index, task.ledger, opened) if index is not None else None
    noted = replace(task, on_record=chain.saw)
    if rows:
        noted = replace(noted, on_exchange=rows.met, committed=rows.knows)
    for name in names:
        _verify_one(shelf, name, noted, chain, unfinished=name in opened)
    elsewhere = chain.elsewhere()
    _check_ordinary(folder, task.ledger)
    if not names and not elsewhere and (rows is None or rows.held):
        task.ledger.fault(Kind.EMPTY, "the folder holds no WARC file", file=folder.name)
    chain.check()
    check_joins(task.known, task.ledger)
    check_repeats(task.known, task.ledger, whole=not elsewhere)
    if rows:
        rows.check(frozenset(names), elsewhere | chain.begun_since())
    return chain.digests()


def _verify_one(
    shelf: FolderShelf, name: str, task: Task, chain: Chain, *, unfinished: bool
) -> None:
    """Check one file; that it may not be read keeps the others from nothing."""
    try:
        file = shelf.open(name)
    except ArchiveError as error:
        if shelf.has(name):  # otherwise it was moved or taken away since: the chain tells
            task.ledger.fault(Kind.UNREADABLE, error.message, file=name)
            chain.unread(name)
        return
    with file:
        window = Window(file)
        verify_warc(window, name, task, unfinished=unfinished)
        if unfinished:
            chain.unfinished(name)
        else:
            chain.closed(name, window.sha256(), window.size)


def _check_ordinary(folder: Path, ledger: Ledger) -> None:
    """Tell of what is called as a WARC file is, and is none: a pipe, a link to nowhere."""
    for path in sorted(folder.rglob("*.warc*")):
        is_called_so = path.name.removesuffix(OPEN).endswith((".warc", ".warc.gz"))
        if is_called_so and not path.is_file() and not path.is_dir() and os.path.lexists(path):
            said = "it is no file, and is called as one"
            ledger.fault(Kind.UNREADABLE, said, file=path.relative_to(folder).as_posix())


class Chain:
    """The digests beside closed files, each naming the one before it."""

    def __init__(self, folder: Path, ledger: Ledger, names: Collection[str]) -> None:
        """Prepare; ``names`` are the files that were there at the beginning."""
        self._folder = folder
        self._ledger = ledger
        self._names = names
        self._found: dict[str, tuple[str, int]] = {}  # closed files: SHA-256 and size
        self._open: list[str] = []
        self._unread: set[str] = set()
        self._tombs: dict[str, set[tuple[str, str]]] = {}  # by file: digests it had, and until when

    def saw(self, name: str, seen: Seen) -> None:
        """Remember tombstones of what was pruned."""
        url = seen.head.get("warc-target-uri")
        if url.startswith(PRUNED):
            tomb = url.removeprefix(PRUNED), seen.head.get("warc-date")
            self._tombs.setdefault(name, set()).add(tomb)

    def closed(self, name: str, sha256: str, size: int) -> None:
        """Remember a closed file."""
        self._found[name] = sha256, size

    def unread(self, name: str) -> None:
        """Remember a file that is there and may not be read."""
        self._unread.add(name)

    def unfinished(self, name: str) -> None:
        """Remember a file that is still written to."""
        self._open.append(name)

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of every closed file, by name."""
        return {name: sha256 for name, (sha256, _) in self._found.items()}

    def elsewhere(self) -> frozenset[str]:
        """Name the files that were copied to another place and removed here."""
        seals = self._folder.rglob(f"*{ENDING}")
        names = (self._name(path).removesuffix(ENDING) for path in seals)
        return frozenset(
            name for name in names if name not in self._found and _stored(self._folder, name)
        )

    def begun_since(self) -> frozenset[str]:
        """Name the files that a run began while the others were read."""
        return frozenset(FolderShelf(self._folder).names()) - frozenset(self._names)

    def check(self) -> None:
        """Check the chain of every folder that keeps one."""
        later = self.begun_since() | frozenset(self._open)  # closed while the others were read
        found = in_order(self._folder.rglob(f"*{ENDING}"))
        seals = [path for path in found if self._name(path).removesuffix(ENDING) not in later]
        kept = {path.parent for path in seals}
        kept |= {
            (self._folder / name).parent for name in (*self._found, *self._open) if _ours(name)
        }
        for parent in sorted(kept):
            self._check_folder(parent, [path for path in seals if path.parent == parent])

    def _check_folder(self, parent: Path, seals: list[Path]) -> None:
        sealed = {self._name(path).removesuffix(ENDING) for path in seals}
        for name in self._found:
            if (self._folder / name).parent == parent and name not in sealed:
                self._check_unsealed(name, last=name == max(self._found, key=_number))
        earlier = {"none"}
        number = 0
        for path in seals:
            earlier, number = self._check_seal(path, earlier, number)
        for name in self._open:
            if (self._folder / name).parent == parent and _ours(name):
                self._check_number(name, number)

    def _check_unsealed(self, name: str, *, last: bool) -> None:
        if last and _ours(name) and is_written_to((self._folder / name).parent):
            said = "it is being closed just now: its .sha256 comes when it is read through"
            self._ledger.note(Kind.UNFINISHED, said, file=name)
        else:
            said = "a closed file without its .sha256"
            self._ledger.fault(Kind.HASH_MISSING, said, file=name)

    def _check_number(self, name: str, before: int) -> int:
        """Files of ours are numbered one by one, whatever their month."""
        found = number_of(name.rpartition("/")[2])
        if found >= 0 and found != before + 1:
            said = f"number {before + 1} of the archive's files is missing before it"
            self._ledger.fault(Kind.CHAIN_BROKEN, said, file=name)
        return found

    def _check_seal(self, path: Path, earlier: set[str], before: int) -> tuple[set[str], int]:
        """Check one digest file; return what the next one may name as the file before it."""
        name = self._name(path).removesuffix(ENDING)
        try:
            text = path.read_bytes().decode("ascii")
        except (OSError, UnicodeDecodeError):
            text = ""
        seal = _SEAL.fullmatch(text)
        if seal and seal["previous"] == "none" and not before:
            before = _number(name) - 1  # nothing was closed before it: another folder's numbers
        number = self._check_number(name, before) if _ours(name) else before
        more = [_MORE.fullmatch(line) for line in seal["more"].splitlines()] if seal else []
        named = [each["was"] or each[0].split()[0] for each in more if each]
        if seal is None or len({*named}) < len(more) or seal["name"] != name.rpartition("/")[2]:
            said = "its .sha256 is not one that we write, or belongs to another file"
            self._ledger.fault(Kind.HASH_SYNTAX, said, file=name)
            return ({self._found[name][0]} if name in self._found else set()), number
        self._check_found(name, seal["sha256"])
        if seal["previous"] not in earlier:
            said = "it does not follow the file before it: one is missing, new or changed"
            self._ledger.fault(Kind.CHAIN_BROKEN, said, file=name)
        told = [each for each in more if each is not None]
        self._check_told(name, told)
        return {seal["sha256"], *(each["was"] for each in told if each["was"])}, number

    def _check_found(self, name: str, sha256: str) -> None:
        if name in self._found:
            if self._found[name][0] != sha256:
                said = "it does not have the SHA-256 it had when it was closed"
                self._ledger.fault(Kind.HASH_WRONG, said, file=name)
        elif name in self._unread:
            return
        elif _stored(self._folder, name):
            said = "it lies elsewhere"
            self._ledger.note(Kind.ELSEWHERE, said, file=name)
        else:
            said = "its .sha256 is here, and the file is not"
            self._ledger.fault(Kind.FILE_MISSING, said, file=name)

    def _check_told(self, name: str, told: list[re.Match[str]]) -> None:
        size = self._found.get(name, ("", -1))[1]
        for line in told:
            if line["size"] and size >= 0 and int(line["size"]) != size:
                said = "it does not have the size it had when it was closed"
                self._ledger.fault(Kind.HASH_WRONG, said, file=name)
            if line["was"]:
                self._check_pruned(name, line)

    def _check_pruned(self, name: str, line: re.Match[str]) -> None:
        if name in self._found and (line["was"], line["at"]) not in self._tombs.get(name, set()):
            said = "its .sha256 tells of a pruning that no record in the file tells of"
            self._ledger.fault(Kind.CHAIN_BROKEN, said, file=name)
        said = f"{line['count']} exchanges were pruned at {line['at']}"
        self._ledger.note(Kind.PRUNED, said, file=name)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def _ours(name: str) -> bool:
    return _number(name) >= 0


def _number(name: str) -> int:
    return number_of(name.rpartition("/")[2])


def _stored(folder: Path, name: str) -> bool:
    return (folder / f"{name}{STORED}").is_file()


class Rows:
    """The rows of an index, until a record was found for each."""

    def __init__(self, index: CaptureIndex, ledger: Ledger, opened: Collection[str]) -> None:
        self._index = index
        self._ledger = ledger
        self._open = opened  # files that are still written to
        self._prints: dict[bytes, tuple[bytes, str]] = {}  # by id: a print of the row, its file
        self._ends: dict[str, int] = {}  # by file: where what is indexed ends
        self.held = False
        """Whether the index knows anything at all."""
        for row, wrong in index.checked():
            self.held = True
            if row is None or wrong:
                said = wrong if row is None else f"the index contradicts itself of {row.url[:200]}"
                said = said if row is None else f"{said}: {wrong}"
                ledger.fault(Kind.INDEX_ROW, said, file=row.file if row else INDEX)
            if row is None:
                continue
            self._prints[_short(row.record_id)] = _short(repr(row)), row.file
            self._ends[row.file] = max(row.offset + row.length, self._ends.get(row.file, 0))

    def knows(self, record_id: str) -> bool:
        """Tell whether there is a row of a record that was not met yet."""
        return _short(record_id) in self._prints

    def met(self, name: str, found: Found) -> None:
        """Compare a record with its row."""
        capture = replace(found.capture, file=name)
        held = self._prints.pop(_short(capture.record_id), None)
        if held is None:
            # What a run wrote and could not index any more, the next one indexes.
            late = name in self._open and capture.offset >= self._ends.get(name, 0)
            tell = self._ledger.note if late else self._ledger.fault
            said = f"the index does not know {capture.url[:200]}"
            tell(Kind.NOT_INDEXED, said, file=name, offset=capture.offset)
        elif held[0] != _short(repr(capture)):
            said = f"the index says otherwise of {capture.url[:200]}: {self._wrong(capture)}"
            self._ledger.fault(Kind.INDEX_ROW, said, file=name, offset=capture.offset)

    def check(self, files: Collection[str], elsewhere: Collection[str]) -> None:
        """Tell of rows that no record was found for; files that lie elsewhere were not read."""
        left = Counter(file for _, file in self._prints.values() if file not in elsewhere)
        for file, count in sorted(left.items()):
            kind = Kind.INDEX_ROW if file in files else Kind.FILE_MISSING
            said = f"{count} rows of the index point to records that are not there"
            self._ledger.fault(kind, said, file=file)

    def _wrong(self, capture: Capture) -> str:
        """Name the fields of a row that are not those of its record."""
        try:
            rows = self._index.get(capture.urlkey)
        except StoreError:
            return "a row beside it cannot be read"
        row = next((each for each in rows if each.record_id == capture.record_id), None)
        if row is None:
            return "urlkey"
        names = [name for name in Capture.__slots__ if getattr(row, name) != getattr(capture, name)]
        return ", ".join(names)


def _short(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
