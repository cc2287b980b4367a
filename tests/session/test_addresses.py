"""What inputs come to: every address once as it is given, and where it was found."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from sourcecheck import config
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import UsageError
from sourcecheck.session.addresses import Addresses, Heard, opened, with_standard_input
from sourcecheck.session.inputs import Reading, kind_named
from sourcecheck.session.opening import tables_of

A, B, C = "https://a.example/1", "https://b.example/2?id=3", "https://c.example/3"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

LYCHEE = {
    "total": 5, "successful": 1, "errors": 1, "excludes": 1,
    "success_map": {"docs/a.md": [{"url": A, "status": {"text": "200 OK", "code": 200}}]},
    "error_map": {"docs/b.md": [{"url": B, "status": {"text": "404", "code": 404}}],
                  "docs/c.md": [{"url": A, "status": {"text": "x"}}]},
    "redirect_map": {"stdin": [{"url": C}]},
    "suggestion_map": {"docs/b.md": [{"url": "https://old.example/", "suggestion": "x"}]},
    "excluded_map": {"docs/b.md": [{"url": "https://left.example/out"}, {"url": "mailto:a@b.example"}]},
}  # fmt: skip

LINKCHECKER = f"""# created by LinkChecker at 2026-11-21 15:05:52+000
# Read the documentation
urlname;parentname;base;result;warningstring;infostring;valid;url;line;column;name;dltime;size
file:///srv/p.html;;;;;;True;file:///srv/p.html;1;1;p.html;-1;121
2?id=3;file:///srv/p.html;;404 Not Found;;;False;{B};1;13;"n;x";-1;153
{C};https://site.example/;;200 OK;;;True;{C};1;62;b;-1;1845
mailto:a@b.example;https://site.example/;;ok;;;True;mailto:a@b.example;1;62;b;-1;1845
# Stopped checking
"""

SITEMAP = f"<urlset><url><loc>{A}</loc></url><url><loc>{C}</loc></url></urlset>"
PAGE = f"""<html><head><title>Story</title></head><body><article><h1>Story</h1>
<p>The work went on in the first street, as <a href="{B}">the board says</a> since last week, and
nobody was surprised that it took until the evening.</p></article></body></html>"""

CASES = {  # by name: content, and what is found in it
    "urls.txt": (f"# some\n{A}\n\n{B}\n", [(A, "urls.txt"), (B, "urls.txt")]),
    "urls": (f"{A}\r\n{C}", [(A, "urls"), (C, "urls")]),
    "map.xml": (SITEMAP, [(A, "map.xml"), (C, "map.xml")]),
    "out.json": (json.dumps(LYCHEE), [(A, "docs/a.md"), (B, "docs/b.md"), (A, "docs/c.md"), (C, "stdin")]),
    "old.json": (json.dumps({"total": 1, "fail_map": {"x.md": [{"url": B}]}}), [(B, "x.md")]),
    "result.csv": (LINKCHECKER, [(B, "file:///srv/p.html"), (C, "https://site.example/")]),
    "t.csv": (f"page,link\nx.html,{A}\ny.html,{B}\n", [(A, "x.html"), (B, "y.html")]),
    "two.csv": (f"name,first,second\nn,{A},{C}\nm,,{B}\n", [(A, "two.csv"), (C, "two.csv"), (B, "two.csv")]),
    "bare.csv": (f"{A},one\n{B},two\n", [(A, "bare.csv"), (B, "bare.csv")]),
    "t.tsv": (f"url\tseen\n{A}\t1\n{C}\t2\n", [(A, "t.tsv"), (C, "t.tsv")]),
    "semi.csv": (f"رابط;ملاحظة\n{A};نص\n{B};نص\n", [(A, "semi.csv"), (B, "semi.csv")]),
    "strings.json": (json.dumps([A, B]), [(A, "strings.json"), (B, "strings.json")]),
    "records.json": (json.dumps({"links": [{"url": A, "parent": "p.html"}, {"url": B}]}),
                     [(A, "p.html"), (B, "records.json")]),
    "checked.jsonl": ("".join(json.dumps(row) + "\n" for row in (
        {"url": A, "state": "alive", "group": "alive", "origin": "a.txt"},
        {"url": B, "state": "gone", "origins": ["b.txt", "c.txt"]}, {"url": C})),
        [(A, "a.txt"), (B, "b.txt"), (C, "checked.jsonl")]),
    "mixed.jsonl": ("".join(json.dumps(row) + "\n" for row in ({"url": A}, {"url": C, "text": f"See {B} now."})),
                    [(A, "mixed.jsonl"), (B, C)]),
    "page.html": (PAGE, [(B, "page.html")]),
    "a.md": (f"A [link]({A}) and [another]({C}).\n", [(A, "a.md"), (C, "a.md")]),
}  # fmt: skip


class Draw:
    """Draws from inputs as a run does, and hears what cannot be read."""

    def __init__(self):
        self.errors, self.hints, self.remarks = [], [], []

    def __call__(self, *names, offline="", piped=None, **how):
        kind = kind_named(how.pop("input_format", ""))
        reading = Reading(now=NOON, kind=kind, **how)
        if piped is not None:
            reading = with_standard_input(reading)
        tools = SimpleNamespace(stop=asyncio.Event(), offline=offline)
        heard = Heard(refuse=self.refuse, remark=self.remarks.append)

        async def main():
            addresses = Addresses(opened(names), reading, tools, load_urls(),
                                  lambda: tables_of(config.settled()), heard)  # fmt: skip
            try:
                return await asyncio.to_thread(list, addresses)
            finally:
                addresses.close()

        return [(each.address, each.origin) for each in asyncio.run(main()) if each]

    def refuse(self, error, listed):
        self.errors.append((error.message, listed))
        self.hints.append(error.hint)


@pytest.fixture
def draw(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Draw()


@pytest.mark.parametrize("name", CASES)
def test_every_address_of_an_input_is_found_with_its_origin(draw, tmp_path, name):
    content, expected = CASES[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert draw(name) == expected
    assert draw.errors == []


@pytest.mark.parametrize("name", ["urls.txt", "map.xml", "out.json", "t.csv", "checked.jsonl"])
def test_a_packed_list_is_read_as_the_same(draw, tmp_path, name):
    content, expected = CASES[name]
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content.encode()))
    found = draw(f"{name}.gz")
    assert [address for address, _ in found] == [address for address, _ in expected]


@pytest.mark.parametrize(
    "name", ["urls.txt", "out.json", "result.csv", "t.csv", "page.html", "map.xml"]
)
def test_standard_input_is_known_by_what_it_holds(draw, monkeypatch, name):
    content, expected = CASES[name]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    found = draw("-", piped=True, stdin_name="letter")
    assert [address for address, _ in found] == [address for address, _ in expected]
    if name == "urls.txt":
        assert {origin for _, origin in found} == {"letter"}


@pytest.mark.parametrize(
    ("form", "name"), [("urls", "urls.txt"), ("lychee", "out.json"), ("linkchecker", "result.csv")]
)
def test_the_form_of_a_list_can_be_said(draw, tmp_path, form, name):
    content, expected = CASES[name]
    (tmp_path / "x").write_text(content, encoding="utf-8")
    found = [(address, origin.replace("x", "", 1) if origin == "x" else origin)
             for address, origin in draw("x", form=form)]  # fmt: skip
    assert [address for address, _ in found] == [address for address, _ in expected]


def test_addresses_of_the_command_line_have_no_origin_and_are_understood(draw):
    assert draw(A, "HTTPS://C.example:443/3#part", "ftp://f.example/x") == [
        (A, ""), ("https://c.example/3#part", ""), ("ftp://f.example/x", ""),
    ]  # fmt: skip


def test_a_list_may_name_addresses_files_folders_and_further_lists(draw, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.md").write_text(CASES["a.md"][0])
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "inner.txt").write_text(f"{C}\n")
    (tmp_path / "all.txt").write_text(f"{A}\npage.html\nfolder\n@inner.txt\nxyz:[1]\n{B}\n")
    assert draw("@all.txt") == [
        (A, "all.txt"), (B, "page.html"), (A, "folder/a.md"), (C, "folder/a.md"),
        (C, "inner.txt"), ("xyz:[1]", "all.txt"), (B, "all.txt"),
    ]  # fmt: skip


def test_one_wrong_line_of_a_list_does_not_stop_the_others(draw, tmp_path):
    (tmp_path / "l.txt").write_text(f"{A}\nmissing.md\nno[thing]*.md\n{B}\n")
    assert draw("@l.txt") == [(A, "l.txt"), (B, "l.txt")]
    assert [message for message, _ in draw.errors] == [
        "l.txt: missing.md: no such file", "l.txt: no[thing]*.md: no file matches",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (b"http://", "l.txt: 'http://' is no address", ""),
        (b"https://a b.example/", "l.txt: 'https://a b.example/' is no address",
         "a space in it is written %20"),
        (b"www.news.example/x", "l.txt: www.news.example/x: no such file",
         "check the path; as an address it is https://www.news.example/x"),
        ("https://ar.example/م".encode("cp1256"), "l.txt: https://ar.example/\\xe3: not UTF-8",
         "save the list as UTF-8"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_address_is_told_with_what_to_do_and_never_asked(
    draw, tmp_path, line, message, hint
):
    (tmp_path / "l.txt").write_bytes(line + f"\n{B}\n".encode())
    assert draw("@l.txt") == [(B, "l.txt")]
    assert [error for error, _ in draw.errors] == [message]
    assert draw.hints == [hint]


def test_lists_that_hold_each_other_end_the_run(draw, tmp_path):
    (tmp_path / "a.txt").write_text("@b.txt\n")
    (tmp_path / "b.txt").write_text("@a.txt\n")
    with pytest.raises(UsageError, match="holds itself"):
        draw("@a.txt")


@pytest.mark.parametrize("name", ["@missing.txt", "none*.md"])
def test_what_is_not_there_is_told_before_anything_is_done(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        opened([A, name])


def test_a_row_that_is_wrong_is_told_and_the_others_go_on(draw, tmp_path):
    (tmp_path / "t.csv").write_text(f"url,note\n{A},x\nnowhere,y\n{B},z\n")
    (tmp_path / "l.jsonl").write_text(f'{{"url": "{A}"}}\n{{"url": \n"nowhere"\n[1]\n')
    assert draw("t.csv") == [(A, "t.csv"), (B, "t.csv")]
    assert draw("l.jsonl") == [(A, "l.jsonl")]
    assert [listed for _, listed in draw.errors] == [True] * 4


@pytest.mark.parametrize(
    ("name", "content"),
    [("e.txt", ""), ("m.json", '{"error_map": '), ("r.csv", "urlname;parentname\n")],
)
def test_an_input_that_gives_nothing_never_raises(draw, tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert draw(name) == []


def test_a_million_lines_are_never_held_together(draw, tmp_path):
    import tracemalloc

    (tmp_path / "l.txt").write_text(
        "".join(f"https://h{n % 99}.example/{n}\n" for n in range(200_000))
    )

    async def count():
        tools = SimpleNamespace(stop=asyncio.Event(), offline="")
        found = Addresses(("@l.txt",), Reading(now=NOON), tools, load_urls(), None, None)
        tracemalloc.start()
        total = sum(1 for _ in found)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return total, peak

    total, peak = asyncio.run(count())
    assert total == 200_000
    assert peak < 2_000_000


def test_a_stopped_run_draws_no_more_even_from_a_silent_pipe(draw, monkeypatch):
    read, write = os.pipe()
    os.write(write, f"{A}\n".encode())
    stdin = os.fdopen(read)
    monkeypatch.setattr(sys, "stdin", stdin)

    async def main():
        tools = SimpleNamespace(stop=asyncio.Event(), offline="")
        how = with_standard_input(Reading(now=NOON))
        found = Addresses(("-",), how, tools, load_urls(), None, None)
        asyncio.get_running_loop().call_later(0.3, tools.stop.set)
        return await asyncio.wait_for(asyncio.to_thread(list, found), 10)

    assert [each.url for each in asyncio.run(main()) if each] == [A]
    os.close(write)
    stdin.close()
