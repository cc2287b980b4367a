"""Rows X1, C1 and T1: what strangers wrote stays words, in a page, a spreadsheet and a terminal.

Row X2, archived pages viewed in a web interface, begins to matter with that interface: nothing
of ours serves an archived page today.
"""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re

import factories
import pytest

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.report.cells import shown
from sourcecheck.report.formats import RENDERERS
from sourcecheck.report.formats.csv import guarded
from sourcecheck.report.formats.html import render_html

ASSETS, CATALOGS = load_report(), load_messages()
EMBEDDED = json.dumps({"title": "</script><script>alert(9)</script><!--", "line": "\u2028"})
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Read(html.parser.HTMLParser):
    """A page as its elements: names, and all attributes."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def named(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def text():
    return render_html(factories.hostile(), ASSETS, CATALOGS, "", EMBEDDED)


@pytest.fixture(scope="module")
def read(text):
    return Read(text)


def test_x1_no_element_or_handler_of_a_stranger_is_in_the_page(read):
    assert len(read.named("script")) == 2  # our program and the data
    assert read.named("img") == []
    assert read.named("iframe") == read.named("object") == read.named("embed") == []
    assert not [name for _, attrs in read.elements for name in attrs if name.startswith("on")]
    assert not read.named("base")


def test_x1_what_was_written_is_there_as_words(read):
    words = "".join(read.text)
    for each in ("alert(1)", "alert(2)", "alert(3)", "{{ 7 * 7 }}", "alert(7)"):
        assert each in words


def test_x1_embedded_data_cannot_end_its_element(text):
    data = text.partition('id="audit">')[2].partition("</script>")[0]
    assert "<" not in data
    assert json.loads(data) == json.loads(EMBEDDED)


def test_x1_links_lead_to_the_web_only_and_give_nothing_away(read):
    links = [attrs for attrs in read.named("a") if not attrs.get("href", "#").startswith("#")]
    for each in links:
        assert each["href"].startswith(("http://", "https://"))
        assert set(each["rel"].split()) == {"noopener", "noreferrer", "nofollow"}
    everywhere = [value or "" for _, attrs in read.elements for value in attrs.values()]
    assert not [each for each in everywhere if each.strip().lower().startswith("javascript:")]


def test_x1_the_policy_forbids_all_that_is_not_inlined(read):
    (policy,) = [
        attrs["content"]
        for attrs in read.named("meta")
        if attrs.get("http-equiv", "").lower() == "content-security-policy"
    ]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"https?:", policy)


def test_x1_direction_controls_are_shown_and_values_are_set_apart(text, read):
    assert not OVERRIDES.search(text)
    assert "U+202E" in "".join(read.text)
    assert read.named("bdi")


@pytest.mark.parametrize("name", ["text", "compact"])
def test_x1_no_report_for_the_terminal_sends_direction_overrides_on(name):
    from sourcecheck.data.load_rules import load_rules
    from sourcecheck.report.formats import RenderContext

    made = RENDERERS[name]([factories.hostile()], RenderContext(rules=load_rules()))
    assert not re.search("[\u202a-\u202e]", made)


STARTS = ["=", "+", "-", "@", "\t", "\r", "\0"]


@pytest.mark.parametrize("start", [pytest.param(each, id=f"C1-{each!r}") for each in STARTS])
@pytest.mark.parametrize("before", ["", " ", "  ", "\u00a0", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(start, before):
    cell = f"{before}{start}{'' if start in '=+-@' else '='}cmd|' /C calc'!A0"
    made = guarded(cell)
    assert made.startswith("'") or made.lstrip().startswith("\\")  # a control that is shown


@pytest.mark.parametrize("cell", ["", "words", "a=b", "3 - 2", "خبر", "https://a.example/?a=+b"])
def test_c1_other_cells_stay_as_they_are(cell):
    assert guarded(cell) == cell


def test_c1_every_cell_of_a_report_is_guarded():
    from sourcecheck.data.load_rules import load_rules
    from sourcecheck.report.formats import RenderContext

    made = factories.hostile()
    text = RENDERERS["csv"]([made], RenderContext(rules=load_rules()))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in {"=", "+", "-", "@"}]


def test_c1_no_report_is_a_workbook():
    assert not [name for name in RENDERERS if name.startswith("xls")]


ACTS = {
    "T1-colour": "\x1b[31m",
    "T1-title of the window": "\x1b]0;owned\x07",
    "T1-OSC 8": "\x1b]8;;http://evil.example\x1b\\",
    "T1-C1 control": "\x9b31m",
    "T1-backspace": "a\x08b",
    "T1-carriage return": "good\rbad",
    "T1-override": "\u202egnp",
}


def acts(text):
    return [char for char in text if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160
            or char in "\u202a\u202b\u202c\u202d\u202e"]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_what_acts_on_a_terminal_is_shown(name):
    assert acts(shown(f"a {ACTS[name]} b")) == []


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("form", ["text", "jsonl", "json"])
def test_no_server_and_no_list_steers_the_terminal_of_a_check(run, here, hostile, name, form):
    mean = ACTS[name]
    raw = mean.encode("utf-8") if name == "T1-override" else mean.encode("latin-1")
    plain = raw.replace(b"\r", b"")
    page = b"<!doctype html><title>" + raw + b"</title><p>" + b"The ferry runs again. " * 50
    hostile.answers["*"] = (
        b"HTTP/1.1 404 Not" + plain + b"\r\nContent-Type: text/html" + plain + b"\r\nServer: "
        + plain + b"\r\nLocation: /" + plain + b"\r\n\r\n" + page,
    )  # fmt: skip
    urls = (
        f"http://public.example/{mean}",
        "http://public.example/b",
        f"ftp://files.example/{mean}",
    )
    (here / "list.txt").write_text("\n".join(urls), encoding="utf-8")
    told = ("-f", form, "--db", ":memory:", "--no-config")
    done = run("check", urls[0], "@list.txt", *told, *hostile.arguments())
    assert done.out
    assert acts(done.out + done.err) == []


@pytest.mark.parametrize("name", ACTS)
def test_no_article_and_no_file_name_steers_the_terminal_of_an_audit(run, here, name):
    mean = ACTS[name]
    text = f"{mean}\n\nThe ferry runs again, the {mean} office said. [1]\n\n[1] {mean} http://a.example/{mean}\n"
    (here / "a.txt").write_text(text, encoding="utf-8")
    for form in ("text", "compact"):
        done = run("audit", "a.txt", "--offline", "--db", ":memory:", "-f", form, "--no-config")
        assert done.out + done.err  # control characters may make it no text at all
        assert acts(done.out + done.err) == []
    lost = run("audit", f"no-such-{mean}.txt", "--offline", "--db", ":memory:", "--no-config")
    assert lost.err
    assert acts(lost.out + lost.err) == []
