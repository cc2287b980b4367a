"""The terminal report: first what to fix, right-to-left text last and harmless."""

import dataclasses
import re

import pytest
from report_audits import arabic, article, audit, checked, line, named, outlet, vague, verdict, web

from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Field, LinkState, Severity, SourceLine, Span
from sourcecheck.report.cells import FSI, PDI, cells, is_rtl
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.formats.text import render

RULES = load_rules()


def written(*audits, width=80, colour=False):
    return render(audits, RenderContext(rules=RULES, width=width, colour=colour))


def with_findings(made, *findings):
    return dataclasses.replace(made, findings=findings)


def links(*states, **more):
    return [
        line(
            f"c{number}",
            "note",
            checked(web(f"https://{number}.example/"), state, outlet=outlet(f"Outlet {number}", "FR"), **more),
            label=str(number),
            note=Span(0, 1),
        )
        for number, state in enumerate(states, start=1)
    ]  # fmt: skip


def offline(made):
    """The same audit as a machine without a network leaves it."""
    lines = [
        dataclasses.replace(
            one,
            sources=tuple(
                dataclasses.replace(
                    part,
                    verdict=part.verdict and verdict(part.verdict.url, LinkState.OFFLINE),
                    observation=None,
                    capture=None,
                )
                for part in one.sources
            ),
        )
        for one in made.lines
    ]
    return audit(made.article, lines, offline=True, why_offline="this machine is offline")


ARABIC_REPORT = f"""\
made.txt
title  {FSI}ماء ومرفأ{PDI}

2 works cited, from 2 known outlets. 1 of 2 links answered, none dead, 1 gave no
clear answer (not dead). 1 of 2 voices cannot be looked up.

marks       2 of 2 have a note
paragraphs  2 of 3 have a mark
countries   EG 1, LB 1 (of 2 works)
ownership   private 1, unknown 1
links       1 alive, 1 forbidden
copies      2 of 2 links kept in the archive
voices      1 named, 1 vague

FIX   SC301  note 2   Citation 2: the URL is cut off (it ends ships-).
LOOK  SC201  ¶2       No source is named: {FSI}ويرى خبراء أن{PDI}.

cited   state        from  outlet      source
note 1  ✓ alive      EG    Water News  https://water.example/news/station
note 2  ~ forbidden  LB    Port Daily  https://port.example/2026/ships-
voice                                  {FSI}سامي حداد{PDI}
vague                                  {FSI}ويرى خبراء أن{PDI}

✓ answered; ~ refused our check or was out of reach, not dead
Country and ownership describe the outlet, not the truth of the story.
sourcecheck 0.1.0, 2026-11-21 12:00 UTC, seen from one place.
"""


def test_the_whole_report_of_an_arabic_article():
    made = arabic()
    vague_place = made.lines[1].citation.mention
    made = with_findings(
        made,
        RULES.finding("SC201", "ويرى خبراء أن", span=vague_place, citation="c2"),
        RULES.finding("SC301", "2", "ships-", citation="c4"),
    )
    assert written(made) == ARABIC_REPORT


def test_an_offline_report_says_so_and_calls_nothing_dead():
    text = written(offline(arabic()))
    assert "2 links were not checked: this machine is\noffline." in text
    assert "\n· not checked: this machine is offline\n" in text
    assert "· not checked  EG" in text
    assert "dead" not in text
    assert "0%" not in text


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("asked to", "an offline run was asked for"),
        ("", "this machine is offline"),
        ("the resolver does not answer", "the resolver does not answer"),
    ],
)
def test_the_reason_for_not_checking_is_told(why, words):
    made = audit(article("x"), links(LinkState.OFFLINE), offline=True, why_offline=why)
    assert f"· not checked: {words}\n" in written(made)


def test_links_that_could_not_be_asked_are_not_the_machines_fault():
    made = audit(article("x"), links(LinkState.INVALID_URL, LinkState.UNSUPPORTED_SCHEME))
    assert "2 links were not checked: see each link." in written(made)


def test_an_article_without_citations_says_so_and_little_else():
    text = written(audit(article("Nothing is cited here.")))
    assert "No citation was found: no note, no link and no attribution." in text
    assert len(text.splitlines()) == 5


def test_extraction_alone_says_nothing_of_links():
    text = written(audit(article("x"), [line("c1", "hyperlink", web("https://a.example/"))]))
    assert "1 work cited." in text
    assert "answered" not in text
    assert "state" not in text
    assert "\nlink   https://a.example/\n" in text


def test_what_is_not_confirmed_is_not_called_dead():
    text = written(audit(article("x"), links(LinkState.NOT_FOUND)))
    assert "1 probably gone, not\nconfirmed" in text or "1 probably gone, not confirmed" in text
    assert "? not found" in text
    assert not re.search(r"\bdead\b", text)


