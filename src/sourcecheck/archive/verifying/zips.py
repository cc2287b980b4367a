"""The structure of a zip file by the letter (APPNOTE 6.3): every byte has one meaning.

Readers believe either the central directory or the local headers; where the two differ, two
readers see two archives. A byte that belongs to neither can hide anything. So: members lie one
behind the other from the first byte to the directory, the directory ends where its end record
begins, the end record ends with the file, and everything that is said twice is said alike.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

STORED, DEFLATED = 0, 8
MAX_MEMBERS = 100_000
"""More members than any WACZ has; its directory is read whole (guess)."""

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _DESCRIPTOR = 0x1, 0x8
_ALLOWED_FLAGS = 0x80E  # deflate's options, a data descriptor, names in UTF-8
_LARGE, _MANY = 0xFFFFFFFF, 0xFFFF
_ZIP64 = 1
_ZIP64_READER = 45
_TIMES = frozenset({_ZIP64, 0x5455, 0x7875, 0x5855, 0x000A})
"""Extra fields that are allowed: sizes, times and owners. Others can hold names or bytes."""

_CHUNK = 1024 * 1024
_REGULAR, _FILE_TYPE = 0o100000, 0o170000
_FOLDER, _DOS_FOLDER = 0o040000, 0x10


class Flaw(ValueError):
    """The zip file is not what it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member, as the central directory has it."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int  # bytes
    size: int  # bytes, unpacked
    at: int  # of the local header
    made_by: int
    needed: int
    stamp: tuple[int, int]  # time and date, as DOS writes them
    inner: int
    outer: int  # attributes of the file system
    extra: bytes

    @property
    def is_regular(self) -> bool:
        """Whether it is an ordinary file: no folder, link or device, with no odd rights."""
        kind = self.outer >> 16 & _FILE_TYPE
        odd = self.outer >> 16 & 0o7000 or self.outer & 0xFFDF or self.inner & ~1
        return kind in {0, _REGULAR} and not odd and not self.name.endswith("/")

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder and nothing else, as many zip programs write them."""
        kind = self.outer >> 16 & _FILE_TYPE
        marked = self.outer & _DOS_FOLDER or kind == _FOLDER
        holds = self.size or self.packed or self.crc or self.flags & _ENCRYPTED
        return self.name.endswith("/") and bool(marked) and kind in {0, _FOLDER} and not holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A zip file whose skeleton could be read."""

    entries: tuple[Entry, ...]
    starts: dict[str, int]  # by name: where the bytes of a member begin
    flaws: tuple[str, ...]


def structure(file: BinaryIO) -> Structure:
    """Read the skeleton of a zip file; raises ``Flaw`` when there is none that can be followed."""
    size = file.seek(0, 2)
    flaws: list[str] = []
    count, start, length = _directory(file, size, flaws)
    file.seek(start)
    entries = tuple(_entries(file.read(length), count, flaws))
    starts: dict[str, int] = {}
    at = 0
    for entry in sorted(entries, key=lambda each: each.at):
        if entry.at != at:
            what = "overlaps the one before it" if entry.at < at else "has bytes before it"
            flaws.append(f"the member {entry.name!r} {what}")
        begins, at = _local(file, entry, flaws)
        starts.setdefault(entry.name, begins)
    if at != start:
        flaws.append("there are bytes between the last member and the directory")
    return Structure(entries=entries, starts=starts, flaws=tuple(flaws))


def _directory(file: BinaryIO, size: int, flaws: list[str]) -> tuple[int, int, int]:
    """Return the number of members, and where the directory begins and how long it is."""
    if size < _END.size:
        raise Flaw("the file is too short for a zip file")
    file.seek(size - _END.size)
    magic, disk, first, here, count, length, start, comment = _END.unpack(file.read(_END.size))
    if magic != b"PK\x05\x06" or comment:
        raise Flaw("the zip file does not end with its end record: cut, or with bytes behind it")
    end = size - _END.size
    large = _MANY in {disk, first, here, count} or _LARGE in {length, start}
    locator = _at(file, end - _LOCATOR.size, _LOCATOR, b"PK\x06\x07")
    if locator:
        end, *said = _directory64(file, end - _LOCATOR.size, locator)
        _agree((disk, first, here, count, length, start), tuple(said), flaws)
        disk, first, here, count, length, start = said
    elif large:
        raise Flaw("the zip file says it is large and has no record of that")
    if disk or first or here != count:
        flaws.append("the zip file says it has several parts")
    if count > MAX_MEMBERS:
        raise Flaw(f"the zip file has {count} members")
    if start + length != end:
        raise Flaw("the directory of the zip file does not end where its end record begins")
    return count, start, length


