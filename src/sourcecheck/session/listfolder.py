"""The folder of the user's own lists of outlets: where it is, and how it is written.

Logs (overrides, settled names) only grow. A list that is replaced is written whole beside the
old one first, and takes its place at once: whoever reads meanwhile sees one or the other.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck import config
from sourcecheck.errors import DataError

if TYPE_CHECKING:
    from sourcecheck.config import Settings

OWN = "own.csv"
OVERRIDES = "overrides.csv"
RESOLVED = "resolved.csv"
IMPORTED = "imported"
SOURCES = "sources.csv"
ANSWERS = "wikidata"  # folder of the raw answers


def lists_place(settings: Settings) -> Path:
    """Return the folder in which lists are written, whether it is there or not."""
    return Path(settings.data) if settings.data else config.default_lists(Path.cwd())


def lists_folder(settings: Settings) -> Path | None:
    """Return the folder of lists that every verb reads; None = there is none.

    One that was named must be there; the usual one need not.
    """
    place = lists_place(settings)
    return place if settings.data or place.is_dir() else None


def append(path: Path, head: Sequence[str], row: Sequence[str]) -> None:
    """Add a row to a log; raises ``DataError`` when it cannot be written."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = path.read_bytes() if path.exists() else b""
        text = "" if begun else _line(head)
        if begun and not begun.endswith(b"\n"):
            text += "\n"
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text + _line(row))


def replace(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a whole list in the place of the old one; raises ``DataError``."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(map(_tamed, rows))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write a text in the place of the old one; raises ``DataError``."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


def read_cells(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a list with their lines, header and comments left out; [] = no file.

    Lenient: what is no row of the right length is the reader's affair.
    """
    if not path.exists():
        return []
    with _told(path):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    read = csv.reader(line for _, line in lines)
    try:
        return [(number, cells) for (number, _), cells in zip(lines, read, strict=False)]
    except csv.Error as error:
        raise DataError(f"{path}:{read.line_num}: {error}", hint="mend that line") from error


def _line(cells: Sequence[str]) -> str:
    paper = io.StringIO()
    csv.writer(paper, lineterminator="\n").writerow([_tame(cell) for cell in cells])
    line = paper.getvalue()
    return f" {line}" if line.startswith("#") else line  # a comment would begin so


def _tamed(row: Sequence[str]) -> list[str]:
    return [_tame(cell) for cell in row]


def _tame(cell: str) -> str:
    """Return a cell on one line: a list holds one fact a line, and the readers count on it."""
    return " ".join(cell.split()) if not cell.isprintable() else cell


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the disk says into ``DataError`` with the path."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read or written: {error.strerror}",
            hint="name another folder with --data",
        ) from error
