r"""A unified diff of bytes (POSIX ``diff -u``), made from the edits themselves.

Nothing is searched for: what changed is known, so a file of any size costs one pass, and lines
that were not touched cannot appear as changed. Lines end at ``\n`` alone, as ``patch`` and ``git``
see them: a CR stays a part of its line, and so do the bytes of UTF-16.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CONTEXT = 3
"""Lines around a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteEdit:
    """``body[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines ``first`` to ``last`` (not among them) become ``new``."""

    first: int
    last: int
    new: tuple[bytes, ...]


def unified_diff(body: bytes, edits: Sequence[ByteEdit], name: bytes) -> bytes:
    r"""Return the patch that makes these edits, for ``patch -p0``; b"" = nothing changes.

    ``name`` is the file's path as it is to stand in the patch, bytes as the system has them.
    """
    lines = _lines(body)
    blocks = list(_blocks(body, lines, edits))
    if not blocks:
        return b""
    quoted = quoted_name(name)
    pieces = [b"--- " + quoted + b"\n", b"+++ " + quoted + b"\n"]
    shift = 0  # lines that were added so far
    for hunk in _hunks(blocks):
        shift = _write(pieces, lines, hunk, shift)
    return b"".join(pieces)


def quoted_name(name: bytes) -> bytes:
    r"""Return a file's name as ``patch`` and ``git`` read it back from the head of a patch.

    >>> quoted_name(b"my notes.txt")
    b'my notes.txt\t'
    """
    if re.search(rb'[\x00-\x1f\x7f"\\]|^ ', name):
        shown = b"".join(_octal(byte) for byte in name)
        return b'"' + shown + b'"'
    return name + b"\t" if b" " in name else name


def _octal(byte: int) -> bytes:
    if byte in b'"\\':
        return b"\\" + bytes([byte])
    return b"\\%03o" % byte if byte < 0x20 or byte == 0x7F else bytes([byte])


def _lines(body: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in body.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _blocks(body: bytes, lines: Sequence[bytes], edits: Sequence[ByteEdit]) -> Iterator[_Block]:
    """Turn edits into whole lines; those that share a line make one block."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    waiting: list[ByteEdit] = []
    first = last = -1
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        begins = _line_at(starts, edit.start)
        # an edit that takes the end of a line away joins the next line to it
        ends = 1 + _line_at(
            starts, max(edit.start, edit.end - 1) if edit.new.endswith(b"\n") else edit.end
        )
        if waiting and begins < last:
            last = max(last, ends)
        else:
            if waiting:
                yield _block(body, starts, first, last, waiting)
            waiting, first, last = [], begins, ends
        waiting.append(edit)
    if waiting:
        yield _block(body, starts, first, last, waiting)


def _line_at(starts: Sequence[int], place: int) -> int:
    """Return the line a place is in; one behind the last line is in that."""
    return max(0, min(bisect_right(starts, place) - 1, len(starts) - 2))


def _block(
    body: bytes, starts: Sequence[int], first: int, last: int, edits: Sequence[ByteEdit]
) -> _Block:
    pieces: list[bytes] = []
    at = starts[first]
    for edit in edits:
        pieces += (body[at : edit.start], edit.new)
        at = edit.end
    pieces.append(body[at : starts[last]])
    return _Block(first=first, last=last, new=tuple(_lines(b"".join(pieces))))


def _hunks(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Put blocks, at least one, together whose lines of context would meet."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk


def _write(pieces: list[bytes], lines: Sequence[bytes], hunk: Sequence[_Block], shift: int) -> int:
    """Add one hunk; return by how many lines the new file is longer behind it."""
    first = max(0, hunk[0].first - CONTEXT)
    last = min(len(lines), hunk[-1].last + CONTEXT)
    more = sum(len(block.new) - (block.last - block.first) for block in hunk)
    pieces.append(
        b"@@ -%s +%s @@\n"
        % (_range(first, last - first), _range(first + shift, last - first + more))
    )
    at = first
    for block in hunk:
        pieces += (_told(b" ", line) for line in lines[at : block.first])
        pieces += (_told(b"-", line) for line in lines[block.first : block.last])
        pieces += (_told(b"+", line) for line in block.new)
        at = block.last
    pieces += (_told(b" ", line) for line in lines[at:last])
    return shift + more


def _range(start: int, count: int) -> bytes:
    """Return lines as a hunk's head names them: from 1, the count left out where it is 1."""
    if count == 1:
        return b"%d" % (start + 1)
    return b"%d,%d" % (start + 1 if count else start, count)


def _told(sign: bytes, line: bytes) -> bytes:
    if line.endswith(b"\n"):
        return sign + line
    return sign + line + b"\n\\ No newline at end of file\n"
