from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from sourcecheck.model import LinkFlag, Span
from sourcecheck.urls.find import find_urls

CASES = json.loads(Path(__file__).with_name("cases").joinpath("url_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["tag"] for case in CASES])
def test_snippets_of_seven_scripts_give_their_addresses(case):
    found = find_urls(case["text"])
    assert len(found) == len(case["urls"])
    for wanted, each in zip(case["urls"], found, strict=True):
        assert wanted in (each.printed, each.url)


# each row: the text, and of every address its print, its url and its flags
BOUNDARIES = [
    ("см. https://a.example/pпо данным", [("https://a.example/p", "https://a.example/p", [])]),
    ("https://ria.ru/x.html.وقال", [("https://ria.ru/x.html", "https://ria.ru/x.html", [])]),
    ("https://ria.ru.وقال إن", [("https://ria.ru", "https://ria.ru", [])]),
    ("http://www.пример.рф/x", [("http://www.пример.рф/x", "http://www.пример.рф/x", [])]),
    ("http://www.пример.рф.", [("http://www.пример.рф", "http://www.пример.рф", [])]),
    ("见https://a.example/1的报道", [("https://a.example/1", "https://a.example/1", [])]),
    ("https://a.example/café-x", [("https://a.example/café-x", "https://a.example/café-x", [])]),
    (
        "https://fa.wikipedia.org/wiki/خبرگزاری‌ها",
        [("https://fa.wikipedia.org/wiki/خبرگزاری‌ها",) * 2 + ([],)],
    ),
    ("https://a.example/x(2).", [("https://a.example/x", "https://a.example/x", [])]),
    ("https://a.example/S01(20)3-5", [("https://a.example/S01(20)3-5",) * 2 + ([],)]),
    ("https://a.example/p(see page 5)", [("https://a.example/p", "https://a.example/p", [])]),
    ("https://a.example/?a[0]=1&b[x]=2", [("https://a.example/?a[0]=1&b[x]=2",) * 2 + ([],)]),
    ("https://a.example/x[١]", [("https://a.example/x", "https://a.example/x", [])]),
    ("{https://a.example/x}", [("https://a.example/x", "https://a.example/x", [])]),
    ("see https://a.example/x’s fate", [("https://a.example/x’s", "https://a.example/x’s", [])]),
    ("https://l.example/?u=https://b.example/", [("https://l.example/?u=https://b.example/",) * 2 + ([],)]),
    ("https://a.example/i/long-slug-cut-", [("https://a.example/i/long-slug-cut-",) * 2 + ([LinkFlag.TRUNCATED],)]),
    ("https://youtu.be/dQw4w9WgXc-", [("https://youtu.be/dQw4w9WgXc-",) * 2 + ([],)]),
    ("https://a.example/one_two_three_", [("https://a.example/one_two_three_",) * 2 + ([LinkFlag.TRUNCATED],)]),
    ("https://t.me/name_", [("https://t.me/name_", "https://t.me/name_", [])]),
    ("https://a.example/x…", [("https://a.example/x", "https://a.example/x", [LinkFlag.TRUNCATED])]),
    ("hxxps://a[.]example/x", [("hxxps://a[.]example/x", "https://a.example/x", [LinkFlag.REPAIRED])]),
    ("https://a.example/?x=1&amp;y=2", [("https://a.example/?x=1&amp;y=2", "https://a.example/?x=1&y=2", [LinkFlag.REPAIRED])]),
    ("www.a.example.com", [("www.a.example.com", "https://www.a.example.com", [LinkFlag.BARE])]),
    ("aa.com.tr", [("aa.com.tr", "https://aa.com.tr", [LinkFlag.BARE])]),
    ("iz.ru", [("iz.ru", "https://iz.ru", [LinkFlag.BARE])]),
    ("see doi: 10.1000/ABC.1.", [("doi: 10.1000/ABC.1", "https://doi.org/10.1000/ABC.1", [LinkFlag.BARE])]),
    ("HTTPS : //WWW . A . Example/X", [("HTTPS : //WWW . A . Example/X", "HTTPS://WWW.A.Example/X", [LinkFlag.REPAIRED])]),
    ("https\u202c:\u202c//a.example/x", [("https\u202c:\u202c//a.example/x", "https://a.example/x", [])]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), BOUNDARIES, ids=[row[0][:40] for row in BOUNDARIES])
def test_an_address_ends_where_a_reader_would_end_it(text, wanted):
    found = [(each.printed, each.url, list(each.flags)) for each in find_urls(text)]
    assert [tuple(row) for row in wanted] == found


@pytest.mark.parametrize(
    "text",
    [
        "Gazeta.Ru сообщила",
        "см. README.md и setup.py здесь",
        "версия 3.11.2 и 10.5",
        "first.last@example.com",
        "т.е. и т.д./т.п.",
        "https://",
        "https : //пример",
        "http://)",
        "www.",
        "www.x",
        "1.5/2",
        "and/or, e.g./i.e.",
        "",
    ],
)
def test_what_only_looks_like_an_address_is_none(text):
    assert find_urls(text) == []


# each row: the text, the joined url, whether it is cut off
WRAPS = [
    ("https://a.example/one-\ntwo-three", "https://a.example/one-two-three", False),
    ("https://a.example/one/\n   two.html", "https://a.example/one/two.html", False),
    ("https://a.example/?a=1&\nb=2&\nc=3", "https://a.example/?a=1&b=2&c=3", False),
    ("https://a.example/story-\n2103182", "https://a.example/story-2103182", False),
    ("https://a.example/one-\r\ntwo-\r\nthree-\r\nلا", "https://a.example/one-two-three-", True),
    ("https://a.example/one-\ncontinued", "https://a.example/one-continued", False),
]


@pytest.mark.parametrize(("text", "url", "cut"), WRAPS)
def test_an_address_broken_over_lines_is_joined(text, url, cut):
    (found,) = find_urls(text)
    assert url == found.url
    assert LinkFlag.WRAPPED in found.flags
    assert (LinkFlag.TRUNCATED in found.flags) is cut
    assert found.printed == text[found.span.start : found.span.end]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/slug-one-\n41",
        "https://a.example/slug-one-\n934 Views",
        "https://a.example/slug-one-\n2- next note",
        "https://a.example/slug-one-\n[2] https-less",
        "https://a.example/slug-one-\nReuters",
        "https://a.example/slug-one-\n\nanother-line/x",
        "https://a.example/slug/\nSee also the report",
        "https://a.example/slug-one-\nwww.b.example",
    ],
)
def test_a_line_that_is_no_piece_of_the_address_is_left_alone(text):
    found = find_urls(text)[0]
    assert "\n" not in found.printed


