"""What only all files together show: ids that are unique, joins and revisits that lead somewhere.

Keeps some 200 bytes for every record, so that millions can be verified.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sourcecheck.archive.index import same_page, urlkey
from sourcecheck.archive.records import Record, read_date
from sourcecheck.archive.verifying.contents import Labelled, labelled
from sourcecheck.archive.verifying.faults import Kind, Ledger
from sourcecheck.archive.verifying.heads import Head
from sourcecheck.errors import ArchiveError

_WEB = re.compile(r"<?https?:", re.IGNORECASE)
_METHOD = "__wb_method="
_POSTED = re.compile(rf"[?&]{_METHOD}.*", re.DOTALL)


class Main(NamedTuple):
    """What a revisit may want to know of the record it repeats."""

    page: bytes  # a hash of its address
    date: str
    digest: Labelled | None  # of the payload, as recorded
    entity: str  # SHA-256 of the entity, from our metadata; "" = not told
    framing: str


class Join(NamedTuple):
    """A record that says it belongs to another one."""

    file: str
    offset: int
    to: bytes
    own: bool  # whether we wrote it, and all that belongs together into one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A revisit, until all records are known."""

    file: str
    offset: int
    to: str  # the id it names; "" = none
    page: bytes  # of the address it names, or its own where it names no record; b"" = neither
    date: str
    digest: Labelled | None
    entity: str = ""
    framing: str = ""
    since: datetime | None = None  # when its file was begun, if it is one of ours


@dataclass(slots=True, kw_only=True)
class Known:
    """All records of a set, as far as they are needed again."""

    ids: set[bytes]
    mains: dict[bytes, Main]
    pages: dict[tuple[bytes, str], tuple[bytes, ...]]  # address and time -> ids of main records
    payloads: set[bytes]  # digests of payloads that lie here
    joins: list[Join]
    repeats: list[Repeat]

    @classmethod
    def nothing(cls) -> Known:
        """Know nothing yet."""
        return cls(ids=set(), mains={}, pages={}, payloads=set(), joins=[], repeats=[])

    def meet(self, head: Head, place: tuple[str, int], ledger: Ledger, *, own: bool) -> None:
        """Remember a record's id, which must be new, and what it is joined to."""
        file, offset = place
        name = key(head.get("warc-record-id"))
        if name in self.ids:
            said = f"two records have the id {head.get('warc-record-id')}"
            ledger.fault(Kind.ID_REPEATED, said, file=file, offset=offset)
        self.ids.add(name)
        self.joins.extend(Join(file, offset, key(each), own) for each in head.joined)

    def names(self, record_id: str) -> bool:
        """Tell whether there is a record with that id, whatever it holds."""
        return bool(record_id) and key(record_id) in self.ids

    def settle(self) -> None:
        """Forget joins that were found, so that few are kept until the end."""
        self.joins = [each for each in self.joins if each.to not in self.ids]


