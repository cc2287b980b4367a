"""One WARC file, from its first byte to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sourcecheck.archive.grouping import Placed, grouped, imported_from
from sourcecheck.archive.reading import OPEN
from sourcecheck.archive.records import Record, read_date
from sourcecheck.archive.restoring import OURS, Found
from sourcecheck.archive.seals import number_of
from sourcecheck.archive.verifying.contents import (
    AS_SENT,
    Content,
    content,
    is_uncut_digest,
    labelled,
    payload_reading,
    wrong_content,
)
from sourcecheck.archive.verifying.exchanges import found_in, is_ours
from sourcecheck.archive.verifying.faults import Kind, Ledger
from sourcecheck.archive.verifying.heads import Head, strict_head
from sourcecheck.archive.verifying.members import Broken, Cut, Limits, Window, cuts
from sourcecheck.archive.verifying.sets import Known, remember, repeat_of
from sourcecheck.errors import ArchiveError

_SOFTWARE = b"software: sourcecheck\r\n"
_EXPORTED = b"software: sourcecheck "  # the version follows
_MAINS = frozenset({"response", "revisit", "resource", "metadata"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One whole record, for whoever checks an index against it."""

    offset: int
    length: int
    head: Head
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What verification of one file after the other needs."""

    ledger: Ledger
    known: Known
    limits: Limits = field(default_factory=Limits)
    on_record: Callable[[str, Seen], None] | None = None
    on_exchange: Callable[[str, Found], None] | None = None
    committed: Callable[[str], bool] | None = None  # whether the index has a record, by its id


def verify_warc(window: Window, file: str, task: Task, *, unfinished: bool = False) -> None:
    """Check every byte and record of a file; ``unfinished`` = it is still written to."""
    task.ledger.opened(file)
    reader = _Reader(file, task, unfinished=unfinished)
    for group in grouped(reader.records(window)):
        reader.exchange(group)
    reader.end()
    task.ledger.counted(file, size=window.size)
    task.known.settle()


class _Reader:
    """The records of one file in order, and the exchanges they are gathered to."""

    def __init__(self, file: str, task: Task, *, unfinished: bool) -> None:
        self._file = file
        self._task = task
        self._unfinished = unfinished
        self._ends = 0  # where whole records end
        self._records = 0
        self._as_sent = 0
        self._exported = False  # whether we wrote it for others
        self._ours = False  # whether we wrote what is read now, and did not import it
        self._since: datetime | None = None  # when this file of ours was begun
        self._archive = ""  # where it was imported from

    def records(self, window: Window) -> Iterator[Placed]:
        """Check the records one by one, and yield them to be gathered."""
        self._ends = window.size
        for cut in cuts(window, self._task.limits):
            if isinstance(cut, Cut):
                yield self._record(cut)
            elif self._unfinished and cut.kind is Kind.TORN:
                said = "the file ends inside a record: a run was stopped while it wrote"
                self._ends = cut.offset
                self._note(Kind.UNFINISHED, said, cut.offset)
            elif not self._closes(cut):
                self._fault(cut.kind, cut.message, cut.offset)

    def exchange(self, group: Sequence[Placed]) -> None:
        """Check the records of an exchange against each other."""
        main = group[0]
        if main.record.type == "warcinfo":
            self._archive = imported_from(main.record) or self._archive
        if main.record.type not in _MAINS:
            return
        found, wrong = found_in(group)
        for kind, said in wrong:
            self._fault(kind, said, main.offset)
        told = found if any(is_ours(each.record) for each in group) else None
        own = main.record.field("WARC-Target-URI").startswith(OURS)
        if self._ours and not (told or own or wrong):
            self._incomplete(group)
        self._met(main, told)
        if found and self._task.on_exchange:
            if self._archive:
                found = replace(found, capture=replace(found.capture, archive=self._archive))
            self._task.on_exchange(self._file, found)

    def end(self) -> None:
        """Say what holds for the file as a whole."""
        if not self._records and self._unfinished:
            self._note(Kind.UNFINISHED, "nothing was written to it yet", None)
        elif not self._records and not self._task.ledger.faults_of(self._file):
            self._fault(Kind.EMPTY, "the file holds no whole record", None)
        self._task.ledger.counted(self._file, records=self._records)
        if self._as_sent:
            said = f"{self._as_sent} payload digests are of the chunks as sent, not of the payload"
            self._note(Kind.PAYLOAD_AS_SENT, said, None)

    def _record(self, cut: Cut) -> Placed:
        head = strict_head(cut.data[: cut.head_end - 4])
        block = cut.data[cut.head_end : -4]
        found = content(head, block)
        for kind, said in (*head.wrong, *wrong_content(head, block, found)):
            tell = self._note if is_uncut_digest(head, kind) and not self._ours else self._fault
            tell(kind, said, cut.offset)
        self._about_file(head, block, cut.offset)
        place = (self._file, cut.offset)
        self._task.known.meet(head, place, self._task.ledger, own=self._ours or self._exported)
        self._count(head, block, found)
        if self._task.on_record:
            seen = Seen(offset=cut.offset, length=cut.length, head=head, content=found)
            self._task.on_record(self._file, seen)
        record = Record(fields=head.fields, block=block)
        return Placed(offset=cut.offset, length=cut.length, record=record)

    def _closes(self, broken: Broken) -> bool:
        """Tell whether an empty member ends a file, as some other writers leave one."""
        ends = broken.length and broken.offset + broken.length == self._ends
        return bool(ends) and not self._ours

    def _fault(self, kind: Kind, said: str, offset: int | None) -> None:
        self._task.ledger.fault(kind, said, file=self._file, offset=offset)

    def _note(self, kind: Kind, said: str, offset: int | None) -> None:
        self._task.ledger.note(kind, said, file=self._file, offset=offset)

    def _incomplete(self, group: Sequence[Placed]) -> None:
        """Tell of an exchange that is not whole; at the end of an open file a run was stopped.

        What is in the index was on disk before, and whole.
        """
        last, main = group[-1], group[0]
        ends = (last.offset or 0) + (last.length or 0)
        committed = self._task.committed and self._task.committed(main.record.id)
        if self._unfinished and ends == self._ends and not committed:
            said = "the last exchange is not whole: a run was stopped while it wrote"
            self._note(Kind.UNFINISHED, said, main.offset)
            return
        said = "an exchange whose metadata is missing"
        self._fault(Kind.INCOMPLETE_EXCHANGE, said, main.offset)

    def _count(self, head: Head, block: bytes, found: Content) -> None:
        self._records += 1
        coded = found.answer is not None and found.answer.header("transfer-encoding")
        if not coded or head.get("warc-type") != "response":
            return
        recorded = labelled(head.get("warc-payload-digest"))
        if recorded and payload_reading(recorded, block, found) == AS_SENT:
            self._as_sent += 1

    def _about_file(self, head: Head, block: bytes, offset: int) -> None:
        """Learn from a file's warcinfo whether we wrote what follows."""
        name = _plain_name(self._file)
        if head.get("warc-type") == "warcinfo":
            self._begin(head, block, name, offset)
        elif not self._records and number_of(name) >= 0:
            self._fault(Kind.INCOMPLETE_EXCHANGE, "its opening warcinfo is missing", offset)
        if self._ours and not head.get("warc-block-digest"):
            self._fault(Kind.FIELD_MISSING, "a record of ours without a block digest", offset)

    def _begin(self, head: Head, block: bytes, name: str, offset: int) -> None:
        written_as = head.get("warc-filename")
        written = block.startswith(_SOFTWARE)
        imported = imported_from(Record(fields=head.fields, block=block))
        self._ours = written and not imported and number_of(written_as) >= 0
        self._exported = block.startswith(_EXPORTED) and not imported
        self._since = _date(head) if self._ours else None
        if self._exported:  # it stands alone
            self._since = datetime.min.replace(tzinfo=UTC)
        if written and not self._records and number_of(name) >= 0 and written_as != name:
            self._fault(Kind.FILE_NAME, f"it was written as {written_as}", offset)

    def _met(self, main: Placed, told: Found | None) -> None:
        """Remember a main record for revisits, and a revisit until all records are known."""
        record, known = main.record, self._task.known
        entity = told.told.entity_sha256 if told else ""
        framing = told.capture.framing if told else ""
        if record.type == "revisit":
            repeat = repeat_of(record, self._file, main.offset or 0, self._since)
            known.repeats.append(replace(repeat, entity=entity, framing=framing))
            return
        remember(known, record, entity, framing)


def _plain_name(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(OPEN)


def _date(head: Head) -> datetime | None:
    try:
        return read_date(head.get("warc-date"))
    except ArchiveError:
        return None
