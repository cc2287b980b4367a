"""What the first bytes of a file say of it, before anybody reads on."""

from __future__ import annotations

from sourcecheck.archive.sharing import GZIP_MAGIC
from sourcecheck.errors import ArchiveError

_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")  # a frame; a dictionary before frames
_ARC = b"filed"  # filedesc://, the address of its first record


def check_packing(opening: bytes, name: str) -> None:
    """Raise ``ArchiveError`` where the first bytes of a file are not those of WARC records."""
    if opening.startswith(_ZSTD):
        raise ArchiveError(
            f"{name}: packed with zstd, which we do not read",
            hint="unpack it first (zstd -d), or write it anew with gzip",
        )
    if opening.startswith(_ARC):
        raise ArchiveError(
            f"{name}: an ARC file, the format before WARC, which we do not read",
            hint="write it anew as WARC: warcio recompress FILE.arc FILE.warc.gz",
        )
    if not opening:
        raise ArchiveError(f"{name}: the file is empty", hint="copy it again")
    if not opening.startswith((GZIP_MAGIC, b"WARC/")):
        raise ArchiveError(f"{name}: neither a WARC file, a WACZ nor a folder of WARC files")
