"""ZIP containers lie: about sizes, names and what is in them. Nothing of it does harm."""

import io
import struct
import time
import zipfile
import zlib

import pytest

from sourcecheck.data.load_html import load_html
from sourcecheck.errors import (
    DocumentError,
    EncryptedDocument,
    OversizedDocument,
    UnreadableDocument,
)
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.zipped import Container, resolved
from sourcecheck.extract.reading import ReadLimits

MB = 1024 * 1024


def packed(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as pack:
        for name, content in members:
            pack.writestr(name, content)
    return out.getvalue()


def container(body, max_bytes=32 * MB):
    limits = ReadLimits(max_bytes=max_bytes)
    return Container(
        Packed(origin="in.zip", media_type="", body=body, limits=limits, html=load_html())
    )


def test_members_are_read_by_name_whatever_slashes_and_letters_it_is_written_with():
    found = container(packed([("word\\Document.xml", "a"), ("/top.xml", "b"), ("dir/", "")]))

    assert found.read("word/Document.xml") == b"a"
    assert found.read("WORD/document.XML") == b"a"
    assert found.read("top.xml") == b"b"
    assert found.known("dir") == ""
    assert list(found.names()) == ["word/Document.xml", "top.xml"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\x", "a\u202ecod.xml", "con"]
)
def test_a_name_is_a_key_and_never_a_path(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = container(packed([(name, "x")]))

    assert [found.read(each) for each in found.names()] == [b"x"]
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_file_outside_is_only_its_own_words():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        link = zipfile.ZipInfo("a.xml")
        link.external_attr = 0o120777 << 16
        pack.writestr(link, "/etc/passwd")

    assert container(out.getvalue()).read("a.xml") == b"/etc/passwd"


def test_what_is_missing_is_named():
    with pytest.raises(UnreadableDocument, match=r"in\.zip: b\.xml is missing"):
        container(packed([("a.xml", "x")])).read("b.xml")


def test_a_part_that_is_there_twice_is_refused_and_the_others_are_read():
    with pytest.warns(UserWarning, match="Duplicate name"):
        body = packed([("a.xml", "one"), ("a.xml", "two"), ("b.xml", "x")])

    found = container(body)
    assert found.read("b.xml") == b"x"
    with pytest.raises(UnreadableDocument, match="twice"):
        found.read("a.xml")


@pytest.mark.parametrize("size", [50 * MB, 20 * MB])
def test_a_bomb_stops_at_the_limit(size):
    body = packed([("a.xml", b"0" * size)])

    with pytest.raises(OversizedDocument, match=r"a\.xml unpacks to more than") as caught:
        container(body).read("a.xml")
    assert caught.value.hint


def test_many_parts_below_the_limit_are_a_bomb_together():
    noise = bytes(zlib.crc32(struct.pack("<I", n)) & 0xFF for n in range(1000))
    found = container(packed([(f"{n}.xml", noise) for n in range(6)]), max_bytes=1000)

    for n in range(4):
        found.read(f"{n}.xml")
    with pytest.raises(OversizedDocument):
        found.read("4.xml")


def test_a_hundred_thousand_members_are_refused_at_once():
    body = packed([(str(n), "") for n in range(100_000)], zipfile.ZIP_STORED)
    started = time.process_time()

    with pytest.raises(OversizedDocument, match="files in one document"):
        container(body)
    assert time.process_time() - started < 1


def patched(body, offset, value, form="<I"):
    """Write a number into the first entry of the directory."""
    at = body.index(b"PK\x01\x02") + offset
    return body[:at] + struct.pack(form, value) + body[at + struct.calcsize(form) :]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(patched(packed([("a.xml", "words " * 50)]), 24, 3), id="smaller than it is"),
        pytest.param(patched(packed([("a.xml", "words " * 50)]), 16, 7), id="wrong checksum"),
        pytest.param(patched(packed([("a.xml", "words " * 50)]), 42, 2**31), id="offset outside"),
        pytest.param(patched(packed([("a.xml", "words " * 50)]), 10, 14, "<H"), id="LZMA"),
        pytest.param(patched(packed([("a.xml", "words " * 50)]), 10, 99, "<H"), id="no such method"),
        pytest.param(packed([("a.xml", "words " * 50)], zipfile.ZIP_BZIP2), id="bzip2"),
        pytest.param(packed([("a.xml", "words " * 50)]).replace(b"a.xml", b"b.xml", 1), id="two names"),
    ],
)  # fmt: skip
def test_a_directory_that_lies_is_an_error_and_no_crash(body):
    with pytest.raises(UnreadableDocument, match="damaged") as caught:
        container(body).read("a.xml")
    assert caught.value.hint


def test_a_member_that_claims_to_be_huge_is_read_as_what_it_is():
    body = patched(packed([("a.xml", "words")]), 24, 2**31 - 1)

    assert container(body).read("a.xml") == b"words"


def test_a_locked_member_is_told_as_locked():
    body = packed([("a.xml", "words")])
    at = body.index(b"PK\x01\x02") + 8
    locked = body[:at] + b"\x01" + body[at + 1 :]

    with pytest.raises(EncryptedDocument, match="password"):
        container(locked).read("a.xml")


def test_every_cut_and_every_flipped_byte_ends_in_words_or_in_a_named_error():
    body = packed([("a.xml", "words " * 20), ("b.xml", "more " * 20)])
    broken = [body[:cut] for cut in range(4, len(body))]
    broken += [body[:at] + bytes([body[at] ^ 0xFF]) + body[at + 1 :] for at in range(4, len(body))]
    hints = [hint for each in broken if (hint := problem(each)) is not None]

    assert len(hints) > len(body)
    assert all(hints)


def problem(body):
    try:
        found = container(body)
        for name in found.names():
            found.read(name)
    except DocumentError as error:
        return error.hint
    return None


@pytest.mark.parametrize(
    ("part", "target", "name"),
    [
        ("word/document.xml", "footnotes.xml", "word/footnotes.xml"),
        ("word/document.xml", "../customXml/item1.xml", "customXml/item1.xml"),
        ("word/document.xml", "/docProps/core.xml", "docProps/core.xml"),
        ("", "word/document.xml", "word/document.xml"),
        ("a.xml", "../../../x", "x"),
        ("a/b/c.xml", "./d/../e.xml", "a/b/e.xml"),
    ],
)
def test_targets_are_resolved_inside_the_container(part, target, name):
    assert resolved(part, target) == name
