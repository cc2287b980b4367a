"""Rows H1 and R1: a hostile document is one error in words; reading takes linear time."""

from __future__ import annotations

import gc
import io
import time
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from sourcecheck.model import Document
from sourcecheck.text.fold import fold_signs
from sourcecheck.urls.find import find_urls

MIB = 1024 * 1024
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
XML = '<?xml version="1.0"?>'
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    XML + '<!DOCTYPE l [<!ENTITY a "ha ha ha ha ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)  # fmt: skip
OUTSIDE = XML + '<!DOCTYPE l [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    return out.getvalue()


def docx(document):
    types = f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": document})


def odt(content):
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": content})


def epub(opf):
    container = f'{XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'  # fmt: skip
    return zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "b.opf": opf})  # fmt: skip


def word(entity):
    return f'<w:document xmlns:w="{WORDS}"><w:body><w:p><w:r><w:t>{entity}</w:t></w:r></w:p></w:body></w:document>'  # fmt: skip


def pdf(content, more=b""):
    packed = zlib.compress(content, 9)
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj",
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream endobj",
        more,
    ]  # fmt: skip
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def locked(body):
    """Set the bit that says "encrypted" in every header of a zip file."""
    made = bytearray(body)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + place] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


HOSTILE = {
    "H1-HTML nested 100,000 deep": ("a.html", b"<!doctype html><body>" + b"<div>" * 100_000 + b"x"),
    "H1-HTML of a million tags": ("a.html", b"<!doctype html><body>" + b"<br>" * 1_000_000 + b"x"),
    "H1-billion laughs in DOCX": ("a.docx", docx(LAUGHS + word("&i;"))),
    "H1-billion laughs in ODT": ("a.odt", odt(LAUGHS + "<a>&i;</a>")),
    "H1-billion laughs in EPUB": ("a.epub", epub(LAUGHS + "<package>&i;</package>")),
    "H1-billion laughs in JATS": ("a.xml", (LAUGHS + "<article><body><p>&i;</p></body></article>").encode()),
    "H1-billion laughs in FB2": ("a.fb2", (LAUGHS + '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><p>&i;</p></body></FictionBook>').encode()),
    "H1-billion laughs in a feed": ("a.rss", (LAUGHS + "<rss version='2.0'><channel><item><title>&i;</title></item></channel></rss>").encode()),
    "H1-a file of this machine in DOCX": ("a.docx", docx(OUTSIDE + word("&i;"))),
    "H1-a file of this machine in ODT": ("a.odt", odt(OUTSIDE + "<a>&i;</a>")),
    "H1-a file of this machine in JATS": ("a.xml", (OUTSIDE + "<article><body><p>&i;</p></body></article>").encode()),
    "H1-huge PDF": ("a.pdf", pdf(b" " * (400 * MIB))),
    "H1-locked PDF": ("a.pdf", b"%PDF-1.7\ntrailer<</Encrypt 5 0 R>>\n%%EOF"),
    "H1-locked DOCX": ("a.docx", locked(docx(word("x")))),
    "H1-zip bomb in DOCX": ("a.docx", docx(word("x" * (200 * MIB)))),
    "H1-zip bomb in ODT": ("a.odt", odt("<a>" + " " * (200 * MIB) + "</a>")),
    "H1-zip bomb in EPUB": ("a.epub", epub("<package>" + " " * (200 * MIB) + "</package>")),
}  # fmt: skip
GOOD = "The ferry runs again, the harbour office said on Monday. [1]\n\n[1] http://a.example/\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_one_error_and_the_next_one_is_read(run, here, name):
    file, body = HOSTILE[name]
    (here / file).write_bytes(body)
    (here / "good.txt").write_text(GOOD)
    began = time.monotonic()
    done = run("extract", file, "good.txt", "--format", "jsonl", "--no-config")
    assert time.monotonic() - began < 30
    assert "root:" not in done.out
    assert "good.txt" in done.out
    assert "ha ha ha" not in done.out
    if done.status != 0:
        assert done.status == 2
        assert done.err.startswith("error: ")
        assert file in done.err
        assert len(done.complaints) == 1
        assert "Traceback" not in done.err


TEXTS = {
    "R1-brackets": "(",
    "R1-spaces": " ",
    "R1-digits": "1",
    "R1-dots": "a.",
    "R1-combining marks": "\u0301",
    "R1-numbers in brackets": "(1 ",
    "R1-at signs": "a@",
}
READERS = {
    "finding addresses": lambda text, _: find_urls(text),
    "folding": lambda text, _: fold_signs(text),
    "the whole of reading": lambda text, read: read(text),
}


@pytest.fixture(scope="module")
def whole(tables):
    from sourcecheck.errors import DocumentError
    from sourcecheck.pipeline import read

    def reading(text):
        body = f"The ferry runs again. {text}".encode()
        document = Document(origin="-", body=body, media_type="text/plain", read_at=NOON)
        try:
            read(document, tables)
        except DocumentError:
            return

    return reading


def seconds(reader, text, whole):
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        reader(text, whole)
        return time.process_time() - began
    finally:
        gc.enable()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TEXTS)
def test_ten_times_the_text_takes_at_most_twenty_times_the_time(whole, name, reader):
    piece = TEXTS[name]
    small, large = (piece * (size // len(piece)) for size in (100_000, 1_000_000))
    least = 0.02  # below this, the clock decides
    before = max(least, min(seconds(READERS[reader], small, whole) for _ in range(2)))
    assert seconds(READERS[reader], large, whole) < 20 * before
