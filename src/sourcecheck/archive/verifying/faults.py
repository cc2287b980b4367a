"""What verification answers with: faults as values, counts, and where each fault lies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_TOLD = 1000
"""Faults told one by one; of more only the number is (a torn index has one for every line)."""


class Kind(StrEnum):
    """What kind of fault it is. A published word never changes its meaning."""

    UNREADABLE = "unreadable"  # neither WARC, WACZ nor a folder with such files
    EMPTY = "empty"  # a file without a record
    # gzip members and records
    GARBAGE = "garbage"  # bytes that belong to no member, no record
    DAMAGED = "damaged"  # a member that does not unpack, or fails its own checksum
    TORN = "torn"  # the file ends inside a member or record
    SEVERAL_RECORDS = "several-records"  # more than one record in a member
    TOO_LARGE = "too-large"  # unpacks to more than is sane
    RECORD_LENGTH = "record-length"  # Content-Length and the bytes disagree
    # fields of records
    FIELD_SYNTAX = "field-syntax"
    FIELD_MISSING = "field-missing"
    FIELD_REPEATED = "field-repeated"
    FIELD_VALUE = "field-value"
    ID_REPEATED = "id-repeated"
    # contents of records
    BLOCK_DIGEST = "block-digest"
    PAYLOAD_DIGEST = "payload-digest"
    DIGEST_UNKNOWN = "digest-unknown"  # an algorithm or notation we cannot check
    HTTP_HEAD = "http-head"
    # records that belong together
    CONCURRENT_MISSING = "concurrent-missing"
    REVISIT_TARGET = "revisit-target"
    METADATA = "metadata"  # our metadata and the answer beside it disagree
    INCOMPLETE_EXCHANGE = "incomplete-exchange"
    # folders
    HASH_MISSING = "hash-missing"
    HASH_WRONG = "hash-wrong"
    HASH_SYNTAX = "hash-syntax"
    CHAIN_BROKEN = "chain-broken"
    FILE_MISSING = "file-missing"
    FILE_NAME = "file-name"
    INDEX_ROW = "index-row"  # it does not say what the record says
    NOT_INDEXED = "not-indexed"
    ELSEWHERE = "elsewhere"  # the file was copied to another place and removed here: a note
    PRUNED = "pruned"  # exchanges were removed on purpose, and the archive says so: a note
    UNFINISHED = "unfinished"  # a torn end that the next run cuts off: a note
    # WACZ
    ZIP_STRUCTURE = "zip-structure"
    ZIP_NAME = "zip-name"
    ZIP_MEMBER = "zip-member"  # link, device, encrypted, unknown method, wrong checksum
    COMPRESSED_TWICE = "compressed-twice"
    MEMBER_MISSING = "member-missing"
    MEMBER_UNLISTED = "member-unlisted"
    MEMBER_CHANGED = "member-changed"
    PACKAGE = "package"  # datapackage.json is not what it must be
    SIGNATURE = "signature"
    INDEX_LINE = "index-line"
    PAGE = "page"
    # timestamps
    PROOF = "proof"
    PAYLOAD_AS_SENT = "payload-as-sent"  # the digest is of the chunked bytes: a note


_HINTS = {
    Kind.TORN: "the end was cut off; get the whole file again",
    Kind.SEVERAL_RECORDS: "rewrite it with one gzip member per record: `warcio recompress`",
    Kind.TOO_LARGE: "a compression bomb, or a record beyond our limits; it was not unpacked",
    Kind.HASH_MISSING: "a run that was stopped while closing is mended by the next run",
    Kind.INDEX_ROW: "`sourcecheck archive rebuild` makes the index anew from the files",
    Kind.NOT_INDEXED: "`sourcecheck archive rebuild` makes the index anew from the files",
    Kind.UNFINISHED: "nothing to do: the next run cuts it off; it was never reported as kept",
    Kind.ELSEWHERE: "it was not looked at; fetch it from there to verify it",
    Kind.PROOF: "the files, the manifest or the timestamp were changed, or are another's",
    Kind.PRUNED: "nothing to do",
    Kind.PAYLOAD_AS_SENT: "nothing to do: most tools digest what was sent",
    Kind.FILE_MISSING: "bring the file back from a copy; the index points into it",
    Kind.CHAIN_BROKEN: "a file was removed, added, renamed or replaced after it was closed",
    Kind.REVISIT_TARGET: "the body lies elsewhere; get the file that holds the original",
    Kind.DIGEST_UNKNOWN: "known are md5, sha1, sha256, sha384 and sha512, in hex or base32",
}
_ALTERED = "the bytes are not those that were written; get the file again or use a copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, where, and what to do about it."""

    file: str  # the path's own name, or the name inside the folder or the WACZ
    offset: int | None  # bytes from the start of that file; None = of the file as a whole
    kind: Kind
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One file that was verified."""

    name: str
    records: int
    bytes: int  # as it lies there, packed
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What verification found. ``faults`` is capped, ``fault_count`` is not."""

    files: tuple[Counted, ...]
    records: int
    bytes: int
    faults: tuple[Fault, ...]
    fault_count: int
    notes: tuple[Fault, ...] = ()  # worth knowing, and no faults; capped too

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault_count == 0


def fault(kind: Kind, message: str, *, file: str, offset: int | None = None) -> Fault:
    """Make a fault with the hint of its kind."""
    hint = _HINTS.get(kind, _ALTERED)
    return Fault(file=file, offset=offset, kind=kind, message=message, hint=hint)


class Ledger:
    """Collects what verification finds, file after file."""

    def __init__(self, most: int = MOST_TOLD) -> None:
        self._most = most
        self._faults: list[Fault] = []
        self._notes: list[Fault] = []
        self._counts: dict[str, list[int]] = {}  # records, bytes, faults
        self._total = 0

    def opened(self, file: str) -> None:
        """Remember that a file is verified, be it empty."""
        self._counts.setdefault(file, [0, 0, 0])

    def counted(self, file: str, *, records: int = 0, size: int = 0) -> None:
        """Add to what a file holds."""
        counts = self._counts.setdefault(file, [0, 0, 0])
        counts[0] += records
        counts[1] += size

    def fault(self, kind: Kind, message: str, *, file: str, offset: int | None = None) -> None:
        """Remember a fault."""
        self.add(fault(kind, message, file=file, offset=offset))

    def add(self, found: Fault) -> None:
        """Remember a fault that was made elsewhere."""
        self._total += 1
        self._counts.setdefault(found.file, [0, 0, 0])[2] += 1
        if len(self._faults) < self._most:
            self._faults.append(found)

    def note(self, kind: Kind, message: str, *, file: str, offset: int | None = None) -> None:
        """Remember something that is no fault."""
        self.remark(fault(kind, message, file=file, offset=offset))

    def remark(self, found: Fault) -> None:
        """Remember a note that was made elsewhere."""
        if len(self._notes) < self._most:
            self._notes.append(found)

    def faults_of(self, file: str) -> int:
        """Return how many faults a file has so far."""
        return self._counts.get(file, [0, 0, 0])[2]

    @property
    def total(self) -> int:
        """How many faults there are so far."""
        return self._total

    def verified(self) -> Verified:
        """Sum up."""
        files = tuple(
            Counted(name=name, records=counts[0], bytes=counts[1], faults=counts[2])
            for name, counts in self._counts.items()
        )
        return Verified(
            files=files,
            records=sum(each.records for each in files),
            bytes=sum(each.bytes for each in files),
            faults=tuple(self._faults),
            fault_count=self._total,
            notes=tuple(self._notes),
        )
