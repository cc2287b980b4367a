"""Whether an index is the one of this folder: the files of all archives have the same names.

A database that was used with another folder would have a run cut its files where those of the
other one ended, and point to answers that lie there alone. A folder that holds nothing yet is
begun with numbers that the database has not met: no two files have the same name then.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from pathlib import Path

from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.reading import OPEN, exchanges_in
from sourcecheck.archive.seals import in_order, number_of
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import Capture

_LOOKED_AT = 50  # captures of a file: a transaction that failed may be missing in the index

_HINT = (
    "name the folder where they lie with --archive-dir, or another database with --db;"
    " to forget them: sourcecheck archive rebuild"
)


def check_belonging(folder: Path, index: CaptureIndex) -> None:
    """Raise ``ArchiveError`` where the index is that of another folder of WARC files.

    Only whoever holds the folder's lock calls it. A file that is damaged, or cut off, tells
    nothing, and neither does one that the index does not know at all.
    """
    here = in_order(folder.glob("sc-*.warc.gz*"))
    closed = [path for path in here if path.name.endswith(".gz")]
    for path in (*closed[-1:], *(path for path in here if path.name.endswith(OPEN))):
        name = f"{folder.name}/{path.name.removesuffix(OPEN)}"
        if index.indexed_to(name) and _is_of_another(path, index):
            raise ArchiveError(
                f"{folder}: the database knows other captures in {path.name} than stand there",
                hint=_HINT,
            )


def met_elsewhere(folder: Path, index: CaptureIndex) -> int:
    """Return the highest number of a file that the index knows, where a folder holds none; or 0."""
    if any(folder.glob("sc-*")):
        return 0
    return max((number_of(row.file.rpartition("/")[2]) for row in index), default=0)


def _is_of_another(path: Path, index: CaptureIndex) -> bool:
    """Tell whether a file has captures, and the index knows none of the first ones."""
    found: list[Capture] = []
    with path.open("rb") as file, suppress(ArchiveError):
        for each in islice(exchanges_in(file), _LOOKED_AT):
            if _knows(index, each.capture):
                return False
            found.append(each.capture)
    return bool(found)


def _knows(index: CaptureIndex, capture: Capture) -> bool:
    return any(row.record_id == capture.record_id for row in index.get(capture.urlkey))