def _at(file: BinaryIO, at: int, form: struct.Struct, magic: bytes) -> tuple[int, ...] | None:
    if at < 0:
        return None
    file.seek(at)
    data = file.read(form.size)
    return form.unpack(data)[1:] if len(data) == form.size and data.startswith(magic) else None


def _directory64(file: BinaryIO, end: int, locator: tuple[int, ...]) -> tuple[int, ...]:
    disk, at, disks = locator
    found = _at(file, at, _END64, b"PK\x06\x06")
    if disk or disks > 1 or not found or at + _END64.size != end or found[0] != _END64.size - 12:
        raise Flaw("the record of a large zip file is not where it must be")
    if found[1] & 0xFF > 63 or found[2] > 63:
        raise Flaw("the record of a large zip file needs a reader that does not exist")
    return at, *found[3:]


def _agree(small: tuple[int, ...], large: tuple[int, ...], flaws: list[str]) -> None:
    """Compare the two end records: a field of the small one may only be full or the same."""
    full = (_MANY, _MANY, _MANY, _MANY, _LARGE, _LARGE)
    pairs = zip(small, large, full, strict=True)
    if any(one not in {other, most} for one, other, most in pairs):
        flaws.append("the two end records of the zip file disagree")


def _entries(data: bytes, count: int, flaws: list[str]) -> Iterator[Entry]:
    at = 0
    for _ in range(count):
        if data[at : at + 4] != b"PK\x01\x02" or at + _CENTRAL.size > len(data):
            raise Flaw("the directory of the zip file has other members than its end record says")
        head = _CENTRAL.unpack_from(data, at)[1:]
        made, needed, flags, method, time, date, crc, packed, size, *lengths = head
        named, extra, comment, disk, inner, outer, local = lengths
        at += _CENTRAL.size
        raw, fields = data[at : at + named], data[at + named : at + named + extra]
        at += named + extra + comment
        if disk or comment or at > len(data):
            flaws.append("a member with a comment, in another part, or cut off")
        size, packed, local = _sizes(fields, [size, packed, local])
        yield Entry(
            name=_name(raw, flags, flaws),
            method=method,
            flags=flags,
            crc=crc,
            packed=packed,
            size=size,
            at=local,
            made_by=made,
            needed=needed,
            stamp=(time, date),
            inner=inner,
            outer=outer,
            extra=fields,
        )
    if at != len(data):
        raise Flaw("the directory of the zip file has other members than its end record says")


def _name(raw: bytes, flags: int, flaws: list[str]) -> str:
    try:
        return raw.decode("utf-8" if flags & 0x800 else "ascii")
    except UnicodeDecodeError:
        flaws.append(f"a member whose name is no text: {raw[:40]!r}")
        return raw.decode("latin-1")


