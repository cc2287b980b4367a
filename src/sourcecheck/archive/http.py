"""As much of an HTTP/1.1 answer as the archive must know: head, framing, payload. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_BLANK_LINE = re.compile(rb"\n\r?\n")
_SPACE = " \t\n\r\x0b\f"  # what bytes.strip takes for space
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer's head, taken apart; its body stays in the wire bytes."""

    status: int | None  # None = the bytes do not open with an HTTP status line
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body_at: int  # where the body begins; the length of the bytes when no head ends

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, or ""."""
        for key, value in self.headers:
            if key == name:
                return value
        return ""

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()


def read_answer(response: bytes) -> Answer:
    """Take the head of an answer apart, as tolerantly as browsers do."""
    blank = _BLANK_LINE.search(response)
    body_at = blank.end() if blank else len(response)
    status = _STATUS.match(response)
    head = response[:body_at]
    lines = head.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    pairs = [line.partition(":") for line in lines[1:]]
    lower = str.lower if head.isascii() else _lower
    return Answer(
        status=int(status[1]) if status else None,
        headers=tuple(
            [
                (lower(named), value.strip(_SPACE))
                for name, colon, value in pairs
                if colon and (named := name.strip(_SPACE))
            ]
        ),
        body_at=body_at,
    )


def _lower(name: str) -> str:
    """Lower a header's name, of ASCII letters only: others are no letters to HTTP."""
    return name.encode("latin-1").lower().decode("latin-1")


def sha256(data: bytes) -> str:
    """Return a SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def framing(answer: Answer, body_sha256: str) -> str:
    """Name how a payload came: its codings and the digest of its bytes on the wire.

    The same page can come in other chunks or packed by another gzip. A revisit that points to
    such bytes would put one answer's head over another's body, so equal framing means equal
    wire bytes.
    """
    codings = f"{answer.header('transfer-encoding')}/{answer.header('content-encoding')}".lower()
    return f"{codings.replace(' ', '')}/{body_sha256[:32]}"


def unchunked(body: bytes) -> bytes | None:
    """Undo the chunked transfer coding; None when the chunks are broken or cut off."""
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        end = size.end() + length
        if end > len(body):
            return None
        pieces.append(body[size.end() : end])
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    return None


def content_of(answer: Answer, body: bytes) -> bytes | None:
    """Return what ``payload`` does, and the body where its writer undid the coding already.

    Many keep the field that announced chunks, and none of these.
    """
    whole = payload(answer, body)
    return body if whole is None and not _CHUNK_SIZE.match(body) else whole


def final_answer(response: bytes) -> bytes:
    """Return an answer without the interim ones before it, such as 100 Continue.

    101 is none of these: another protocol follows (RFC 9110, 15.2).
    """
    while (status := _STATUS.match(response)) and status[1][:1] == b"1" and status[1] != b"101":
        blank = _BLANK_LINE.search(response)
        if blank is None or not _STATUS.match(response, blank.end()):
            break
        response = response[blank.end() :]
    return response


def reframed(response: bytes) -> bytes:
    """Return an answer whose head frames its body, where its writer undid the codings.

    The chunks are gone or the body was unpacked, and the fields still speak of what was sent: a
    reader that believes them sees a broken page, or the beginning of one.
    """
    answer = read_answer(response)
    body = response[answer.body_at :]
    untrue: set[str] = set()
    if content_of(answer, body) is body:
        if answer.header("transfer-encoding"):
            untrue.add("transfer-encoding")
        length = answer.header("content-length")
        if length.isdecimal() and int(length[:18]) < len(body):
            untrue.add("content-length")
    if not untrue:
        return response
    lines = response[: answer.body_at].splitlines(keepends=True)
    kept = [line for line in lines if _name(line) not in untrue]
    return b"".join([*kept, body])


def _name(line: bytes) -> str:
    return line.partition(b":")[0].strip().lower().decode("latin-1")


def payload(answer: Answer, body: bytes) -> bytes | None:
    """Return the body without its transfer coding; None when that cannot be undone."""
    coding = answer.header("transfer-encoding").lower().strip()
    if not coding or coding == "identity":
        return body
    return unchunked(body) if coding == "chunked" else None
