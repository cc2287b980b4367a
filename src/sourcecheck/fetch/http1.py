"""HTTP/1.1 as it is spoken in the wild: answers read piece by piece, within caps.

No input or output here. The reader tolerates what browsers tolerate (missing reason phrase,
bare line feeds, header lines that are none, interim answers, HTTP/1.0 ended by closing) and
names what it cannot (RFC 9112). Every byte that came stays in ``wire``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sourcecheck.fetch.heads import Head, Kind, parse_head, quick_head
from sourcecheck.model.tables.addresses import Banner

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHUNK_LINE_MAX = 4096
_INTERIM_MAX = 20  # 1xx answers before the real one; browsers give up sooner
_BODILESS = frozenset({101, 204, 304})


class Flaw(StrEnum):
    """What is wrong with an answer, as far as its bytes tell."""

    NONE = ""
    SILENT = "silent"  # closed before a byte
    OTHER_PROTOCOL = "other protocol"
    BAD_HEAD = "bad head"
    LARGE_HEAD = "large head"
    LARGE_BODY = "large body"  # our cap was reached
    SHORT_BODY = "short body"  # closed, or chunks broken, before the announced end
    BAD_BODY = "bad body"  # framed so that no byte of content can be told
    UNREAD = "unread"  # nothing wrong: of a body that nobody keeps, this much is enough


_NONE = Flaw.NONE  # before Python 3.12, each look at a member of an enumeration is a call


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many bytes of an answer we take."""

    head: int
    page: int  # bodies of text
    file: int  # other bodies
    unread: int = 0  # other bodies that nobody keeps: after so many we hang up; 0 = they are read

    def body(self, kind: Kind) -> int:
        """Return the cap for a body; one that does not say its type counts as a page."""
        return self.page if kind.textual else self.file