def _extras(fields: bytes) -> dict[int, bytes]:
    """Take extra fields apart; raises ``Flaw``."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(fields):
        if at + 4 > len(fields):
            raise Flaw("an extra field that is cut off")
        name, length = struct.unpack_from("<2H", fields, at)
        value = fields[at + 4 : at + 4 + length]
        if len(value) < length or name in found or name not in _TIMES:
            raise Flaw(f"an extra field {name:#06x} that has no place in a WACZ")
        found[name] = value
        at += 4 + length
    return found


def _sizes(fields: bytes, given: list[int]) -> list[int]:
    """Replace full 32-bit fields by those of the zip64 field, in its order; raises ``Flaw``."""
    large = _extras(fields).get(_ZIP64, b"")
    values = [each[0] for each in struct.iter_unpack("<Q", large[: len(large) // 8 * 8])]
    wanted = [at for at, each in enumerate(given) if each == _LARGE]
    if len(large) % 8 or len(values) < len(wanted) or len(values) > 3:
        raise Flaw("a member whose sizes cannot be told")
    spare = values[len(wanted) :]
    for at, value in zip(wanted, values, strict=False):
        given[at] = value
    if spare and values != given[: len(values)]:
        raise Flaw("a member whose two sizes disagree")
    return given


def _local(file: BinaryIO, entry: Entry, flaws: list[str]) -> tuple[int, int]:
    """Compare a local header with the directory; return where its bytes begin and all ends."""
    file.seek(entry.at)
    data = file.read(_LOCAL.size)
    if len(data) < _LOCAL.size or data[:4] != b"PK\x03\x04":
        raise Flaw(f"the member {entry.name!r} is not where the directory says")
    needed, flags, method, time, date, crc, packed, size, named, extra = _LOCAL.unpack(data)[1:]
    raw, fields = file.read(named), file.read(extra)
    begins = entry.at + _LOCAL.size + named + extra
    told_later = bool(flags & _DESCRIPTOR)
    own = [size, packed]
    if told_later and not crc and {*own} <= {0, _LARGE}:
        crc, own = entry.crc, [entry.size, entry.packed]
    elif _LARGE in own or _ZIP64 in _extras(fields):
        own = _sizes(fields, own)
    _extras(fields)
    same = (flags, method, (time, date), crc, own[0], own[1]) == (
        entry.flags, entry.method, entry.stamp, entry.crc, entry.size, entry.packed,
    )  # fmt: skip
    # The directory alone tells offsets above 4 GB, and then needs a reader of large files.
    far = entry.needed == _ZIP64_READER and _ZIP64 in _extras(entry.extra)
    same = same and (needed == entry.needed or far)
    if not same or raw != entry.name.encode("utf-8" if flags & 0x800 else "latin-1"):
        flaws.append(f"the member {entry.name!r} is described in two ways")
    ends = begins + entry.packed
    return begins, _descriptor(file, entry, ends, flaws) if told_later else ends


def _descriptor(file: BinaryIO, entry: Entry, at: int, flaws: list[str]) -> int:
    """Read what is told behind a member; return where that ends."""
    file.seek(at)
    data = file.read(24)
    for magic in (b"PK\x07\x08", b""):
        for form in ("<L2L", "<L2Q"):
            told = (
                magic + struct.pack(form, entry.crc, entry.packed, entry.size)
                if (form == "<L2Q" or max(entry.packed, entry.size) < _LARGE)
                else b"-"
            )
            if data.startswith(told):
                return at + len(told)
    flaws.append(f"the member {entry.name!r} is described in two ways")
    return at


def odd(entry: Entry) -> Iterator[str]:
    """Tell what a member may not be."""
    if entry.flags & _ENCRYPTED or entry.flags & 0x2040:
        yield "is encrypted"
    elif entry.flags & ~_ALLOWED_FLAGS or (entry.method == STORED and entry.flags & 0x6):
        yield "has flags that mean nothing"
    if entry.method not in {STORED, DEFLATED}:
        yield "is packed in a way that is not allowed"
    if entry.method == STORED and entry.packed != entry.size:
        yield "is stored, and its two sizes differ"
    if not entry.is_regular:
        yield "is no ordinary file: a folder, a link, a device"
    if entry.needed > 63 or entry.made_by & 0xFF > 63:
        yield "needs a reader that does not exist"


def unpacked(file: BinaryIO, start: int, entry: Entry, most: int) -> Iterator[bytes]:
    """Yield the bytes of a member, at most so many; raises ``Flaw`` when they are others."""
    crc = size = 0
    for piece in _pieces(file, start, entry):
        crc = zlib.crc32(piece, crc)
        size += len(piece)
        if size > min(most, entry.size):
            raise Flaw("it unpacks to more than it says, or than is sane")
        yield piece
    if size != entry.size or crc != entry.crc:
        raise Flaw("its bytes do not have the checksum of the zip file")


def _pieces(file: BinaryIO, start: int, entry: Entry) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-15) if entry.method == DEFLATED else None
    at, end = start, start + entry.packed
    while at < end:
        file.seek(at)
        data = file.read(min(_CHUNK, end - at))
        if not data:
            raise Flaw("it is cut off")
        at += len(data)
        if inflate is None:
            yield data
            continue
        while data:
            try:
                yield inflate.decompress(data, _CHUNK)
            except zlib.error as error:
                raise Flaw(f"it does not unpack: {error}") from error
            data = inflate.unconsumed_tail
    if inflate is not None and (not inflate.eof or inflate.unused_data):
        raise Flaw("it does not unpack to its end")
