"""WARC records back to exchanges: ours with all that was told, others as far as they say."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from sourcecheck.archive.exchanges import TOLD, Draft, Kept, Place, Told
from sourcecheck.archive.http import final_answer, read_answer
from sourcecheck.archive.records import Record, read_date
from sourcecheck.errors import ArchiveError
from sourcecheck.model import codec
from sourcecheck.model.web import Capture, Exchange, Peer

OURS = "urn:sourcecheck:"
"""What the addresses of our own records begin with: articles, audits, what was pruned."""

NOWHERE = Place()
"""Of records that were not read from a file."""

_WEB = ("http:", "https:", "ftp:", "ftps:")
_REQUEST = re.compile(rb"([A-Z]{3,20}) \S")
_DIGEST = re.compile(r"^sha256:([0-9a-f]{64})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was read from a file: an exchange and what the archive was told about it."""

    exchange: Exchange
    told: Told
    capture: Capture


def holds_exchange(records: Sequence[Record]) -> bool:
    """Tell whether records that belong together, the main one first, hold a capture.

    Ours always do. Of other writers only what came from an address of the web: no logs, no
    name look-ups, no metadata, no pictures a browser took of the page.
    """
    main = records[0]
    if main.type == "metadata" and main.field("WARC-Concurrent-To"):
        return False  # what it belongs to stands before the place where reading began
    if any(told_in(record) for record in records):
        return main.type in {"response", "revisit", "resource", "metadata"}
    url = _target(main)
    if url.startswith(OURS):
        return main.type in {"resource", "metadata"}
    return main.type in {"response", "revisit", "resource"} and url.lower().startswith(_WEB)


def from_records(records: Sequence[Record], place: Place = NOWHERE) -> Found:
    """Read an exchange back from its records, the first being the one a capture points to.

    ``place`` is where that one lies.

    A revisit comes back with its head only. Records of other writers, without our metadata,
    give what their fields say. Raises ``ArchiveError`` when our metadata cannot be read.
    """
    main, *joined = records
    response = b"" if main.type == "metadata" else main.block
    request = next((record.block for record in joined if record.type == "request"), b"")
    ours = next((record for record in records if told_in(record)), None)
    if ours is None:
        return _foreign(main, request, response, place)
    try:
        exchange, told, framed = _held(_loaded(told_in(ours)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"record {ours.id}: metadata that cannot be read: {error}") from error
    exchange = replace(exchange, response=response, request=request or exchange.request)
    return _found(main, exchange, (told, framed), place)


def _loaded(said: bytes) -> Any:
    try:
        return orjson.loads(said)
    except ValueError:  # lone surrogates of an address, which only the other one reads
        return json.loads(said)


def told_in(record: Record) -> bytes:
    """Return the JSON of our metadata beside an exchange; nothing = the record is none of it.

    Older archives hold the JSON alone, without the name of its field.
    """
    if record.type != "metadata":
        return b""
    block = record.block.removeprefix(TOLD.encode())
    return block if block.startswith(b'{"sourcecheck":') else b""


def _held(data: Any) -> tuple[Exchange, Told, str]:
    told = Told(
        entity_sha256=data["entity"]["sha256"],
        entity_size=data["entity"]["size"],
        chain=data["chain"],
        hop=data["hop"],
        hops=data.get("hops", 0),
    )
    return codec.decode(Exchange, data["exchange"]), told, data["framing"]


def _found(main: Record, exchange: Exchange, said: tuple[Told, str], place: Place) -> Found:
    told, framed = said
    answer = read_answer(exchange.response)
    drafted = Draft(exchange=exchange, told=told, answer=answer, body_sha256="", framing=framed)
    repeats = _refers_to(main) if main.type == "revisit" else ""
    kept = Kept(records=(main,), record_id=main.id, draft=drafted, repeats=repeats)
    return Found(exchange=exchange, told=told, capture=kept.capture(place))


def _refers_to(revisit: Record) -> str:
    """Return the id of the record a revisit repeats, or what else names it."""
    return revisit.field("WARC-Refers-To") or revisit.field("WARC-Payload-Digest") or "unnamed"


def _foreign(main: Record, request: bytes, response: bytes, place: Place) -> Found:
    """Read another writer's records; its payload digest stands in for entity and framing.

    What was not asked with GET is filed beside the page, as in other indexes: the answer to a
    form or to HEAD is not what a reader of the address gets.
    """
    address = main.field("WARC-IP-Address")
    method = _method(request)
    exchange = Exchange(
        url=_target(main),
        method=method,
        request=request,
        response=final_answer(response),
        started_at=read_date(main.field("WARC-Date")),
        elapsed_ms=0,
        peer=Peer(address=address, port=0) if address else None,
        truncated=_cut(main),
    )
    digest = main.field("WARC-Payload-Digest")
    entity = found[1].lower() if (found := _DIGEST.match(digest)) else digest
    seen = _found(main, exchange, (Told(entity_sha256=entity), ""), place)
    if method != "GET":
        key = seen.capture.urlkey
        filed = f"{key}{'&' if '?' in key else '?'}__wb_method={method.lower()}"
        seen = replace(seen, capture=replace(seen.capture, urlkey=filed))
    if main.type != "resource":
        return seen
    declared = main.field("Content-Type").partition(";")[0].strip().lower()
    return replace(seen, capture=replace(seen.capture, media_type=declared))


def _cut(main: Record) -> str:
    """Say why an answer is cut: also where its rest lies in continuation records.

    Of a revisit it only says that the payload lies with its original (WARC/1.0, 6.7.2).
    """
    if main.type == "revisit":
        return ""
    return main.field("WARC-Truncated") or ("length" if main.field("WARC-Segment-Number") else "")


def _method(request: bytes) -> str:
    """Return the method of a request; GET where none was kept."""
    found = _REQUEST.match(request)
    return found[1].decode("ascii") if found else "GET"


def _target(record: Record) -> str:
    """Return the address of a record; WARC/1.0 has examples with it in angle brackets."""
    return record.field("WARC-Target-URI").strip("<>")