def test_a_wrap_never_crosses_the_end_that_was_given():
    text = "1- https://a.example/one-\ntwo-three"
    assert find_urls(text, 0, text.index("\n"))[0].url == "https://a.example/one-"


def test_at_most_six_lines_are_joined():
    text = "https://a.example/a-\n" + "b-c-\n" * 20
    assert find_urls(text)[0].printed.count("\n") == 6


def test_offsets_are_code_points_of_the_whole_text():
    text = "ملاحظة 🙂 \u200f[1] https://a.example/x\u200f، ثم"
    (found,) = find_urls(text, 5)
    assert found.span == Span(text.index("https"), text.index("x\u200f") + 1)
    assert found.printed == "https://a.example/x"


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/" + "(" * 500_000,
        "https://a.example/" + "[1" * 300_000,
        "a." * 500_000,
        "https://a.example/x-\n" * 50_000,
        "http" * 250_000,
        " " * 1_000_000,
        "1" * 1_000_000,
        "https : //" * 100_000,
        "\u200f" * 1_000_000,
        "https://b.example" * 60_000,
        "10.1234/" * 120_000,
        "a-" * 500_000,
        "ab.ru " * 150_000,
        "a.a.a." * 160_000,
        "сайт.рф " * 60_000,
        "x.ایران " * 60_000,
        "a@a." * 200_000,
        "%25" * 300_000,
        "http://" * 100_000,
        "https://a.example/x'e " * 30_000,
    ],
    ids=lambda text: repr(text[:22]),
)
def test_hostile_text_takes_linear_time(text):
    started = time.perf_counter()
    find_urls(text)
    assert time.perf_counter() - started < 15


@pytest.mark.parametrize("arrow", ["↩", "↩︎", "↑", "⤴", "←", "↩\ufe0f"])
def test_the_way_back_from_a_note_is_no_part_of_its_address(arrow):
    text = f"3. https://port.example/log_(north)?a=1{arrow}"
    assert [each.url for each in find_urls(text)] == ["https://port.example/log_(north)?a=1"]


@pytest.mark.parametrize(
    "host", ["a-daily.com.py", "body.gov.ps", "ministry.gov.md", "paper-radio.ps", "gazeta.md"]
)
def test_a_country_whose_ending_files_have_as_well_keeps_its_sites(host):
    assert [found.printed for found in find_urls(host)] == [host]


@pytest.mark.parametrize("text", ["readme.md", "notes.md", "setup.py", "run.sh", "a paper.ps here"])
def test_a_file_is_no_site(text):
    assert find_urls(text) == []