def test_what_is_confirmed_is():
    source = checked(web("https://a.example/"), None)
    dead = verdict("https://a.example/", LinkState.GONE, confirmed=True)
    part = SourceLine(source=source.source, verdict=dead)
    text = written(audit(article("x"), [line("c1", "note", part, label="1")]))
    assert "0 of 1 link answered, 1 dead, confirmed." in text
    assert "✗ gone" in text


@pytest.mark.parametrize("state", LinkState)
def test_every_state_has_a_row_that_fits(state):
    text = written(audit(article("x"), links(state, LinkState.ALIVE)))
    assert all(cells(row) <= 80 for row in text.splitlines())


@pytest.mark.parametrize("width", [64, 80, 100, 132])
def test_no_line_is_wider_than_asked_for(width):
    made = with_findings(
        arabic(), RULES.finding("SC306", "2", "مركز الدراسات العربي الأوراسية " * 8, citation="c4")
    )
    rows = written(made, width=width).splitlines()
    table = [row for row in rows if row.startswith(("note", "vague", "voice"))]
    assert table
    assert all(cells(row) <= width for row in rows)


def test_right_to_left_text_is_last_on_its_row_and_isolated():
    for row in written(offline(arabic())).splitlines():
        if is_rtl(row):
            assert row.count(FSI) == row.count(PDI) == 1
            assert row.endswith(PDI)
            assert not is_rtl(row[: row.index(FSI)])


def test_a_latin_report_has_no_isolates():
    assert not {FSI, PDI} & set(written(audit(article("x"), links(LinkState.ALIVE))))


HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202eevil\u2069\r\nFIX"


def test_foreign_text_never_reaches_the_terminal_raw():
    text = article("x", origin=HOSTILE, title=Field(value=HOSTILE), byline=Field(value=HOSTILE))
    lines = [
        line("c1", "note", checked(named(HOSTILE), outlet=outlet(HOSTILE, "FR")), label=HOSTILE),
        line("c2", "vague", vague(HOSTILE)),
        line("c3", "note", web(f"https://a.example/{HOSTILE}")),
    ]
    made = audit(text, lines, [RULES.finding("SC201", HOSTILE, citation="c1")])
    out = written(made, width=0)
    assert not {"\x1b", "\x07", "\r", "\u202e", "\u2069"} & set(out)
    assert r"\x1b]0;owned\x07" in out
    assert "\nFIX" not in out.replace("\nFIX   SC", "")


def test_colour_is_used_only_when_asked_for_and_changes_nothing_else():
    made = with_findings(arabic(), RULES.finding("SC301", "2", "ships-", citation="c4"))
    plain, coloured = written(made), written(made, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[1;31mFIX" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_the_gravest_comes_first_and_many_of_one_kind_are_counted():
    found = [RULES.finding("SC302", str(n), "utm_source") for n in range(9)]
    found += [RULES.finding("SC201", "experts"), RULES.finding("SC101", "6")]
    rows = [row for row in written(with_findings(arabic(), *found)).splitlines() if "SC" in row]
    assert [row[:11] for row in rows[:2]] == ["FIX   SC101", "LOOK  SC201"]
    assert len(rows) == 8
    assert rows[-1] == "      SC302  … and 4 more of this code"


def test_repeated_voices_are_counted_below_the_table():
    lines = [
        line("c1", "attribution", named("Sami")),
        line("c2", "attribution", named("Sami"), repeats="c1"),
        line("c3", "attribution", named("Sami"), repeats="c1"),
    ]
    text = written(audit(article("x"), lines))
    assert text.count("Sami") == 1
    assert "… and 2 further mentions without a name of its own" in text


def test_a_note_without_source_and_a_mark_without_note_have_rows():
    lines = [
        line("c1", "note", label="1", note=Span(0, 1)),
        line("c2", "note", label="2"),
    ]
    text = written(audit(article("x"), lines))
    assert "note 1  (no source found in the note)" in text
    assert "note 2  (no note)" in text


def test_a_long_address_is_cut_on_a_screen_and_whole_in_a_pipe():
    url = "https://www.long.example/" + "path/" * 20
    made = audit(article("x"), [line("c1", "note", web(url))])
    assert "long.example/path/" in written(made, width=60)
    assert "…" in written(made, width=60)
    assert url in written(made, width=0)


def test_several_articles_end_in_a_tally():
    made = with_findings(arabic(), RULES.finding("SC301", "2", "-"), RULES.finding("SC201", "x"))
    assert written(made, made).endswith("\n2 articles: 2 FIX, 2 LOOK, 0 INFO\n")
    assert "articles:" not in written(made)
    assert {Severity.ERROR, Severity.WARNING} == {found.severity for found in made.findings}


def test_a_name_in_the_outlet_column_is_latin_or_absent():
    state = outlet("وزارة الموانئ", "LB", id="", kind="government")
    made = audit(article("x"), [line("c1", "attribution", checked(named("الوزارة"), outlet=state))])
    assert written(made).count("وزارة") == 1
    assert f"voice  LB    {FSI}الوزارة{PDI}" in written(made)
