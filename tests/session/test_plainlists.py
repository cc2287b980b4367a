"""Lists of addresses, one a line: what is one, and how it is read."""

from __future__ import annotations

import io

import pytest

from sourcecheck.session.plainlists import (
    HEAD,
    PIECE,
    entries_in,
    is_address,
    is_plain_list,
    is_utf8,
    pieces,
)

ONE = b"https://news.example/one\n"


@pytest.mark.parametrize(
    "text",
    [
        "https://news.example/a", "http://news.example", "HTTP://NEWS.example/", "ftp://a.example/b",
        "mailto:desk@news.example", "xyz:[1]", "ftp://files.example/[31m", "https://ar.example/م",
        "javascript:void(0)", "data:text/html,a",
    ],
)  # fmt: skip
def test_what_has_a_scheme_is_an_address(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["news.example/a", "a.txt", "/tmp/a:b", "C:\\a.txt", "C:/a.txt", "c:a.txt", "file:///tmp/a.txt",
     "two words", "https://a.example/ b", "*.txt", "", "-"],
)  # fmt: skip
def test_paths_and_words_are_none(text):
    assert not is_address(text)


@pytest.mark.parametrize(
    "head",
    [
        ONE,
        ONE.strip(),
        b"\xef\xbb\xbf" + ONE,
        b"# from the site\n\n" + ONE + b"mailto:a@news.example\r\n",
        b"https://ar.example/\xd9\x85\n",
        ONE * (HEAD // len(ONE)) + b"https://cut off in the mid",
    ],
)
def test_lines_of_addresses_are_a_list(head):
    assert is_plain_list(head[:HEAD])


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n\n",
        b"# only a comment: https://news.example/\n",
        b"mailto:a@news.example\n",
        b"A story\n\nIt is told at https://news.example/one\n",
        ONE + b"and what it says of the harbour\n",
        b"url,title\nhttps://news.example/one,One\n",
        b"<a href='https://news.example/'>",
        b"\0\0https://news.example/",
    ],
)
def test_anything_else_is_none(head):
    assert not is_plain_list(head)


def test_comments_and_empty_lines_are_left_out_and_bytes_of_no_charset_are_kept():
    assert entries_in(b"\xef\xbb\xbf# a\n\n  x:y \r\nz\xff\n") == ["x:y", "z\udcff"]


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_long_list_is_read_in_pieces_and_loses_nothing(ending):
    lines = [f"https://news.example/{n}" for n in range(5000)]
    file = io.BytesIO("\n".join(lines).encode() + ending)
    found = list(pieces(file))
    assert [entry for piece in found for entry in piece] == lines
    assert max(map(len, found)) < PIECE // 20


def test_what_a_pipe_holds_is_handed_on_without_waiting_for_more():
    class Pipe:
        def __init__(self):
            self.parts = [b"https://a.example/1\nhttps://a.exa", b"mple/2\n", b""]

        def read1(self, size):
            return self.parts.pop(0)

    assert list(pieces(Pipe())) == [["https://a.example/1"], ["https://a.example/2"], []]


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("https://a.example/1  # seen in May", "https://a.example/1"),
        ("https://a.example/1\t#", "https://a.example/1"),
        ("https://a.example/1#part", "https://a.example/1#part"),
        ('"https://a.example/1"', "https://a.example/1"),
        ("'https://a.example/1'", "https://a.example/1"),
        ("<https://a.example/1>", "https://a.example/1"),
        ("<https://a.example/1> # both", "https://a.example/1"),
        ("https://a.example/d'or", "https://a.example/d'or"),
        ("report #2.docx", "report #2.docx"),
        ('"two words".txt', '"two words".txt'),
        ("<b>", "<b>"),
    ],
)
def test_what_is_written_around_an_address_is_taken_off(line, entry):
    assert entries_in(line.encode()) == [entry]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", [1, 3, PIECE])
def test_a_list_in_utf_16_is_read(charset, size):
    lines = ["https://a.example/1", "https://ar.example/خبر", "# end"]
    file = io.BytesIO("\r\n".join(lines).encode(charset))
    file.read1 = lambda _: file.read(size if file.tell() else max(size, 2))
    assert [entry for piece in pieces(file) for entry in piece] == lines[:2]


@pytest.mark.parametrize(
    ("written", "expected"),
    [(b"https://a.example/x", True), ("https://a.example/م".encode(), True),
     ("https://a.example/م".encode("cp1256"), False)],
)  # fmt: skip
def test_an_entry_of_another_charset_is_known(written, expected):
    assert is_utf8(entries_in(written)[0]) is expected
