"""An exchange as WARC records, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sourcecheck.archive.http import Answer, framing, payload, read_answer, sha256
from sourcecheck.archive.index import LOCAL, urlkey
from sourcecheck.archive.records import Record, target_uri, warc_date
from sourcecheck.model import codec
from sourcecheck.model.web import Capture, Exchange

Ids = Callable[[], str]
"""Makes the ids of records: a new UUID, as text, at every call."""

Fields = tuple[tuple[str, str], ...]
"""Named fields of a record, in their order."""

REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
TOLD = "sourcecheck: "
"""The one named field of our metadata, before its value in JSON."""

_VERSION = 1  # of our metadata block


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the archive is told about an exchange beside its bytes."""

    entity_sha256: str = ""  # of the decoded body; "" = not known
    entity_size: int = 0
    chain: str = ""
    hop: int = 0
    hops: int = 0  # exchanges in the chain; 0 = not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The capture that a revisit points to, where its body lies."""

    record_id: str
    url: str
    captured_at: datetime
    sha256: str  # of the entity
    framing: str

    def as_original(self) -> Original:
        """Return itself: what a revisit needs to know is known."""
        return self


def original_of(capture: Capture) -> Original:
    """Return what a revisit says of the capture it repeats."""
    names = ("record_id", "url", "captured_at", "sha256", "framing")
    return Original(**{name: getattr(capture, name) for name in names})


@dataclass(slots=True, kw_only=True)
class Draft:
    """An exchange taken apart, before it is known whether it repeats an older one."""

    exchange: Exchange
    told: Told
    answer: Answer
    body_sha256: str  # of the body on the wire, in hex; "" = there is none
    framing: str

    @property
    def unmodified(self) -> bool:
        """Whether it says that an older answer still holds (304, RFC 9110, 15.4.5)."""
        return self.answer.status == 304 and not self.body_sha256

    @property
    def payload_key(self) -> tuple[str, str] | None:
        """The entity and framing it may share with an older one; None = it is kept whole.

        Only whole pages with a body that came with 200 can be revisits.
        """
        exchange, answer = self.exchange, self.answer
        whole = answer.status == 200 and not exchange.truncated and exchange.failure is None
        if not (whole and self.body_sha256 and self.told.entity_sha256):
            return None
        if answer.header("transfer-encoding") and _payload(self) is None:
            return None
        return self.told.entity_sha256, self.framing


