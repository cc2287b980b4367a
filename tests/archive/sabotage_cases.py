"""A good archive, WARC and WACZ to break: every kind of exchange, two closed files, an open one."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from archive_cases import NOON, PAGE, answer, exchange

from sourcecheck.archive.index import MemoryIndex, cdxj_line
from sourcecheck.archive.reading import FolderShelf, scan
from sourcecheck.archive.warc import Archive
from sourcecheck.model import Failure

TAG = '"v1"'
CHUNKS = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
PACKED = gzip.compress(PAGE * 3, mtime=0)
SITE = "https://news.example"


def looks():
    """Looks as a run keeps them: exchanges, and the decoded body of the last."""
    conditional = f"GET /tagged HTTP/1.1\r\nHost: news.example\r\nIf-None-Match: {TAG}\r\n\r\n"
    unmodified = f"HTTP/1.1 304 Not Modified\r\nETag: {TAG}\r\n\r\n".encode()
    return [
        ([exchange(f"{SITE}/a")], PAGE),
        ([exchange(f"{SITE}/b", 1, response=answer(PACKED, Content_Encoding="gzip"))], PAGE * 3),
        (
            [exchange(f"{SITE}/c", 2, response=answer(CHUNKS, Transfer_Encoding="chunked"))],
            b"hello world",
        ),
        (
            [
                exchange(f"{SITE}/old", 3, response=answer(b"", "301 Moved", Location="/new")),
                exchange(f"{SITE}/new", 3.5, response=answer(b"<title>new</title>moved here")),
            ],
            b"<title>new</title>moved here",
        ),
        ([exchange(f"{SITE}/tagged", 4, response=answer(PAGE * 2, ETag=TAG))], PAGE * 2),
        ([exchange(f"{SITE}/a", 5)], PAGE),
        (
            [
                exchange(
                    f"{SITE}/tagged", 6, request=conditional.encode(), response=unmodified
                )
            ],
            None,
        ),
        ([exchange(f"{SITE}/none", 7, response=b"", failure=Failure.NO_RESPONSE)], None),
        (
            [
                exchange(
                    f"{SITE}/cut", 8, response=answer()[:-3], truncated="disconnect",
                    failure=Failure.TRUNCATED,
                )
            ],
            PAGE[:-3],
        ),
        (
            [
                exchange(
                    f"{SITE}/ssh", 9, response=b"SSH-2.0-OpenSSH_9\r\n", failure=Failure.NOT_HTTP
                )
            ],
            None,
        ),
        ([exchange(f"{SITE}/gone", 10, response=answer(b"no such page", "404 Not Found"))], b"no such page"),
        ([exchange(f"{SITE}/خبر عاجل", 11, response=answer(b"<p>\xd8\xae"))], b"<p>\xd8\xae"),
        ([exchange(f"{SITE}/odd", 12, response=b"HTTP/1.1 200\r\n:x\r\nA b: \xff\r\n\r\nbody")], b"body"),
    ]  # fmt: skip


def good_archive(folder: Path) -> MemoryIndex:
    """Three closed files and an open one; returns their index."""
    index = MemoryIndex()
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep_chains(looks())
        archive.seal()
        archive.keep_chains([([exchange(f"{SITE}/second", 20)], PAGE)])
        archive.seal()
        archive.keep_chains([([exchange(f"{SITE}/third", 30)], PAGE)])
        archive.seal()
        archive.keep_chains(
            [([exchange(f"{SITE}/last", 40, response=answer(b"x" * 99))], b"x" * 99)]
        )
    return index


def warc_of(folder: Path, number: int = 1) -> Path:
    return next((folder / "warc").glob(f"sc-*-{number:05d}.warc.gz*"))


def good_warc(folder: Path) -> bytes:
    """The first closed file, which holds every kind of exchange."""
    good_archive(folder)
    return next((folder / "warc").glob("sc-*-00001.warc.gz")).read_bytes()


def records_of(data: bytes) -> list[bytes]:
    """Unpack a file, record by record."""
    found = []
    while data:
        reader = zlib.decompressobj(31)
        found.append(reader.decompress(data))
        data = reader.unused_data
    return found


def raw_members(data: bytes) -> list[bytes]:
    """The gzip members of a file as they lie."""
    found = []
    while data:
        reader = zlib.decompressobj(31)
        reader.decompress(data)
        size = len(data) - len(reader.unused_data)
        found.append(data[:size])
        data = data[size:]
    return found


def packed(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def position(records: list[bytes], *marks: bytes) -> int:
    """Where the first record is whose head holds all these."""
    return next(
        at
        for at, each in enumerate(records)
        if all(mark in each.partition(b"\r\n\r\n")[0] for mark in marks)
    )


def with_block(record: bytes, block: bytes) -> bytes:
    """Give a record another block, its length and block digest set right."""
    head, _, old = record.partition(b"\r\n\r\n")
    sizes = {b"Content-Length": str(len(old) - 4), b"Block": hashlib.sha256(old[:-4]).hexdigest()}
    head = head.replace(
        f"Content-Length: {sizes[b'Content-Length']}".encode(),
        f"Content-Length: {len(block)}".encode(),
    )
    head = head.replace(sizes[b"Block"].encode(), hashlib.sha256(block).hexdigest().encode())
    return head + b"\r\n\r\n" + block + b"\r\n\r\n"


def block_of(record: bytes) -> bytes:
    return record.partition(b"\r\n\r\n")[2][:-4]


@dataclass
class Box:
    """A WACZ in parts, packed by the book unless a test wants otherwise."""

    members: dict[str, bytes]
    software: str = "sourcecheck 0"
    deflated: set[str] = field(default_factory=set)
    unlisted: set[str] = field(default_factory=set)
    listed_also: list[dict] = field(default_factory=list)
    package: dict = field(default_factory=dict)  # changes to datapackage.json
    digest: dict = field(default_factory=dict)  # changes to datapackage-digest.json
    without: set[str] = field(default_factory=set)
    attributes: dict[str, int] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)

    def datapackage(self) -> bytes:
        resources = [
            {
                "name": name.rpartition("/")[2],
                "path": name,
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "bytes": len(data),
            }
            for name, data in self.members.items()
            if name not in self.unlisted
        ]
        held = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "software": self.software,
            "resources": [*resources, *self.listed_also],
            **self.package,
        }
        return json.dumps(held).encode()

    def whole(self) -> dict[str, bytes]:
        package = self.datapackage()
        told = {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(package).hexdigest()}",
            **self.digest,
        }
        parts = {
            **self.members,
            "datapackage.json": package,
            "datapackage-digest.json": json.dumps(told).encode(),
        }
        return {name: data for name, data in parts.items() if name not in self.without}

    def write(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w") as file:
            for name, data in self.whole().items():
                for _ in range(2 if name in self.twice else 1):
                    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    info.create_system = 3
                    info.external_attr = self.attributes.get(name, 0o100644) << 16
                    packing = name in self.deflated
                    info.compress_type = zipfile.ZIP_DEFLATED if packing else zipfile.ZIP_STORED
                    file.writestr(info, data)
        return path


CDX, IDX, PAGES, WARC = (
    "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl", "archive/data.warc.gz",
)  # fmt: skip


def good_box(folder: Path) -> Box:
    """A WACZ of the first closed file of a good archive."""
    data = good_warc(folder)
    captures = [each for each in scan(FolderShelf(folder)) if each.file.endswith("00001.warc.gz")]
    lines = sorted(
        cdxj_line(each)
        .replace("sc-202507-00001.warc.gz", "data.warc.gz")
        .replace("خبر عاجل", "%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84")
        for each in captures
        if each.status is not None
    )
    box = Box(members={WARC: data, CDX: b"", IDX: b"", PAGES: pages(captures)})
    return set_index(box, lines)


def pages(captures) -> bytes:
    rows = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}]
    rows += [
        {"id": str(at), "url": each.url, "ts": each.captured_at.isoformat(), "title": "خبر"}
        for at, each in enumerate(captures)
        if each.status == 200
    ]
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def lines_of(box: Box) -> list[str]:
    return gzip.decompress(box.members[CDX]).decode().splitlines()


def set_index(box: Box, lines: list[str]) -> Box:
    """Give a WACZ other index lines, in two blocks, with the list of blocks set right."""
    half = len(lines) // 2
    at, keys, data = 0, ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'], b""
    for some in (lines[:half], lines[half:]):
        block = gzip.compress("".join(f"{line}\n" for line in some).encode(), mtime=0)
        held = {
            "offset": at,
            "length": len(block),
            "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
            "filename": "index.cdx.gz",
        }
        keys.append(f"{some[0].partition(' {')[0]} {json.dumps(held)}")
        at += len(block)
        data += block
    box.members[CDX] = data
    box.members[IDX] = "".join(f"{key}\n" for key in keys).encode()
    return box


def change_line(box: Box, mark: str, **fields: str) -> Box:
    """Change fields of the first index line that holds a mark."""
    lines = lines_of(box)
    at = next(n for n, line in enumerate(lines) if mark in line)
    key, stamp, held = lines[at].split(" ", 2)
    said = {**json.loads(held), **{k: v for k, v in fields.items() if k not in {"key", "stamp"}}}
    line = f"{fields.get('key', key)} {fields.get('stamp', stamp)} {json.dumps(said)}"
    lines[at] = line
    return set_index(box, sorted(lines))
