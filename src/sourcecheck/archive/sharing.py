"""Files whose records share gzip members: no record can be read by place, so a copy is unpacked.

Tools that know nothing of WARC pack a file as a whole (``gzip file.warc``), or in members that
end anywhere (``pigz``).
"""

from __future__ import annotations

import os
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sourcecheck.archive.records import parse_head, split_head
from sourcecheck.errors import ArchiveError

GZIP_MAGIC = b"\x1f\x8b"
"""What every gzip member begins with (RFC 1952, 2.3.1)."""

_GZIP = 31  # zlib's name for "15 bits of window, gzip header and trailer"
_STEP = 64 * 1024
_MAX_HEAD = 1024 * 1024
_LARGEST_COPY = 16 * 1024**3  # bytes (guess)
_MOST_TIMES = 1100  # more than gzip can pack anything: 1 in 1,032
_BREAKS = b"\r\n"


def shares_members(file: BinaryIO) -> bool:
    """Tell whether the first gzip member of a file ends elsewhere than its first record.

    Where it holds no record at all, it does not: whoever reads it will say what is wrong.
    """
    file.seek(0)
    if file.read(2) != GZIP_MAGIC:
        return False
    file.seek(0)
    unpacker = zlib.decompressobj(_GZIP)
    opening, size, expected = b"", 0, 0
    try:
        while not unpacker.eof and (data := unpacker.unconsumed_tail or file.read(_STEP)):
            piece = unpacker.decompress(data, _STEP)
            size += len(piece)
            if not expected:
                opening += piece
                expected = _expected(opening)
                opening = opening[: _MAX_HEAD + 1]
            over = piece[max(0, expected - (size - len(piece))) :] if size > expected else b""
            if expected and over.strip(_BREAKS):
                return True
            if not expected and len(opening) > _MAX_HEAD:
                return False
    except (zlib.error, ArchiveError):
        return False
    begun = size < expected or (not expected and opening.startswith(b"WARC/"))
    return unpacker.eof and begun and bool(unpacker.unused_data or file.read(1))


def _expected(opening: bytes) -> int:
    """Return the bytes of a record's head and block; 0 = its head has not ended."""
    head, start = split_head(opening)
    return start + parse_head(head)[1] if start >= 0 else 0


class UnpackedCopy:
    """A copy of a file without its packing, gone with whoever holds it."""

    def __init__(self, packed: BinaryIO, name: str) -> None:
        """Unpack a file; raises ``ArchiveError`` when it is damaged or larger than is sane.

        A torn end is left out.
        """
        handle, path = tempfile.mkstemp(prefix="sourcecheck-")
        self._path = Path(path)
        weakref.finalize(self, self._path.unlink, missing_ok=True)
        most = min(_LARGEST_COPY, _MOST_TIMES * packed.seek(0, os.SEEK_END))
        packed.seek(0)
        with os.fdopen(handle, "wb") as plain:
            try:
                for piece in inflated(packed):
                    plain.write(piece)
                    if plain.tell() > most:
                        raise ArchiveError(f"{name}: unpacks to more than {most:,} bytes")
            except (OSError, zlib.error) as error:
                raise ArchiveError(
                    f"{name}: cannot be unpacked: {error}", hint="copy the file again"
                ) from error

    def open(self) -> BinaryIO:
        """Open the copy for reading by place."""
        return self._path.open("rb")


def inflated(packed: BinaryIO) -> Iterator[bytes]:
    """Yield what gzip members hold, one behind the other, up to a torn end.

    Raises ``zlib.error`` where bytes belong to no member.
    """
    reader = zlib.decompressobj(_GZIP)
    while data := (reader.unconsumed_tail or reader.unused_data or packed.read(_STEP)):
        if reader.eof:
            if not data.startswith(GZIP_MAGIC[:1]):
                raise zlib.error("bytes that belong to no gzip member")
            reader = zlib.decompressobj(_GZIP)
        yield reader.decompress(data, _STEP * 16)