def draft(exchange: Exchange, entity: bytes | None, told: Told) -> Draft:
    """Take an exchange apart; ``entity`` is its decoded body, None when there is none.

    When ``told`` has the entity's digest already, nothing is hashed twice: most bodies come as
    they are, and then the digest is the body's on the wire too.
    """
    response = exchange.response
    answer = read_answer(response)
    at = answer.body_at
    size = len(response) - at
    hashed = ""
    if size:
        same = told.entity_sha256 and size == told.entity_size and response.endswith(entity or b"")
        hashed = told.entity_sha256 if same else sha256(response[at:])
    if entity and not told.entity_sha256:
        entity_sha256 = hashed if size and entity == response[at:] else sha256(entity)
        told = replace(told, entity_sha256=entity_sha256, entity_size=len(entity))
    framed = framing(answer, hashed) if size else ""
    return Draft(exchange=exchange, told=told, answer=answer, body_sha256=hashed, framing=framed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the first record of an exchange lies."""

    file: str = ""
    offset: int = 0
    length: int = 0
    archive: str = LOCAL  # that it was captured for


@dataclass(slots=True, kw_only=True)
class Kept:
    """An exchange as it will stand in the file, whose place is not known yet."""

    records: tuple[Record, ...]  # the first is the one the capture points to
    record_id: str  # of the first
    draft: Draft
    original: Original | None = None
    repeats: str = ""  # id of the original, where no more of it is known

    def capture(self, place: Place) -> Capture:
        """Return the capture, once its first record has a place."""
        return _capture(self, place)

    def as_original(self) -> Original:
        """Return what a revisit of this exchange says of it."""
        return Original(
            record_id=self.record_id,
            url=self.draft.exchange.url,
            captured_at=self.draft.exchange.started_at,
            sha256=self.draft.told.entity_sha256,
            framing=self.draft.framing,
        )


def to_records(drafted: Draft, ids: Ids, original: Original | None = None) -> Kept:
    """Turn an exchange into its records: answer, request, metadata, joined to the first.

    With an ``original`` the answer becomes a revisit of it, which holds its head only. Raises
    ``ArchiveError`` when the URL cannot stand in a record.
    """
    common = _common(drafted.exchange)
    main_id = _id(ids)
    if not drafted.exchange.response:
        alone = _metadata(drafted, common, joined="", record_id=main_id)
        return Kept(records=(alone,), record_id=main_id, draft=drafted)
    if drafted.unmodified and original:
        drafted = _with_entity(drafted, original)
    records = (
        _main_record(drafted, common, original, main_id),
        _request(drafted, common, main_id, _id(ids)),
        _metadata(drafted, common, joined=main_id, record_id=_id(ids)),
    )
    return Kept(records=records, record_id=main_id, draft=drafted, original=original)


def _id(ids: Ids) -> str:
    return f"<urn:uuid:{ids()}>"


def _with_entity(drafted: Draft, original: Original) -> Draft:
    """Give an answer without a body the entity that it says is unchanged."""
    told = replace(drafted.told, entity_sha256=original.sha256)
    return replace(drafted, told=told, framing=original.framing)


def _capture(kept: Kept, place: Place) -> Capture:
    exchange, told, answer = kept.draft.exchange, kept.draft.told, kept.draft.answer
    return Capture(
        url=exchange.url,
        captured_at=exchange.started_at,
        file=place.file,
        record_id=kept.record_id,
        sha256=told.entity_sha256,
        offset=place.offset,
        length=place.length,
        status=answer.status,
        media_type=answer.media_type,
        revisit_of=kept.original.record_id if kept.original else kept.repeats,
        archive=place.archive,
        urlkey=urlkey(exchange.url),
        framing=kept.draft.framing,
        failure=str(exchange.failure or ""),
        truncated=exchange.truncated,
        address=exchange.peer.address if exchange.peer else "",
        chain=told.chain,
        hop=told.hop,
        hops=told.hops,
    )


def _payload(drafted: Draft) -> bytes | None:
    """Return the body without its transfer coding; None = it cannot be undone."""
    return payload(drafted.answer, drafted.exchange.response[drafted.answer.body_at :])


def _main_record(
    drafted: Draft, common: Fields, original: Original | None, record_id: str
) -> Record:
    exchange, answer = drafted.exchange, drafted.answer
    extra: Fields = (("WARC-Truncated", exchange.truncated),) if exchange.truncated else ()
    if answer.status is None:
        media_type = "application/octet-stream"
        fields = _fields("resource", record_id, common, *extra, ("Content-Type", media_type))
        return Record(fields=fields, block=exchange.response)
    packed = bool(answer.header("content-encoding")) and original is None
    if original is not None:
        extra += _repeats(drafted, original)
    elif drafted.body_sha256 and not answer.header("transfer-encoding"):
        # Readers disagree on whether chunks belong to the payload; where there are none,
        # they agree.
        extra += (("WARC-Payload-Digest", f"sha256:{drafted.body_sha256}"),)
    kind = "revisit" if original else "response"
    media_type = "application/http;msgtype=response"
    fields = _fields(kind, record_id, common, *extra, ("Content-Type", media_type))
    block = exchange.response[: answer.body_at] if original else exchange.response
    return Record(fields=fields, block=block, packed=packed)


def _repeats(drafted: Draft, original: Original) -> Fields:
    """Say what a revisit repeats; one without a payload, or with chunks, names no digest."""
    where = (
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", target_uri(original.url)),
        ("WARC-Refers-To-Date", warc_date(original.captured_at)),
    )
    if drafted.unmodified:
        return (("WARC-Profile", NOT_MODIFIED), *where)
    same: Fields = (("WARC-Profile", REVISIT), *where)
    if drafted.answer.header("transfer-encoding"):
        return same  # its original names no digest either, and players want equal ones
    return (*same, ("WARC-Payload-Digest", f"sha256:{drafted.body_sha256}"))


def _common(exchange: Exchange) -> Fields:
    """Return the fields that all records of an exchange share, the peer's address last."""
    date, uri = warc_date(exchange.started_at), target_uri(exchange.url)
    fields = (("WARC-Date", date), ("WARC-Target-URI", uri))
    peer = exchange.peer
    return (*fields, ("WARC-IP-Address", peer.address)) if peer else fields


def _fields(kind: str, record_id: str, common: Fields, *more: tuple[str, str]) -> Fields:
    return (("WARC-Type", kind), ("WARC-Record-ID", record_id), *common, *more)


def _request(drafted: Draft, common: Fields, joined: str, record_id: str) -> Record:
    more = (
        ("WARC-Concurrent-To", joined),
        ("Content-Type", "application/http;msgtype=request"),
    )
    return Record(
        fields=_fields("request", record_id, common, *more), block=drafted.exchange.request
    )


def _metadata(drafted: Draft, common: Fields, *, joined: str, record_id: str) -> Record:
    """Hold what HTTP does not say: times, addresses, certificate, failure, chain, entity.

    Without an answer there is no other record, so the request we sent stands here too.
    """
    told = drafted.told
    block = {
        "sourcecheck": _VERSION,
        "exchange": _held_fields(drafted.exchange, with_request=not joined),
        "entity": {"sha256": told.entity_sha256, "size": told.entity_size},
        "framing": drafted.framing,
        "chain": told.chain,
        "hop": told.hop,
        "hops": told.hops,
    }
    more: Fields = (("WARC-Concurrent-To", joined),) if joined else ()
    # players take any other type of metadata for a capture of the page itself
    more += (("Content-Type", "application/warc-fields"),)
    said = f"{TOLD}{codec.dumps(block)}\r\n".encode("utf-8", "surrogatepass")
    return Record(fields=_fields("metadata", record_id, common[:2], *more), block=said)


def _held_fields(exchange: Exchange, *, with_request: bool) -> dict[str, Any]:
    """Encode an exchange without the bytes that stand in records of their own."""
    held = _encode_exchange(exchange)
    held["request"] = codec.encode(exchange.request) if with_request else ""
    held["response"] = ""
    return held


_encode_exchange = codec.fields_encoder(Exchange, left_out={"request", "response"})
