"""The small formats, and the list of all of them."""

import csv
import dataclasses
import io

import pytest
from report_audits import arabic, article, audit, checked, line, named, outlet, web

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.data.load_rules import load_rules
from sourcecheck.errors import UnknownFormat, UsageError
from sourcecheck.model import Field, LinkFlag, LinkState, Origin, Span
from sourcecheck.report import RENDERERS, RenderContext, render
from sourcecheck.report.formats.csv import COLUMNS, guarded
from sourcecheck.report.formats.markdown import address, plain

RULES = load_rules()
CONTEXT = RenderContext(rules=RULES)


def found(made, *findings):
    return dataclasses.replace(made, findings=findings)


def test_the_formats_are_these():
    assert list(RENDERERS) == ["text", "compact", "json", "jsonl", "html", "md", "csv"]


@pytest.mark.parametrize("name", [name for name in RENDERERS if name != "html"])
@pytest.mark.parametrize("made", [[], [audit(article(""))], [arabic(), arabic()]], ids=len)
def test_every_format_takes_no_one_and_many_articles(name, made):
    assert isinstance(render(made, name, CONTEXT), str)


@pytest.mark.parametrize(
    ("name", "hint"), [("jsno", "did you mean json"), ("pdf", "formats: text, compact")]
)
def test_an_unknown_format_is_refused_with_what_there_is(name, hint):
    with pytest.raises(UnknownFormat, match=name) as caught:
        render([], name, CONTEXT)
    assert hint in caught.value.hint


def test_an_html_page_is_about_one_article_and_needs_its_templates():
    with pytest.raises(UsageError, match="one article, not 2") as caught:
        render([arabic(), arabic()], "html", CONTEXT)
    assert "folder" in caught.value.hint
    with pytest.raises(UsageError, match="needs its templates"):
        render([arabic()], "html", CONTEXT)


def test_an_html_page_carries_the_json_of_its_article():
    context = RenderContext(rules=RULES, assets=load_report(), catalogs=load_messages())
    page = render([arabic()], "html", context)
    assert isinstance(page, str)
    assert page.lower().startswith("<!doctype html>")
    assert '"schema_version": 1' in page


def test_compact_lines_point_to_line_and_column():
    made = arabic()
    text = made.article.text
    note = made.lines[3].citation.note
    assert note is not None
    lines = render(
        [
            found(
                made,
                RULES.finding("SC207"),
                RULES.finding("SC301", "2", "ships-", span=note, citation="c4"),
                RULES.finding("SC201", "ويرى خبراء أن", citation="c2"),
            )
        ],
        "compact",
        CONTEXT,
    ).splitlines()
    row = text[: note.start].count("\n") + 1
    assert lines == [
        "made.txt:1:1: SC207 The article has no notes, no bibliography and no links to sources.",
        "made.txt:3:1: SC201 No source is named: ويرى خبراء أن.",
        f"made.txt:{row}:1: SC301 Citation 2: the URL is cut off (it ends ships-).",
    ]


@pytest.mark.parametrize(
    ("locator", "place"),
    [
        ("line 12", "12:1: SC101 Mark 6 has no note."),
        ("/html/body/p[3]", "1:1: SC101 Mark 6 has no note. [/html/body/p[3]]"),
        ("a\nb.xhtml (//p)[1]", "1:1: SC101 Mark 6 has no note. [a b.xhtml (//p)[1]]"),
    ],
)
def test_a_place_in_another_format_is_a_line_or_stands_behind_the_message(locator, place):
    text = article("One.\n\nTwo.", origins=(Origin(span=Span(0, 10), locator=locator),))
    made = audit(text, findings=[RULES.finding("SC101", "6", span=Span(6, 8))])
    assert render([made], "compact", CONTEXT) == f"made.txt:{place}\n"


def test_compact_keeps_one_line_per_finding_whatever_it_quotes():
    made = audit(article("x", origin="a\nb"), findings=[RULES.finding("SC201", "x\r\ny\x1b[2J")])
    assert render([made], "compact", CONTEXT) == (
        "a b:1:1: SC201 No source is named: x y\\x1b[2J.\n"
    )


