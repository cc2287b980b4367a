"""The block of one record: its digests, its HTTP head, its payload in both readings."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sourcecheck.archive.http import Answer, final_answer, payload, read_answer
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.heads import Head, Said

_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
_REQUEST = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]+\S.*?[ \t]+HTTP/\d(?:\.\d)?[ \t]*\r?\n")
_BLANK = re.compile(rb"\n\r?\n")
_WEB = re.compile(r"<?https?:", re.IGNORECASE)
_EXCHANGED = frozenset({"request", "response", "revisit"})
AS_SENT = "as sent"
"""The reading of a payload that keeps its chunks, as most tools digest it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A digest that was recorded: the algorithm by its hashlib name, and the bytes."""

    algorithm: str
    value: bytes

    def matches(self, data: bytes | memoryview) -> bool:
        """Tell whether data has this digest."""
        if self.algorithm == "sha256":
            return hashlib.sha256(data).digest() == self.value
        made = hashlib.new(self.algorithm, data, usedforsecurity=False)
        return made.digest() == self.value


def labelled(text: str) -> Labelled | None:
    """Read ``sha1:BASE32`` or ``sha256:hex``, in any of the ways tools write them; None = none."""
    label, _, printed = text.partition(":")
    algorithm = label.strip().lower().replace("-", "")
    size = _SIZES.get(algorithm)
    if size is None:
        return None
    value = _value(printed.strip(), size)
    return Labelled(algorithm=algorithm, value=value) if value else None


def _value(printed: str, size: int) -> bytes | None:
    try:
        if len(printed) == 2 * size:
            return bytes.fromhex(printed)
        bare = printed.rstrip("=")
        if len(bare) == -(-size * 8 // 5):
            value = base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        else:
            plain = bare.replace("-", "+").replace("_", "/")
            value = base64.b64decode(plain + "=" * (-len(bare) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return value if len(value) == size else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What stands in a block, taken apart once."""

    answer: Answer | None  # of a recorded response; None = the block is no HTTP answer
    is_http: bool
    body_at: int  # where the payload begins: behind the HTTP head, else 0


def content(head: Head, block: bytes) -> Content:
    """Take a block apart as far as its record says it is HTTP."""
    media_type = head.get("content-type").partition(";")[0].strip().lower()
    from_web = head.get("warc-type") in _EXCHANGED and _WEB.match(head.get("warc-target-uri"))
    if media_type != "application/http" and (media_type or not from_web):
        return Content(answer=None, is_http=False, body_at=0)
    if head.get("warc-type") == "request":
        blank = _BLANK.search(block)
        return Content(answer=None, is_http=True, body_at=blank.end() if blank else len(block))
    final = final_answer(block)
    answer = read_answer(final)
    at = len(block) - len(final) + answer.body_at
    return Content(answer=answer, is_http=True, body_at=at)


def wrong_content(head: Head, block: bytes, found: Content) -> Iterator[Said]:
    """Tell what is wrong with a block: digests first, then the HTTP head."""
    yield from _wrong_block_digest(head, block)
    yield from _wrong_payload_digest(head, block, found)
    if found.is_http and block:
        yield from _wrong_http(head, block, found)
    elif block and head.get("warc-type") in _EXCHANGED and _WEB.match(head.get("warc-target-uri")):
        kind, media_type = head.get("warc-type"), head.get("content-type")
        yield Kind.HTTP_HEAD, f"a {kind} from the web that calls itself {media_type[:60]!r}"


def _wrong_block_digest(head: Head, block: bytes) -> Iterator[Said]:
    printed = head.get("warc-block-digest")
    if not printed:
        return
    recorded = labelled(printed)
    if recorded is None:
        yield Kind.DIGEST_UNKNOWN, f"a block digest that cannot be checked: {printed[:80]!r}"
    elif not recorded.matches(block):
        yield Kind.BLOCK_DIGEST, "the block does not have its recorded digest"


def is_uncut_digest(head: Head, kind: Kind) -> bool:
    """Tell whether a digest may be that of an answer before its payload was left out.

    So wget digests its revisits, which says nothing of what is left of them.
    """
    left_out = head.get("warc-type") == "revisit" and head.get("warc-truncated") == "length"
    return kind is Kind.BLOCK_DIGEST and left_out


def _wrong_payload_digest(head: Head, block: bytes, found: Content) -> Iterator[Said]:
    printed = head.get("warc-payload-digest")
    if not printed:
        return
    recorded = labelled(printed)
    if recorded is None:
        yield Kind.DIGEST_UNKNOWN, f"a payload digest that cannot be checked: {printed[:80]!r}"
        return
    if head.get("warc-type") in {"revisit", "continuation"} or head.get("warc-segment-number"):
        return  # the payload lies elsewhere; ``sets`` compares a revisit with its original
    if payload_reading(recorded, block, found) is None:
        yield Kind.PAYLOAD_DIGEST, "the payload does not have its recorded digest"


def payload_reading(recorded: Labelled, block: bytes, found: Content) -> str | None:
    """Tell which reading of the payload has a digest: "" or ``AS_SENT``; None = neither has.

    The specification takes the transfer coding off first; most tools digest what was sent.
    """
    body = memoryview(block)[found.body_at :]
    coded = bool(found.answer and found.answer.header("transfer-encoding"))
    if coded and found.answer is not None:
        plain = payload(found.answer, block[found.body_at :])
        if plain is not None and recorded.matches(plain):
            return ""
    if recorded.matches(body):
        return AS_SENT if coded else ""
    first = _BLANK.search(block)  # of an interim answer, which other tools take for the head
    if found.answer and first and first.end() < found.body_at:
        return AS_SENT if recorded.matches(memoryview(block)[first.end() :]) else None
    return None


def _wrong_http(head: Head, block: bytes, found: Content) -> Iterator[Said]:
    kind = head.get("warc-type")
    if kind == "request":
        if not _REQUEST.match(block):
            yield Kind.HTTP_HEAD, "a request that does not open with a request line"
        return
    if found.answer is None or found.answer.status is None:
        yield Kind.HTTP_HEAD, f"a {kind} that does not open with an HTTP status line"
