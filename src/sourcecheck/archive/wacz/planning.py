"""The plan of an export: what is to be copied, sorted, on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.reading import Shelf
from sourcecheck.archive.wacz.choosing import Chooser, Omission, Place
from sourcecheck.archive.wacz.sorting import sorted_lines
from sourcecheck.errors import ArchiveError


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be copied from where; iterating yields the places, sorted by file and offset.

    ``folder`` is for what is taken down meanwhile.
    """

    shelf: Shelf
    index: CaptureIndex
    folder: Path
    identity: bytes  # a digest of what was chosen: equal choices have the same
    newest: datetime  # of the chosen captures
    most: int  # bytes of the files it is copied from
    omissions: tuple[Omission, ...]

    def __iter__(self) -> Iterator[Place]:
        with _places(self.folder).open(encoding="utf-8") as lines:
            yield from map(Place.of_line, lines)


def plan(chooser: Chooser, folder: Path) -> Plan:
    """Go through the index and write down what is to be copied.

    Raises ``ArchiveError`` when nothing is chosen.
    """
    shelf = chooser.shelf
    lines = sorted_lines((place.line() for place in chooser.places()), folder)
    identity, files = hashlib.sha256(), set()
    with _places(folder).open("w", encoding="utf-8", newline="\n") as file:
        for _, same in groupby(lines, key=_where):
            place = Place.of_line(line := next(same))
            files.add(place.file)
            identity.update(f"{place.record_id}\n".encode())
            file.write(f"{line}\n")
    if chooser.newest is None:
        raise ArchiveError("nothing to export: no capture was chosen", hint=_why(chooser))
    return Plan(
        shelf=shelf,
        index=chooser.index,
        folder=folder,
        identity=identity.digest(),
        newest=chooser.newest,
        most=sum(_size(shelf, name) for name in files),
        omissions=tuple(chooser.omissions),
    )


def _places(folder: Path) -> Path:
    return folder / "places"


def _where(line: str) -> tuple[str, int]:
    place = Place.of_line(line)
    return place.file, place.offset


def _why(chooser: Chooser) -> str:
    if chooser.omissions:
        return f"{chooser.omissions[0].url}: {chooser.omissions[0].why}"
    return "sourcecheck archive list shows what there is"


def _size(shelf: Shelf, name: str) -> int:
    try:
        with shelf.open(name) as file:
            return file.seek(0, os.SEEK_END)
    except ArchiveError:
        return 0  # told when it is to be copied
