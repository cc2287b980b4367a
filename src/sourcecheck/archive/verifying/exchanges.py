"""Records that belong together: what our metadata says must be what its answer shows."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence

from sourcecheck.archive.exchanges import REVISIT, TOLD
from sourcecheck.archive.grouping import Placed
from sourcecheck.archive.grouping import found_in as restored
from sourcecheck.archive.http import Answer, framing, payload, read_answer, sha256
from sourcecheck.archive.records import Record, read_date, target_uri
from sourcecheck.archive.restoring import Found, told_in
from sourcecheck.archive.verifying.contents import labelled
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.heads import Said
from sourcecheck.errors import ArchiveError

_REPEATED = 200  # only whole pages are repeated by their payload
_BLANK_LINE = re.compile(rb"\n\r?\n")
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def is_ours(record: Record) -> bool:
    """Tell whether a record is the metadata we write beside every exchange."""
    return bool(told_in(record))


def _is_broken(record: Record) -> bool:
    """Tell whether a record has the name of our metadata, and is none."""
    return record.type == "metadata" and not told_in(record) and record.block.startswith(_NAME)


_NAME = TOLD.strip().encode()
_UNREAD = "metadata that calls itself ours and cannot be read"
_NOT_OURS = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What values of the wrong kinds raise, in metadata that claims to be ours."""


def found_in(group: Sequence[Placed]) -> tuple[Found | None, list[Said]]:
    """Read an exchange back from its records, and tell what of it does not agree."""
    records = [each.record for each in group]
    ours = [record for record in records if is_ours(record)]
    wrong = [(Kind.METADATA, _UNREAD) for record in records if _is_broken(record)]
    try:
        found = restored(group)
        wrong += _unended(records[0], found) if found else []
        if found and ours:
            wrong += _disagreements(records, ours, found)
    except ArchiveError as error:
        return None, [(Kind.METADATA, error.message)]
    except _NOT_OURS as error:
        return None, [(Kind.METADATA, f"metadata that cannot be read: {error!r}")]
    return found, wrong


def _unended(main: Record, found: Found) -> Iterator[Said]:
    """Tell of an answer whose head does not end, unless its writer says why it ends there."""
    is_http = main.field("Content-Type").lower().startswith("application/http")
    excused = main.field("WARC-Truncated") or found.exchange.failure is not None
    if is_http and main.block and not excused and not _BLANK_LINE.search(main.block):
        yield Kind.HTTP_HEAD, f"a {main.type} whose HTTP head does not end"


def _disagreements(
    records: Sequence[Record], ours: Sequence[Record], found: Found
) -> Iterator[Said]:
    main, exchange = records[0], found.exchange
    if len(ours) > 1:
        yield Kind.METADATA, "an exchange with two metadata records of ours"
    uri = target_uri(exchange.url)
    for record in records:
        if record.field("WARC-Target-URI") != uri:
            yield Kind.METADATA, f"{record.id} names another address than the metadata"
        if read_date(record.field("WARC-Date")) != exchange.started_at:
            yield Kind.METADATA, f"{record.id} gives another time than the metadata"
    address = main.field("WARC-IP-Address")
    if address and address != (exchange.peer.address if exchange.peer else ""):
        yield Kind.METADATA, "the record names another machine than the metadata"
    if main.field("WARC-Truncated") != exchange.truncated:
        yield Kind.METADATA, "record and metadata disagree on whether the answer was cut"
    if main.type != "metadata" and not any(each.type == "request" for each in records):
        yield Kind.INCOMPLETE_EXCHANGE, "an exchange whose request is missing"
    if found.told.hops and not 0 <= found.told.hop < found.told.hops:
        yield Kind.METADATA, "an exchange whose place in its chain does not exist"
    yield from _wrong_entity(main, found)


def _wrong_entity(main: Record, found: Found) -> Iterator[Said]:
    told, response = found.told, found.exchange.response
    if main.type == "revisit" and not response:
        yield Kind.REVISIT_TARGET, "a revisit without the head that came"
    if main.type == "resource" or not response or found.exchange.failure is not None:
        return
    answer = read_answer(response)
    if main.type == "revisit":  # its body lies with the original; ``sets`` compares the two
        yield from _wrong_repeat(main, answer, found)
        return
    body = response[answer.body_at :]
    sent = _sent_sha256(main, answer, body)
    if (framing(answer, sent) if body else "") != found.capture.framing:
        yield Kind.METADATA, "the body came otherwise than the metadata says"
    if not (told.entity_sha256 and told.entity_size):
        return
    entity = _entity(answer, body, told.entity_size)
    if entity is None:
        return
    same = sent if entity is body and len(body) == told.entity_size else None
    if (same or _digest(entity, told.entity_size)) != told.entity_sha256:
        yield Kind.METADATA, "the body is not the one whose digest the metadata gives"


def _wrong_repeat(main: Record, answer: Answer, found: Found) -> Iterator[Said]:
    """Tell of a head that cannot stand over the body it repeats: we repeat equal bytes only."""
    if not main.field("WARC-Refers-To"):
        yield Kind.REVISIT_TARGET, "a revisit that does not say what it repeats"
    if main.field("WARC-Profile") != REVISIT:
        return
    if answer.status != _REPEATED:
        yield Kind.REVISIT_TARGET, f"a revisit whose answer was {answer.status}, of a page"
    if _codings(framing(answer, "")) != _codings(found.capture.framing):
        yield Kind.REVISIT_TARGET, "a revisit whose head names other codings than the body came in"


def _codings(named: str) -> str:
    return named.rpartition("/")[0]


def _sent_sha256(main: Record, answer: Answer, body: bytes) -> str:
    """Return the digest of a body as it was sent, the recorded one where it was checked before."""
    recorded = labelled(main.field("WARC-Payload-Digest"))
    if recorded and recorded.algorithm == "sha256" and not answer.header("transfer-encoding"):
        return recorded.value.hex()
    return sha256(body) if body else ""


def _digest(entity: bytes, size: int) -> str:
    if len(entity) < size:
        return "shorter"
    return hashlib.sha256(memoryview(entity)[:size]).hexdigest()


def _entity(answer: Answer, body: bytes, size: int) -> bytes | None:
    """Undo the codings up to a size; None = they are not ones that can be undone for sure."""
    plain = payload(answer, body)
    coding = answer.header("content-encoding").strip().lower()
    if plain is None or coding in {"", "identity"}:
        return plain
    window = _WINDOWS.get(coding)
    if window is None:
        return None
    try:
        entity = zlib.decompressobj(window).decompress(plain, size)
    except zlib.error:
        return None  # browsers take several forms of it; the digest of the block stands
    return entity if len(entity) == size else None  # cut off, or several members