def rows(*made):
    return list(csv.DictReader(io.StringIO(render(made, "csv", CONTEXT), newline="")))


def test_csv_has_one_row_per_source():
    made = found(arabic(), RULES.finding("SC301", "2", "-", citation="c4"))
    table = rows(made)
    assert [row["citation"] for row in table] == ["c1", "c2", "c3", "c4"]
    last = table[3]
    assert (last["outlet"], last["country"], last["state"]) == ("Port Daily", "LB", "forbidden")
    assert (last["flags"], last["findings"]) == ("truncated", "SC301")
    assert (last["http_status"], last["confirmed"]) == ("403", "false")
    assert last["note"] == "[2] https://port.example/2026/ships-"
    assert table[1]["printed"] == "ويرى خبراء أن"
    assert list(table[0]) == list(COLUMNS)


def test_csv_keeps_a_citation_without_source():
    assert rows(audit(article("x"), [line("c1", "note", label="7")]))[0]["label"] == "7"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\0=1", "'\0=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\tplain", "'\tplain"),
        (" \u2003\u200b@x", "' \u2003\u200b@x"),
        ("＝1", "'＝1"),
        (" plain", " plain"),
        ("1=1", "1=1"),
        ("https://a.example/", "https://a.example/"),
        ("'=1", "'=1"),
        ("", ""),
        ("a\ud800", "a\\ud800"),
    ],
)
def test_no_cell_acts_as_a_formula(cell, expected):
    assert guarded(cell) == expected


def test_every_cell_of_a_hostile_article_is_guarded():
    text = article("=cmd|' /C calc'!A0", origin="=1.txt")
    lines = [
        line("c1", "note", checked(named("=HYPERLINK(1)"), outlet=outlet("+x")), label="-1",
             note=Span(0, 9), claim=Span(0, 9)),
    ]  # fmt: skip
    values = rows(audit(text, lines))[0].values()
    assert not [value for value in values if value.startswith(("=", "+", "-", "@"))]


MARKDOWN = """\
## Ports

1 work cited, from 1 known outlet. 0 of 1 link answered, 1 probably gone, not confirmed.

- marks: 1 of 1 have a note
- countries: FR 1 (of 1 work)
- links: 1 not found

### Worth a look

- **FIX** SC301 (note 1): Citation 1: the URL is cut off (it ends a\\_b-).

### Sources

| cited | state | from | outlet | source |
|---|---|---|---|---|
| note 1 | ? not found | FR | Port \\| Daily | <https://a.example/a_b-> |

<sub>Country and ownership describe the outlet, not the truth of the story. sourcecheck 0.1.0, \
2026-11-21 12:00 UTC, seen from one place.</sub>
"""


def test_markdown_is_a_section_with_findings_and_a_table():
    url = "https://a.example/a_b-"
    part = checked(web(url, LinkFlag.TRUNCATED), LinkState.NOT_FOUND, capture=None,
                   outlet=outlet("Port | Daily", "FR"))  # fmt: skip
    lines = [line("c1", "note", part, label="1", marks=(Span(2, 3),), note=Span(5, 6))]
    made = audit(article(title=Field(value="Ports")), lines)
    made = found(made, RULES.finding("SC301", "1", "a_b-", citation="c1"))
    assert render([made], "md", CONTEXT) == MARKDOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", "a\\|b"),
        ("<img src=x>", "\\<img src=x\\>"),
        ("[x](javascript:1)", "\\[x\\](javascript:1)"),
        ("![x](http://a)", "\\!\\[x\\](http://a)"),
        ("**b** `c`", "\\*\\*b\\*\\* \\`c\\`"),
        ("@someone", "@\u2060someone"),
        ("a\n# b", "a \\# b"),
        ("&lt;", "\\&lt;"),
        ("قال", "\u2068قال\u2069"),
    ],
)
def test_foreign_text_cannot_make_markup(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/(b)", "<https://a.example/(b)>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://a.example/ b", "https://a.example/ b"),
        ("https://a.example/>x", "https://a.example/\\>x"),
        ("https://a.example/a|b", "https://a.example/a\\|b"),
    ],
)
def test_only_web_addresses_become_links(url, expected):
    assert address(url) == expected
