"""A small archive of pages in four scripts, with all that an export must bring along."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from datetime import timedelta

from archive_cases import NOON, answer, counted, exchange

from sourcecheck.archive.index import MemoryIndex, same_page
from sourcecheck.archive.reading import FolderShelf
from sourcecheck.archive.wacz.choosing import Choice
from sourcecheck.archive.wacz.exporting import export
from sourcecheck.archive.wacz.means import Means
from sourcecheck.archive.warc import Archive
from sourcecheck.model.web import Failure
from sourcecheck.session.exporting import faults
from sourcecheck.session.pagetexts import page_text

ARABIC = "http://akhbar.example/تقرير"
PERSIAN = "http://rooz.example/khabar"
STYLE = "http://akhbar.example/style.css"
PICTURE = "http://akhbar.example/dot.png"
OLD = "http://akhbar.example/old"
GONE = "http://akhbar.example/gone"
SILENT = "http://silent.example/"
REPEATED = "http://mirror.example/copy"
AGAIN = "http://rooz.example/khabar?print=1"

ARABIC_TITLE = "ميناء طرابلس يستقبل أول سفينة"
ARABIC_TEXT = "قال مدير الميناء إن الرصيف الجديد جاهز، ونفى وجود أي تأخير."
PERSIAN_TITLE = "گزارش روز از بندر"
PERSIAN_TEXT = "مدیر بندر گفت که کشتی‌ها می‌رسند."  # with ZWNJ

ARABIC_PAGE = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{ARABIC_TITLE}</title><link rel="stylesheet" href="/style.css"></head>
<body><h1 id="head">{ARABIC_TITLE}</h1><p id="text">{ARABIC_TEXT}</p>
<img id="dot" src="/dot.png" alt=""><script>document.title += ""</script></body></html>"""
PERSIAN_PAGE = f"<title>{PERSIAN_TITLE}</title><p>{PERSIAN_TEXT}".encode()


def png(width: int = 8, height: int = 8) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return len(data).to_bytes(4) + kind + data + check.to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    rows = (b"\0" + bytes([200, 30, 30]) * width) * height
    data = zlib.compress(rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def typed(body: bytes, media_type: str) -> bytes:
    lines = (
        "HTTP/1.1 200 OK", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + body


def moved(to: str) -> bytes:
    return f"HTTP/1.1 301 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def looks():
    """Each look: its exchanges and the decoded body of the last, in the order they were kept."""
    arabic = ARABIC_PAGE.encode()
    packed = gzip.compress(PERSIAN_PAGE, mtime=0)
    lost = "<title>الصفحة غير موجودة</title><p>404".encode()
    page = {"response": answer(arabic)}
    yield [exchange(ARABIC, 1, **page)], arabic
    yield [exchange(STYLE, 2, response=typed(b"h1 { color: rgb(1, 2, 3) }", "text/css"))], None
    yield [exchange(PICTURE, 3, response=typed(png(), "image/png"))], png()
    persian = answer(chunked(packed), Content_Encoding="gzip", Transfer_Encoding="chunked")
    yield [exchange(PERSIAN, 4, response=persian)], PERSIAN_PAGE
    yield (
        [exchange(OLD, 5, response=moved(same_page(ARABIC))), exchange(ARABIC, 5.01, **page)],
        arabic,
    )
    yield [exchange(GONE, 6, response=answer(lost, "404 Not Found"))], lost
    silence = {"response": b"", "failure": Failure.NO_RESPONSE, "reason": "closed"}
    yield [exchange(SILENT, 7, **silence)], None
    yield [exchange(REPEATED, 60, **page)], arabic
    yield [exchange(AGAIN, 61, response=persian)], PERSIAN_PAGE


def kept_archive(folder, given=looks):
    """Keep the looks in an archive; returns shelf and index."""
    index = MemoryIndex()
    with Archive.open(folder, index, lambda: NOON + timedelta(hours=2), counted()) as archive:
        many = list(given())
        for exchanges, body in many[:20]:
            archive.keep_chain(exchanges, body)
        archive.keep_chains(many[20:])
    return FolderShelf(folder), index


def means(**given) -> Means:
    held = {"page_text": page_text, "verify": faults, "software": "sourcecheck 1.2.3"}
    return Means(**{**held, **given})


def exported(folder, out, choice=None, **given):
    """Keep the looks, and export those chosen into ``out``."""
    shelf, index = kept_archive(folder)
    return export(out, shelf, index, choice or Choice(), means(**given))


class Opened:
    """A WACZ taken apart by the zip module of Python."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as packed:
            assert packed.testzip() is None
            self.infos = {info.filename: info for info in packed.infolist()}
            self.members = {name: packed.read(name) for name in self.infos}

    @property
    def warc(self) -> bytes:
        return self.members["archive/data.warc.gz"]

    def json(self, name):
        return json.loads(self.members[name])

    @property
    def pages(self) -> list[dict]:
        lines = self.members["pages/pages.jsonl"].decode().splitlines()
        return [json.loads(line) for line in lines]

    @property
    def index(self) -> list[tuple[str, str, dict]]:
        with gzip.open(io.BytesIO(self.members["indexes/index.cdx.gz"]), "rt") as lines:
            parts = [line.rstrip("\n").split(" ", 2) for line in lines]
        return [(key, when, json.loads(held)) for key, when, held in parts]
