"""An exchange as WARC records, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sourcecheck.archive.http import Answer, framing, payload, read_answer
from sourcecheck.archive.index import urlkey
from sourcecheck.archive.records import Record, digest, read_date, target_uri, warc_date
from sourcecheck.errors import ArchiveError
from sourcecheck.model import codec
from sourcecheck.model.web import Capture, Exchange, Peer

Ids = Callable[[], str]
"""Makes the ids of records: a new UUID, as text, at every call."""

REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_VERSION = 1  # of our metadata block
_MAIN = {"response", "revisit", "resource", "metadata"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the archive is told about an exchange beside its bytes."""

    entity_sha256: str = ""  # of the decoded body; "" = not known
    entity_size: int = 0
    chain: str = ""
    hop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An exchange as it will stand in the file; the capture still lacks its place."""

    records: tuple[Record, ...]  # the first is the one the capture points to
    capture: Capture


def to_records(
    exchange: Exchange, told: Told, ids: Ids, find_payload: Callable[[str, str], Capture | None]
) -> Kept:
    """Turn an exchange into its records: answer, request, metadata, joined to the first.

    ``find_payload`` looks for an older capture with the same payload and framing; with one,
    the answer becomes a revisit, which holds its head only. Raises ``ArchiveError`` when the
    URL cannot stand in a record.
    """
    answer = read_answer(exchange.response)
    body = exchange.response[answer.body_at :]
    capture = _capture(exchange, told, answer, framing(answer, body) if body else "")
    if not exchange.response:
        alone = _metadata(exchange, told, capture, joined="", record_id=_id(ids))
        return Kept(records=(alone,), capture=replace(capture, record_id=alone.id))
    original = _original(exchange, capture, answer, find_payload)
    main = _main_record(exchange, answer, original, _id(ids))
    capture = replace(capture, record_id=main.id, revisit_of=original.record_id if original else "")
    request = _request(exchange, main.id, _id(ids))
    metadata = _metadata(exchange, told, capture, joined=main.id, record_id=_id(ids))
    return Kept(records=(main, request, metadata), capture=capture)


def _id(ids: Ids) -> str:
    return f"<urn:uuid:{ids()}>"


def _capture(exchange: Exchange, told: Told, answer: Answer, framed: str) -> Capture:
    return Capture(
        url=exchange.url,
        captured_at=exchange.started_at,
        file="",
        record_id="",
        sha256=told.entity_sha256,
        status=answer.status,
        media_type=answer.media_type,
        urlkey=urlkey(exchange.url),
        framing=framed,
        failure=str(exchange.failure or ""),
        truncated=exchange.truncated,
        address=exchange.peer.address if exchange.peer else "",
        chain=told.chain,
        hop=told.hop,
    )


def _original(
    exchange: Exchange,
    capture: Capture,
    answer: Answer,
    find_payload: Callable[[str, str], Capture | None],
) -> Capture | None:
    """Find what a revisit may point to: only whole pages with a body that came with 200."""
    whole = answer.status == 200 and not exchange.truncated and exchange.failure is None
    body = exchange.response[answer.body_at :]
    if not (whole and body and capture.sha256) or payload(answer, body) is None:
        return None
    return find_payload(capture.sha256, capture.framing)


def _main_record(
    exchange: Exchange, answer: Answer, original: Capture | None, record_id: str
) -> Record:
    fields = _fields("response", record_id, exchange)
    if answer.status is None:
        fields = _fields("resource", record_id, exchange)
        fields.append(("Content-Type", "application/octet-stream"))
        return _closed(fields, exchange.response)
    body = exchange.response[answer.body_at :]
    if original is not None:
        fields = _fields("revisit", record_id, exchange)
        fields += [
            ("WARC-Profile", REVISIT),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", target_uri(original.url)),
            ("WARC-Refers-To-Date", warc_date(original.captured_at)),
            ("WARC-Payload-Digest", digest(payload(answer, body) or b"")),
        ]
    elif body and not answer.header("transfer-encoding"):
        # Readers disagree on whether chunks belong to the payload; where there are none,
        # they agree.
        fields.append(("WARC-Payload-Digest", digest(body)))
    fields.append(("Content-Type", "application/http;msgtype=response"))
    block = exchange.response[: answer.body_at] if original else exchange.response
    return _closed(fields, block)


def _fields(kind: str, record_id: str, exchange: Exchange) -> list[tuple[str, str]]:
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(exchange.started_at)),
        ("WARC-Target-URI", target_uri(exchange.url)),
    ]
    if exchange.peer:
        fields.append(("WARC-IP-Address", exchange.peer.address))
    if exchange.truncated and kind != "request":
        fields.append(("WARC-Truncated", exchange.truncated))
    return fields


def _closed(fields: Sequence[tuple[str, str]], block: bytes) -> Record:
    return Record(fields=(*fields, ("WARC-Block-Digest", digest(block))), block=block)


def _request(exchange: Exchange, joined: str, record_id: str) -> Record:
    fields = _fields("request", record_id, exchange)
    fields.append(("WARC-Concurrent-To", joined))
    fields.append(("Content-Type", "application/http;msgtype=request"))
    return _closed(fields, exchange.request)


def _metadata(
    exchange: Exchange, told: Told, capture: Capture, *, joined: str, record_id: str
) -> Record:
    """Hold what HTTP does not say: times, addresses, certificate, failure, chain, entity.

    Without an answer there is no other record, so the request we sent stands here too.
    """
    held = replace(exchange, response=b"", request=b"" if joined else exchange.request)
    block = {
        "sourcecheck": _VERSION,
        "exchange": codec.encode(held),
        "entity": {"sha256": told.entity_sha256, "size": told.entity_size},
        "framing": capture.framing,
        "chain": told.chain,
        "hop": told.hop,
    }
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(exchange.started_at)),
        ("WARC-Target-URI", target_uri(exchange.url)),
        *([("WARC-Concurrent-To", joined)] if joined else []),
        ("Content-Type", "application/json"),
    ]
    text = json.dumps(block, ensure_ascii=False, separators=(",", ":"))
    return _closed(fields, text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was read from a file: an exchange and what the archive was told about it."""

    exchange: Exchange
    told: Told
    capture: Capture  # without its place


