"""What a user names: each input once, one line for each that cannot be read, the others go on."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime

import pytest

from sourcecheck import config
from sourcecheck.cli.options import INPUT_FORMATS, LINK_FORMATS
from sourcecheck.errors import OversizedDocument, UnreadableDocument, UsageError
from sourcecheck.extract.collections import Kind
from sourcecheck.session.inputs import (
    FORMS,
    KINDS,
    MEDIA_TYPES,
    Reading,
    expand,
    is_url,
    kind_named,
    left_aside,
    listed,
)
from sourcecheck.session.linklists import Form
from sourcecheck.session.members import load

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOW = Reading(now=NOON)


@pytest.fixture
def shelf(here):
    """A folder of articles and other files."""
    for name in ("a.txt", "b.HTML", "c.md", "picture.png", "deep/d.txt", "deep/e[1].txt"):
        path = here / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return here


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (["in/a.txt"], ["in/a.txt"]),
        (["in/picture.png"], ["in/picture.png"]),
        (["missing.txt"], ["missing.txt"]),
        (["-"], ["-"]),
        (["-", "-"], ["-"]),
        (["https://news.example/a"], ["https://news.example/a"]),
        (["HTTP://NEWS.EXAMPLE/A"], ["HTTP://NEWS.EXAMPLE/A"]),
        (["in/*.txt"], ["in/a.txt"]),
        (["in/**/*.txt"], ["in/a.txt", "in/deep/d.txt", "in/deep/e[1].txt"]),
        (["in/deep/e[1].txt"], ["in/deep/e[1].txt"]),
        (["in/[ab].*"], ["in/a.txt", "in/b.HTML"]),
        (["in/d*"], None),
        (["in"], ["in/a.txt", "in/b.HTML", "in/c.md", "in/deep/d.txt", "in/deep/e[1].txt"]),
        (["in/c.md", "in", "in/./a.txt"],
         ["in/c.md", "in/a.txt", "in/b.HTML", "in/deep/d.txt", "in/deep/e[1].txt"]),
        (["in/a.txt", "./in/a.txt", "in/deep/../a.txt"], ["in/a.txt"]),
        (["nothing/*.txt"], None),
        (["a\0b.txt"], ["a\0b.txt"]),
    ],
)  # fmt: skip
def test_names_become_inputs_in_order_and_each_once(shelf, named, found):
    if found is None:
        with pytest.raises(UsageError, match="no file matches"):
            list(expand(named))
    else:
        assert list(expand(named)) == found


def test_an_absolute_pattern_is_expanded_by_us_too(shelf):
    assert list(expand([f"{shelf}/in/*.md"])) == [f"{shelf}/in/c.md"]


def test_a_folder_without_articles_says_what_is_read(here):
    (here / "empty").mkdir()
    with pytest.raises(UsageError) as told:
        list(expand(["empty"]))
    assert ".html" in told.value.hint


@pytest.mark.parametrize("ending", [".fodt", ".fb2", ".typ", ".dokuwiki", ".EPUB"])
def test_a_folder_gives_the_files_of_every_format_with_an_ending_of_its_own(here, ending):
    folder = here / "mixed"
    folder.mkdir()
    (folder / f"a{ending}").write_text("a")
    assert list(expand([str(folder)])) == [str(folder / f"a{ending}")]


def test_files_of_a_folder_that_are_no_articles_are_counted_and_hidden_ones_are_not(shelf):
    for name in ("deep/old.DOC", ".git/config.cfg", "deep/.DS_Store", "LICENSE"):
        path = shelf / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    assert left_aside(shelf / "in") == {".png": 1, ".doc": 1, "": 1}


@pytest.mark.parametrize("verb", [("extract",), ("check", "--offline")])
def test_a_folder_says_what_of_it_is_left_aside(run, shelf, verb):
    told = run(*verb, "in", "--exit-zero").complaints
    assert [note for note in told if "left aside" in note] == [
        "note: in: left aside are 1 .png; a file named by itself is read"
    ]
    told = run(*verb, "in/deep", "--exit-zero").complaints
    assert [note for note in told if "left aside" in note] == []


LISTS = [
    ("a.txt\nb.txt\n", ["a.txt", "b.txt"]),
    ("\ufeffa.txt\r\nb.txt", ["a.txt", "b.txt"]),
    ("# articles of March\n\n  a.txt  \n   # not this\nb.txt\n", ["a.txt", "b.txt"]),
    ("https://news.example/a#part\n", ["https://news.example/a#part"]),
    ("مقال أول.txt\n", ["مقال أول.txt"]),
    (
        '"https://news.example/a"\nhttps://news.example/b  # late\n',
        ["https://news.example/a", "https://news.example/b"],
    ),
    ("", []),
]


@pytest.mark.parametrize(("text", "entries"), LISTS)
def test_a_list_has_one_entry_a_line(here, text, entries):
    (here / "list.txt").write_bytes(text.encode())
    assert listed("list.txt") == entries
    assert list(expand(["@list.txt"])) == entries


def test_lists_may_name_lists_patterns_and_folders(shelf):
    (shelf / "outer").write_text("@inner\nin/*.md\nin/a.txt\n")
    (shelf / "inner").write_text("in/deep\nin/a.txt\n")
    assert list(expand(["@outer"])) == ["in/deep/d.txt", "in/deep/e[1].txt", "in/a.txt", "in/c.md"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("@missing", None, "cannot be read: No such file"),
        ("@bytes", b"caf\xe9.txt\n", "it is not UTF-8 text"),
        ("@itself", b"@itself\n", "the list holds itself"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_usage_error(here, name, content, words):
    if content is not None:
        (here / name[1:]).write_bytes(content)
    with pytest.raises(UsageError, match=words):
        list(expand([name]))


def test_a_file_whose_name_begins_like_a_list_is_a_file(here):
    (here / "@me.txt").write_text("x")
    assert list(expand(["@me.txt"])) == ["@me.txt"]


@pytest.mark.parametrize(
    ("name", "url"),
    [("http://a.example", True), ("HTTPS://a.example", True), ("httpx.txt", False),
     ("ftp://a.example", False), ("www.a.example", False)],
)  # fmt: skip
def test_addresses_are_told_from_paths(name, url):
    assert is_url(name) is url


def test_a_document_keeps_its_bytes_and_the_name_the_user_gave(here):
    (here / "a.txt").write_bytes(b"\xff\xfe\x00")
    document = load("./a.txt", HOW)
    assert (document.body, document.origin, document.read_at) == (b"\xff\xfe\x00", "./a.txt", NOON)


def test_standard_input_has_a_name_and_a_limit(monkeypatch):
    def given(body):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))

    given(b"text")
    assert load("-", Reading(now=NOON, stdin_name="letter")).origin == "letter"
    given(b"x" * 11)
    with pytest.raises(OversizedDocument):
        load("-", Reading(now=NOON, max_bytes=10))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_file_name_that_is_no_utf_8_is_read_and_shown(run, here):
    name = b"\xe9t\xe9.txt"
    with open(os.fsencode(here) + b"/" + name, "wb") as file:  # noqa: PTH123 - bytes
        file.write(b"A title\n\nIt cites a page. [1]\n\n[1] http://a.example/\n")
    done = run("extract", os.fsdecode(name), "-f", "json", "-f", "json", "-o", "-")
    assert "Traceback" not in done.err
    done = run("extract", os.fsdecode(name), "-f", "json")
    assert json.loads(done.out)["article"]["origin"] == "\\xe9t\\xe9.txt"


BAD = {
    "missing.txt": (None, "no such file"),
    "empty.txt": (b"", ""),
    "blank.txt": (b" \n\t\n", ""),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""),
    "archive.txt": (b"PK\x03\x04" + bytes(200), ""),
    "large.txt": (b"word " * 300_000, "larger than 1 MiB"),
    "esc\x1b]0;owned\x07.txt": (b"", "esc\\x1b]0;owned\\x07.txt"),
    "two\nlines.txt": (b"", "two\\nlines.txt"),
    "\u202egnp.txt": (b"", "\\u202egnp.txt"),
}


@pytest.mark.parametrize("verb", ["extract", "audit", "check"])
@pytest.mark.parametrize("name", BAD, ids=repr)
def test_what_cannot_be_read_is_one_clear_line_and_the_others_go_on(run, here, article, verb, name):
    body, words = BAD[name]
    if body is not None:
        (here / name).write_bytes(body)
    more = () if verb == "extract" else ("--offline", "--db", "x.db")
    done = run(verb, name, article, "--max-size", 1, *more)
    assert done.status == 2
    assert len(done.complaints) == 1
    assert done.err.startswith("error: ")
    assert words in done.err
    assert not any(char in done.err for char in "\x1b\x07\u202e\t")
    assert "news.example" in done.out


def test_a_file_that_may_not_be_read_is_told(run, here, article):
    (here / "folder.txt").mkdir()
    done = run("extract", "folder.txt/nothing.txt", article)
    assert (done.status, len(done.complaints)) == (2, 1)


def test_a_pipe_that_nobody_fills_is_not_read(run, here, article):
    os.mkfifo(here / "pipe.txt")
    done = run("extract", "pipe.txt", article)
    assert (done.status, done.complaints) == (
        2,
        ["error: pipe.txt: not a file (check the path; addresses begin with http:// or https://)"],
    )


def test_the_hint_of_an_unreadable_input_says_what_to_do():
    with pytest.raises(UnreadableDocument) as told:
        load("nowhere.txt", HOW)
    assert "http://" in told.value.hint


def test_extract_does_not_fetch(run):
    done = run("extract", "https://news.example/a")
    assert (done.status, done.out) == (2, "")
    assert "extract opens no socket" in done.err


@pytest.mark.parametrize("name", ["-dash.txt", "--offlinee"])
def test_a_file_that_is_named_like_an_option_is_told_how_to_be_named(run, here, name):
    (here / name).write_text("The ferry runs again.")
    done = run("extract", name)
    assert (done.status, done.out) == (2, "")
    assert f"hint: for the file of that name write ./{name}, or -- before it" in done.err
    assert run("extract", f"./{name}").status == run("extract", "--", name).status == 1


def test_an_option_that_is_no_file_is_answered_with_the_help(run, here):
    assert "hint: sourcecheck extract --help" in run("extract", "-dash.txt").err


def test_formats_of_inputs_have_the_same_names_everywhere():
    assert {"", *INPUT_FORMATS, *LINK_FORMATS} == set(config.INPUT_FORMATS)
    assert LINK_FORMATS == FORMS == tuple(Form)
    assert {kind_named(name) for name in KINDS} == set(Kind)
    assert set(INPUT_FORMATS) == MEDIA_TYPES.keys() | set(KINDS)
