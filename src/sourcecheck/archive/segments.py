"""Which file of an archive is being written: begun, filled, rotated by size and month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sourcecheck.archive.exchanges import Ids
from sourcecheck.archive.files import Segment
from sourcecheck.archive.records import Record, pack, warc_date
from sourcecheck.archive.seals import mend_seal, month_of, next_name, seal
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import ArchiveFile

MAX_FILE = 1024**3
"""Above this many bytes a file is sealed and the next one begun."""

_SOFTWARE = "software: sourcecheck\r\nformat: WARC File Format 1.1\r\n"


class Segments:
    """The file of a folder that is written to. Not safe to call from two threads at once."""

    def __init__(
        self, folder: Path, clock: Callable[[], datetime], ids: Ids, max_file: int = MAX_FILE
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._ids = ids
        self._max_file = max_file
        self._held: Segment | None = None
        self._unsealed = False  # whether closing a file failed half way
        self.above = 0
        """The numbers of files are larger: up to it they are another folder's."""
        self.closed: list[ArchiveFile] = []
        """Files that were sealed and that nobody was told of yet, in order."""

    def go_on(self, path: Path) -> None:
        """Take up a file that was left open; one that is held already is sealed before."""
        self.seal()
        self._held = Segment(path)

    def writable(self, *, sealing: bool) -> Segment:
        """Return the file of this month that still has room, beginning one where needed.

        Without ``sealing`` the one that is held goes on, whatever its size and month.
        """
        month = self._month()
        held = self._held
        full = held and (held.size >= self._max_file or month_of(held.path.name) != month)
        if full and sealing:
            self.seal()
        if self._held is None:
            self._held = self._begun(month)
        return self._held

    def seal_earlier(self) -> None:
        """Seal the file that is held if it was begun in a month that is over."""
        if self._held and month_of(self._held.path.name) < self._month():
            self.seal()

    def seal(self) -> None:
        """Close the file that is held for good."""
        if self._held:
            self._held.close()
            path, self._held = self._held.path, None
            self._unsealed = True
            self.closed.append(seal(path, self._clock()))
            self._unsealed = False

    def close(self) -> None:
        """Stop writing; the file stays open for the next run."""
        if self._held:
            self._held.close()
            self._held = None

    def _month(self) -> str:
        return self._clock().strftime("%Y%m")

    def _begun(self, month: str) -> Segment:
        """Begin a file; what kept the one before from being closed whole is tried again first."""
        last = mend_seal(self._folder, self._clock())
        if self._unsealed and last:
            self.closed.append(last)
        self._unsealed = False
        segment = Segment(self._folder / next_name(self._folder, month, self.above))
        try:
            segment.append(pack(warcinfo(segment.path.name, self._clock(), self._ids)))
        except ArchiveError:
            segment.discard()  # it would leave a gap in the numbers
            raise
        return segment


def warcinfo(name: str, at: datetime, ids: Ids, imported_from: str = "") -> Record:
    """Return the record that opens a file, or the part of it that came from elsewhere.

    With ``imported_from`` all that follows, up to the next such record, is read back as captures
    of that ``archive``.
    """
    named = " ".join(imported_from.split())
    origin = f"sourcecheck-imported-from: {named}\r\n" if named else ""
    return Record(
        fields=(
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<urn:uuid:{ids()}>"),
            ("WARC-Date", warc_date(at)),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ),
        block=(_SOFTWARE + origin).encode("utf-8", "surrogatepass"),
    )
