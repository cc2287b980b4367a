"""Formats are known by content; what is not read is named, with what to do."""

import gzip
import io
import zipfile

import pytest

from sourcecheck.errors import (
    EncryptedDocument,
    NoTextInDocument,
    OversizedDocument,
    UnreadableDocument,
)
from sourcecheck.extract.reading import ReadLimits


def zipped(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "origin", "declared", "media_type"),
    [
        ("plain words", "a", "", "text/plain"),
        ("plain words", "a.html", "text/html", "text/plain"),
        ("<!DOCTYPE html><p>x", "a.txt", "text/plain", "text/html"),
        ("\ufeff<html><p>x", "a", "", "text/html"),
        ("\n<!-- saved --><html><p>x", "a.md", "", "text/html"),
        ("<p>a</p><p>b</p>", "-", "", "text/html"),
        ("<b>x", "a.html", "", "text/html"),
        ("2 < 3 and 4 > 3", "a", "", "text/plain"),
        (
            '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>',
            "a",
            "",
            "application/xhtml+xml",
        ),
        ("just words", "a.md", "", "text/markdown"),
        (
            "just words",
            "https://x.example/a.md?raw=1",
            "text/plain; charset=utf-8",
            "text/markdown",
        ),
        ("just words", "a", "text/markdown", "text/markdown"),
        ("words [x](https://a.example/)", "-", "", "text/markdown"),
        ("words[^1]\n\n[^1]: note", "-", "", "text/markdown"),
        ("# Head\n\nwords[^1]\n\n[^1]: note", "a.txt", "", "text/markdown"),
        ("# Head\n\nwords", "a.txt", "", "text/plain"),
        ("words [1]\n\n[1]: https://a.example/", "a.txt", "", "text/plain"),
        ("نص [1]\n\n[1] https://a.example/", "-", "", "text/plain"),
    ],
)
def test_the_content_decides_the_format(reads, body, origin, declared, media_type):
    assert reads(body, origin, declared).media_type == media_type


@pytest.mark.parametrize(
    ("body", "error", "named"),
    [
        (b"%PDF-1.7\nx", UnreadableDocument, "PDF"),
        (b"junk\n%PDF-1.7\ntrailer<</Encrypt 5 0 R>>", EncryptedDocument, "password"),
        (zipped("word/document.xml"), UnreadableDocument, "DOCX"),
        (zipped("content.bin"), UnreadableDocument, "ZIP"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            EncryptedDocument,
            "password",
        ),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 50, UnreadableDocument, "DOC"),
        (b"{\\rtf1 x}", UnreadableDocument, "RTF"),
        (gzip.compress(b"words", mtime=0), UnreadableDocument, "gzip"),
        (b"\x89PNG\r\n\x1a\n\0\0", UnreadableDocument, "PNG"),
        (b"WARC/1.1\r\nx", UnreadableDocument, "WARC"),
        (
            b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related",
            UnreadableDocument,
            "MHTML",
        ),
        (b"<?xml version='1.0'?><rss><channel/></rss>", UnreadableDocument, "XML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnreadableDocument, "XML"),
        (bytes(range(32)) * 20, UnreadableDocument, "binary"),
        (b"", NoTextInDocument, "no text"),
        (b" \r\n\t ", NoTextInDocument, "no text"),
        (b"\xef\xbb\xbf", NoTextInDocument, "no text"),
        (b"\xef\xbb\xbf \n\xef\xbb\xbf\xe2\x80\x8f\n", NoTextInDocument, "no text"),
        (b"\xff\xfe \x00\n\x00", NoTextInDocument, "no text"),
        (b"<!doctype html><html><body><div id=root></div></body>", NoTextInDocument, "no text"),
        (b"<!doctype html><script>words</script>", NoTextInDocument, "no text"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_way_out(reads, body, error, named):
    with pytest.raises(error) as caught:
        reads(body, "folder/input.bin")

    assert "folder/input.bin" in caught.value.message
    assert named in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("body", "limits", "unit"),
    [
        ("x" * 101, ReadLimits(max_bytes=100), "101 bytes"),
        ("x" * 101, ReadLimits(max_code_points=100), "101 characters"),
        ("<!doctype html>" + "<p>x</p>" * 60, ReadLimits(max_tags=100), "100 tags"),
        ("<!doctype html>" + "<div>" * 60 + "x", ReadLimits(max_depth=50), "50 deep"),
        ("# x\n\n" + "*a* " * 60, ReadLimits(max_signs=100), "100 Markdown signs"),
    ],
)
def test_what_is_beyond_a_limit_is_refused_by_name(reads, body, limits, unit):
    with pytest.raises(OversizedDocument, match=unit) as caught:
        reads(body, "a", limits=limits)

    assert caught.value.hint


def test_what_is_at_a_limit_is_read(reads):
    assert reads("x" * 100, limits=ReadLimits(max_bytes=100, max_code_points=100)).text == "x" * 100


def test_the_declared_charset_is_told_with_how_it_was_found(reads):
    read = reads("Министерство сообщило".encode("cp1251"), "a.txt", charset="windows-1251")

    assert (read.charset, read.decoded_from) == ("windows-1251", "header")