def key(text: str) -> bytes:
    """Return a short stand-in for an id or an address."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def page_key(url: str) -> bytes:
    """Return a short stand-in for the page an address names."""
    return key(same_page(url.strip("<>")))


def remember(known: Known, record: Record, entity: str, framing: str) -> None:
    """Remember a main record for revisits, by its id and by what a revisit may call it."""
    held, name = main_of(record, entity, framing), key(record.id)
    known.mains[name] = held
    if record.type != "metadata":  # others file what they know of a page under its address
        page = (held.page, held.date)
        known.pages[page] = (*known.pages.get(page, ()), name)
    if held.digest:
        known.payloads.add(held.digest.value)


def main_of(record: Record, entity: str, framing: str) -> Main:
    """Return what revisits may ask of a record."""
    return Main(
        page=page_key(record.field("WARC-Target-URI")),
        date=record.field("WARC-Date"),
        digest=labelled(record.field("WARC-Payload-Digest")),
        entity=entity,
        framing=framing,
    )


def check_joins(known: Known, ledger: Ledger) -> None:
    """Tell of records that belong to one which is in no file.

    Others begin a new file wherever the old one is full, be it between what was asked and what
    was answered: then it is noted.
    """
    known.settle()
    for join in known.joins:
        said = "it belongs to a record that is in none of the files"
        tell = ledger.fault if join.own else ledger.note
        tell(Kind.CONCURRENT_MISSING, said, file=join.file, offset=join.offset)


def check_repeats(known: Known, ledger: Ledger, *, whole: bool) -> None:
    """Tell of revisits whose original is missing, or has another payload.

    ``whole`` = the files are all there are, as in an archive or a WACZ. The original of a
    single file may lie in an earlier one, and then it is noted; but what we archived after
    that file was begun must lie in it.
    """
    for repeat in known.repeats:
        original = _original(known, repeat)
        if original is not None:
            _compare(repeat, original, ledger)
        elif not _has_payload(known, repeat):
            if known.names(repeat.to):
                said, no_original = "a revisit of a record that holds no body", True
            else:
                said, no_original = "a revisit whose original is not among these files", False
            sure = whole or no_original or _must_be_here(repeat)
            tell = ledger.fault if sure else ledger.note
            tell(Kind.REVISIT_TARGET, said, file=repeat.file, offset=repeat.offset)


def _original(known: Known, repeat: Repeat) -> Main | None:
    if repeat.to:
        return known.mains.get(key(repeat.to))
    names = known.pages.get((repeat.page, repeat.date), ()) if repeat.date else ()
    mains = [known.mains[name] for name in names]
    return next(
        (each for each in mains if each.digest == repeat.digest), mains[0] if mains else None
    )


def _has_payload(known: Known, repeat: Repeat) -> bool:
    """Tell whether a revisit that names no record finds its payload by the digest alone."""
    return not repeat.to and repeat.digest is not None and repeat.digest.value in known.payloads


def _must_be_here(repeat: Repeat) -> bool:
    if not (repeat.since and repeat.date):
        return False
    try:
        return read_date(repeat.date) >= repeat.since
    except ArchiveError:  # no date at all, which was told with its record
        return True


def _compare(repeat: Repeat, original: Main, ledger: Ledger) -> None:
    said = ""
    same_algorithm = (
        repeat.digest and original.digest and repeat.digest.algorithm == original.digest.algorithm
    )
    if same_algorithm and repeat.digest != original.digest:
        said = "a revisit whose payload digest is not that of its original"
    elif repeat.entity and original.entity and repeat.entity != original.entity:
        said = "a revisit of a page whose content is another one"
    elif repeat.framing and original.framing and repeat.framing != original.framing:
        said = "a revisit of a page that came in another framing"
    elif (repeat.page and repeat.page != original.page) or (
        repeat.date and not _same_time(repeat, original)
    ):
        said = "a revisit that names another address or time than its original has"
    if said:
        ledger.fault(Kind.REVISIT_TARGET, said, file=repeat.file, offset=repeat.offset)


def _same_time(repeat: Repeat, original: Main) -> bool:
    """Compare as precisely as the less precise of the two is printed."""
    short = min(len(repeat.date), len(original.date)) - 1
    return repeat.date.rstrip("Z")[:short] == original.date.rstrip("Z")[:short]


def repeat_of(record: Record, file: str, offset: int, since: datetime | None) -> Repeat:
    """Return what a revisit says of its original."""
    to, uri = record.field("WARC-Refers-To"), record.field("WARC-Refers-To-Target-URI")
    if not to:
        uri = uri or record.field("WARC-Target-URI")
    return Repeat(
        file=file,
        offset=offset,
        to=to,
        page=page_key(uri) if uri else b"",
        date=record.field("WARC-Refers-To-Date"),
        digest=labelled(record.field("WARC-Payload-Digest")),
        since=since,
    )


def same_key(url: str, printed: str) -> bool:
    """Tell whether an index may file an address under a key: tools differ in the query alone.

    Session ids are left out by some; what was not asked with GET is filed with its method and
    with what was sent: ``?__wb_method=post&a=1`` (pywb, and all that reads its indexes).
    """
    own = urlkey(url.strip("<>"))
    if own == printed or (not _WEB.match(url) and printed == url.lower()):
        return True
    if own.partition("?")[0].rstrip("/") != printed.partition("?")[0].rstrip("/"):
        return False
    asked, filed = _parameters(own), _parameters(printed)
    return asked <= filed if _METHOD in printed.lower() else asked == filed


def without_method(url: str) -> str:
    """Return an address of an index line without the method, and what was sent with it."""
    return _POSTED.sub("", url)


def _parameters(printed: str) -> frozenset[str]:
    query = printed.partition("?")[2]
    return frozenset(
        part.rstrip("=") for part in query.split("&") if part and not part.startswith("__wb_")
    )