def opens_exchange(record: Record) -> bool:
    """Tell whether a record is the first of an exchange (and not joined to an earlier one)."""
    return record.type in _MAIN and not record.field("WARC-Concurrent-To")


def from_records(records: Sequence[Record]) -> Found:
    """Read an exchange back from its records, the first being the one a capture points to.

    A revisit comes back with its head only. Records of other writers, without our metadata,
    give what their fields say. Raises ``ArchiveError`` when our metadata cannot be read.
    """
    main = records[0]
    joined = [record for record in records[1:] if record.field("WARC-Concurrent-To") == main.id]
    response = b"" if main.type == "metadata" else main.block
    request = next((record.block for record in joined if record.type == "request"), b"")
    ours = next((record for record in (main, *joined) if _is_ours(record)), None)
    if ours is None:
        return _foreign(main, request, response)
    try:
        exchange, told, framed = _held(json.loads(ours.block))
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"record {ours.id}: metadata that cannot be read: {error}") from error
    exchange = replace(exchange, response=response, request=request or exchange.request)
    return _found(main, exchange, told, framed)


def _is_ours(record: Record) -> bool:
    return record.type == "metadata" and record.block.startswith(b'{"sourcecheck":')


def _held(data: Any) -> tuple[Exchange, Told, str]:
    told = Told(
        entity_sha256=data["entity"]["sha256"],
        entity_size=data["entity"]["size"],
        chain=data["chain"],
        hop=data["hop"],
    )
    return codec.decode(Exchange, data["exchange"]), told, data["framing"]


def _found(main: Record, exchange: Exchange, told: Told, framed: str) -> Found:
    capture = replace(
        _capture(exchange, told, read_answer(exchange.response), framed),
        record_id=main.id,
        revisit_of=_refers_to(main) if main.type == "revisit" else "",
    )
    return Found(exchange=exchange, told=told, capture=capture)


def _refers_to(revisit: Record) -> str:
    """Return the id of the record a revisit repeats, or what else names it."""
    return revisit.field("WARC-Refers-To") or revisit.field("WARC-Payload-Digest") or "unnamed"


def _foreign(main: Record, request: bytes, response: bytes) -> Found:
    """Read another writer's records; its payload digest stands in for entity and framing."""
    address = main.field("WARC-IP-Address")
    exchange = Exchange(
        url=main.field("WARC-Target-URI").strip("<>"),
        request=request,
        response=response,
        started_at=read_date(main.field("WARC-Date")),
        elapsed_ms=0,
        peer=Peer(address=address, port=0) if address else None,
        truncated=main.field("WARC-Truncated"),
    )
    return _found(main, exchange, Told(entity_sha256=main.field("WARC-Payload-Digest")), "")