class Answer:
    """Reads one answer as its bytes arrive.

    ``feed`` until it returns True, or ``close`` when the peer closes; then ``head`` (None when
    there was no readable one), ``body`` (transfer coding undone, content coding not), ``flaw``
    and ``wire`` (all bytes from the status line on, interim answers stripped) are final.
    ``surplus`` tells that bytes came after the end of the message.

    Nearly all answers have an ordinary head, a length, and come in one piece or a few; for them
    there is a short way (``_quick``), which sets the same fields.
    """

    __slots__ = (
        "_at",
        "_banners",
        "_caps",
        "_framed",
        "_interim",
        "_left",
        "_method",
        "_quickly",
        "_read",
        "_room",
        "_spans",
        "_whole",
        "_wire",
        "done",
        "flaw",
        "head",
        "surplus",
    )

    def __init__(
        self, caps: Caps, *, method: str = "GET", banners: tuple[Banner, ...] = ()
    ) -> None:
        self.head: Head | None = None
        self.flaw = _NONE
        self.surplus = False
        self.done = False
        self._caps = caps
        self._method = method
        self._banners = banners
        self._quickly = False  # it came in one piece, and was read by the short way
        self._whole = b""  # all of it, where it came in one piece or is over
        self._wire = bytearray()  # what came of it otherwise
        self._spans: list[tuple[int, int]] = []  # where content lies in the wire bytes
        # A function, not a method: a bound one would tie a knot that only the collector unties.
        self._read: Callable[[Answer], bool] = Answer._read_head
        self._at = 0  # how far the bytes have been read
        self._left = 0  # bytes of content still expected in this chunk or body
        self._room = 0  # bytes of content the cap still allows
        self._interim = 0
        self._framed = False  # the message says itself where it ends

    @property
    def wire(self) -> bytes:
        """All bytes of the answer, interim answers left out."""
        if not self.done:
            return bytes(self._wire)
        if self._wire:
            # Of a large answer, one copy less is kept.
            self._whole, self._wire = bytes(self._wire), bytearray()
        return self._whole

    @property
    def size(self) -> int:
        """How many bytes came so far, where they came in several pieces."""
        return len(self._wire)

    @property
    def silent(self) -> bool:
        """Whether not a byte has come yet."""
        return not (self._whole or self._wire)

    @property
    def body(self) -> bytes:
        """The content as far as it came, chunk framing removed."""
        if self._quickly:
            return self._whole[self._at :]
        with memoryview(self._whole or self._wire) as view:
            return b"".join([view[start:end] for start, end in self._spans])

    @property
    def reusable(self) -> bool:
        """Whether the connection may carry another exchange: it is certain where this one ended."""
        head = self.head
        if head is None or self.flaw or self.surplus or not (self.done and self._framed):
            return False
        return head.version == "1.1" and "close" not in head.field("connection").lower()

    def feed(self, data: bytes) -> bool:
        """Take more bytes; True when the message is over, for better or worse."""
        if self.done:
            self.surplus |= bool(data)
            return True
        if not self._wire and self._quick(data):
            return True
        self._wire += data
        while self._read(self):  # each step says whether another can be made
            pass
        return self.done

    def _quick(self, data: bytes) -> bool:
        """Read a whole ordinary answer with a length; False where it has to be read slowly."""
        end = data.find(b"\r\n\r\n")
        if end < 0 or end + 4 > self._caps.head:
            return False
        head = quick_head(data[:end])
        if head is None or head.status < 200 or "transfer-encoding" in head.joined:
            return False
        length = head.joined.get("content-length", "")
        if not length.isdecimal() or self._method == "HEAD" or head.status in _BODILESS:
            return False
        if len(data) - end - 4 != int(length[:18]) or int(length[:18]) > self._room_for(head):
            return False
        self.head, self._at, self._whole = head, end + 4, data
        self.done = self._framed = self._quickly = True
        return True

    def close(self) -> None:
        """Say that no more bytes will come."""
        if self.done:
            return
        if self.head is None:
            self._end(self._headless_flaw())
        elif self._read is Answer._read_rest:
            self._end(Flaw.NONE)
        else:
            self._end(Flaw.SHORT_BODY)

    def _end(self, flaw: Flaw) -> bool:
        self.flaw = flaw
        self.done = True
        return False

    def _headless_flaw(self) -> Flaw:
        if not self._wire:
            return Flaw.SILENT
        opening = bytes(self._wire[:64])
        other = any(opening.startswith(banner.opening) for banner in self._banners)
        return Flaw.OTHER_PROTOCOL if other else Flaw.BAD_HEAD

    def _read_head(self) -> bool:
        blank = self._blank()
        opening = self._wire[blank : blank + 5].upper()
        if not b"HTTP/".startswith(opening[:5]):
            # Not HTTP. A whole line, or enough of one, tells which protocol it is.
            enough = len(self._wire) > 64 or b"\n" in self._wire[blank:]
            return self._end(self._headless_flaw()) if enough else False
        found = _HEAD_END.search(self._wire, max(blank, self._at - 4))
        if found is None:
            self._at = len(self._wire)
            return self._end(Flaw.LARGE_HEAD) if self._at > self._caps.head else False
        if found.end() > self._caps.head:
            return self._end(Flaw.LARGE_HEAD)
        block = bytes(self._wire[blank : found.start()])
        head = quick_head(block) or parse_head(block)
        if head is None or self._interim > _INTERIM_MAX:
            return self._end(Flaw.BAD_HEAD)
        if 100 <= head.status < 200 and head.status != 101:
            del self._wire[: found.end()]
            self._at, self._interim = 0, self._interim + 1
            return True
        del self._wire[:blank]
        return self._open_body(head, found.end() - blank)

    def _blank(self) -> int:
        """Count the line breaks that some servers send before the status line."""
        at = 0
        while at < len(self._wire) and self._wire[at] in b"\r\n":
            at += 1
        return at

    def _open_body(self, head: Head, at: int) -> bool:
        self.head, self._at = head, at
        self._room = self._room_for(head)
        lengths = {part.strip() for part in head.field("content-length").split(",")} - {""}
        coding = head.field("transfer-encoding").lower().rpartition(",")[2].strip()
        if self._method == "HEAD" or head.status in _BODILESS:
            self._framed = head.status != 101
            return self._finish()
        if coding == "chunked":
            self._framed = True
            self._read = Answer._read_chunk_line
        elif head.field("transfer-encoding") or not any(map(str.isdecimal, lengths)):
            self._read = Answer._read_rest
        elif len(lengths) > 1:
            # Two lengths: which is true cannot be told (RFC 9112, 6.3); browsers refuse it.
            return self._end(Flaw.BAD_HEAD)
        else:
            self._framed = True
            self._left = int(lengths.pop()[:18])
            self._read = Answer._read_length
        return True

    def _room_for(self, head: Head) -> int:
        kind = head.kind
        cap = self._caps.body(kind)
        return cap if kind.textual or not self._caps.unread else min(cap, self._caps.unread)

    def _finish(self) -> bool:
        """End the message where it says it ends, and cut off what came after."""
        self.surplus = len(self._wire) > self._at
        del self._wire[self._at :]
        return self._end(Flaw.NONE)

    def _take(self, limit: int) -> int:
        """Count up to ``limit`` waiting bytes as content, within the cap."""
        taken = min(limit, len(self._wire) - self._at, self._room)
        if taken:
            start = self._at
            if self._spans and self._spans[-1][1] == start:
                start = self._spans.pop()[0]
            self._at += taken
            self._spans.append((start, self._at))
            self._room -= taken
        return taken

    def _full(self) -> bool:
        """End at the cap when more content waits than it allows."""
        if self._room or len(self._wire) <= self._at:
            return False
        del self._wire[self._at :]
        assert self.head is not None
        enough = self._room_for(self.head) < self._caps.body(self.head.kind)
        self._end(Flaw.UNREAD if enough else Flaw.LARGE_BODY)
        return True

    def _read_length(self) -> bool:
        self._left -= self._take(self._left)
        if not self._left:
            return self._finish()
        self._full()
        return False

    def _read_rest(self) -> bool:
        self._take(len(self._wire))
        self._full()
        return False

    def _read_chunk_line(self) -> bool:
        found = _CHUNK.match(self._wire, self._at)
        if found is None:
            waiting = self._wire[self._at : self._at + _CHUNK_LINE_MAX]
            broken = b"\n" in waiting or len(waiting) == _CHUNK_LINE_MAX
            return self._end(self._chunk_flaw()) if broken else False
        self._at = found.end()
        self._left = int(found[1], 16)
        self._read = Answer._read_chunk if self._left else Answer._read_trailer
        return True

    def _chunk_flaw(self) -> Flaw:
        return Flaw.SHORT_BODY if self._spans else Flaw.BAD_BODY

    def _read_chunk(self) -> bool:
        self._left -= self._take(self._left)
        if self._left:
            self._full()
            return False
        self._read = Answer._read_chunk_end
        return True

    def _read_chunk_end(self) -> bool:
        after = _LINE.match(self._wire, self._at)
        if after is None:
            waiting = bytes(self._wire[self._at : self._at + 2])
            return False if waiting in {b"", b"\r"} else self._end(Flaw.SHORT_BODY)
        self._at = after.end()
        self._read = Answer._read_chunk_line
        return True

    def _read_trailer(self) -> bool:
        found = _LINE.search(self._wire, self._at)
        if found is None:
            over = len(self._wire) - self._at > self._caps.head
            return self._end(Flaw.LARGE_HEAD) if over else False
        last = found.start() == self._at
        self._at = found.end()
        return self._finish() if last else True


def read(wire: bytes, caps: Caps, *, method: str = "GET") -> Answer:
    """Read an answer of which all bytes are there."""
    answer = Answer(caps, method=method)
    answer.feed(wire)
    answer.close()
    return answer
