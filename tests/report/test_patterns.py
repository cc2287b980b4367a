"""Patterns are told as counts, from a limit on, and not twice."""

import dataclasses

import pytest
from report_audits import (
    article,
    checked,
    kept,
    line,
    named,
    outlet,
    place,
    seen,
    vague,
    verdict,
    web,
    work,
)

from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Field, LinkState, Note, Severity, SourceLine, Span
from sourcecheck.report.patterns import pattern_findings

RULES = load_rules()
LIMITS = load_metrics().limits


def told(lines, text=None):
    found = pattern_findings(text or article("x" * 99), lines, LIMITS, RULES)
    return {finding.code: RULES.message(finding) for finding in found}


def notes(*outlets, start=1):
    return [
        line(
            f"c{n}",
            "note",
            checked(web(f"https://{n}.example/"), outlet=known),
            note=Span(n, n + 1),
        )
        for n, known in enumerate(outlets, start=start)
    ]


def voice(n, country="", name=""):
    known = outlet("", country, id="")
    return line(f"v{n}", "attribution", checked(named(name or f"Voice {n}"), outlet=known))


REPORT = work("The Port Institute's report")


def test_one_report_behind_nearly_everything_is_told_with_its_name_and_place():
    lines = [
        line("c1", "attribution", REPORT, mention=Span(3, 9)),
        line("c2", "attribution", named("Sami"), secondhand=True, mention=Span(10, 12)),
        line("c3", "attribution", named("Rana"), secondhand=True, mention=Span(13, 15)),
        line("c4", "attribution", REPORT, repeats="c1", mention=Span(16, 18)),
        line("c5", "attribution", named("Own witness"), mention=Span(20, 22)),
        line("c6", "vague", vague("it is said"), mention=Span(30, 33)),
    ]
    found = pattern_findings(article("x" * 99), lines, LIMITS, RULES)[0]
    assert RULES.message(found) == (
        "4 of 5 attributions lead to one source: The Port Institute's report."
    )
    assert (found.span, found.because) == (Span(3, 9), ("citations c1, c2, c3, c4",))
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (checked(named("Sami")), "Sami"),
        (checked(web("https://a.example/")), "https://a.example/"),
        (checked(web("https://a.example/"), outlet=outlet("Port Daily")), "Port Daily"),
    ],
)
def test_the_single_source_is_called_by_its_name(source, name):
    lines = [line(f"c{n}", "attribution", source) for n in range(3)]
    assert told(lines)["SC205"] == f"3 of 3 attributions lead to one source: {name}."


def test_a_single_note_without_any_source_is_called_by_its_label():
    first = line("c1", "note", label="1", note=Span(0, 3))
    again = [line(f"c{n}", "note", label=str(n), repeats="c1", note=Span(4, 5)) for n in (2, 3)]
    assert told([first, *again])["SC205"] == "3 of 3 attributions lead to one source: 1."


@pytest.mark.parametrize(
    "lines",
    [
        [line("c1", "note", REPORT), line("c2", "note", REPORT)],
        [line("c1", "note", REPORT), *notes(None, None, start=2)],
        [line("c1", "vague", vague("a")), line("c2", "vague", vague("b")), line("c3", "vague", vague("c"))],
    ],
    ids=["too few", "spread", "vague only"],
)  # fmt: skip
def test_a_single_source_is_not_told_of(lines):
    assert "SC205" not in told(lines)


def test_an_article_of_unnamed_voices_without_a_note_is_told_twice_as_a_whole():
    lines = [line(f"c{n}", "vague", vague("experts")) for n in range(3)]
    assert told([*lines, voice(1)]) == {
        "SC206": "3 of 4 attributions are to unnamed voices; there is no note, no link and no document.",
        "SC207": "The article has no notes, no bibliography and no links to sources.",
    }


def test_the_agency_of_a_dateline_is_not_a_source_of_the_statements():
    agency = checked(named("Agency"), outlet=outlet("Agency", "LB", kind="agency"))
    lines = [line("c1", "dateline", agency), line("c2", "vague", vague("experts"))]
    assert told(lines).keys() == {"SC206", "SC207"}
    assert told([*lines, line("c3", "attribution", agency)]).keys() == {"SC207"}


def test_one_note_is_enough_to_be_neither():
    lines = [line("c1", "vague", vague("experts")), *notes(None, start=2)]
    assert told(lines) == {}


def test_notes_that_no_citation_took_up_are_notes_all_the_same():
    note = Note(span=Span(0, 3), label="1", content=Span(1, 3), rule="r")
    bare = article("x" * 9)
    assert told([], bare).keys() == {"SC207"}
    assert told([], dataclasses.replace(bare, notes=(note,))) == {}


A = outlet("A", "RU", ownership="state")
B = outlet("B", "RU", ownership="state")
C = outlet("C", "AZ", ownership="private")
NOBODY = outlet("", id="")


def test_one_outlet_is_told_once_and_not_again_as_its_country():
    assert told(notes(A, A, A, A, C)) == {"SC501": "4 of 5 cited works are from one outlet: A."}


def test_one_country_of_several_outlets_is_told_with_the_unknown():
    assert told(notes(A, B, A, B, C, NOBODY)) == {
        "SC502": "4 of 5 cited works of known country are from RU; 1 unknown.",
        "SC503": "4 of 5 cited works of known ownership are state-owned; 1 unknown.",
    }


def test_private_owners_are_not_told():
    others = [outlet(name, country, ownership="private") for name, country in
              (("A", "RU"), ("B", "US"), ("C", "TR"), ("D", "FR"), ("E", "GB"))]  # fmt: skip
    assert told(notes(*others)) == {}


def test_four_works_are_too_few_for_a_pattern():
    assert told(notes(A, A, A, A, NOBODY)) == {}


def test_voices_of_one_country_are_counted_against_the_known_ones():
    lines = [*notes(None), *(voice(n, "RU") for n in range(4)), voice(9, "", "Sami")]
    assert told(lines)["SC505"] == "4 of 4 named voices of known country are from RU; 1 unknown."
    assert "SC505" not in told([*notes(None), *(voice(n, "RU") for n in range(3)), voice(5, "AZ")])


def test_the_longest_run_without_a_mark_is_told_with_its_place():
    text = article(*(f"Paragraph {n}." for n in range(6)), "Marked.[1]")
    lines = [line("c1", "note", web("https://a.example/"), marks=(place(text.text, "[1]"),))]
    found = pattern_findings(text, lines, LIMITS, RULES)
    assert [RULES.message(f) for f in found] == [
        "6 paragraphs in a row have no mark (paragraphs 1 to 6)."
    ]
    assert found[0].span == Span(0, text.paragraphs[5].end)
    assert "SC504" not in told([], text)


def test_second_hand_voices_are_told_together_with_what_they_are_quoted_through():
    lines = [
        *notes(A, C),
        line("c3", "attribution", REPORT, mention=Span(20, 25)),
        *(line(f"v{n}", "attribution", named(f"Voice {n}"), secondhand=True, mention=Span(30 + n, 31 + n))
          for n in range(3)),
        voice(9),
    ]  # fmt: skip
    assert told(lines)["SC506"] == (
        "3 of 4 named voices are quoted through another source: The Port Institute's report."
    )


def test_second_hand_voices_without_a_named_report_are_told_as_such():
    lines = [line(f"v{n}", "attribution", named(f"Voice {n}"), secondhand=True) for n in range(3)]
    assert told(lines)["SC506"] == (
        "3 of 3 named voices are quoted through another source: not named."
    )
    assert "SC506" not in told([*lines, *(voice(n) for n in range(4, 9))])


def test_the_publishers_own_work_is_told_as_such():
    text = article("x" * 99, publisher=Field(value="C"))
    assert told(notes(A, C), text)["SC507"] == (
        "1 of 2 cited works are from the article's own publisher: C."
    )
    assert "SC507" not in told(notes(A, B), text)


def copied(state=LinkState.ALIVE, *, copy=True, **more):
    url = "https://a.example/"
    return line(
        "c2",
        "note",
        SourceLine(
            source=web(url),
            verdict=verdict(url, state),
            observation=seen(url, body_sha256="aa", **more),
            capture=kept(url) if copy else None,
        ),
        label="2",
        note=Span(5, 9),
    )


OTHER = line("c1", "note", checked(web("https://b.example/"), LinkState.ALIVE), label="1")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (copied(), {}),
        (copied(copy=False), {"SC701": "Citation 2: an answer came, but no copy of it was kept."}),
        (
            copied(LinkState.BLOCKED),
            {"SC702": "Citation 2: the copy kept shows the answer (blocked), not the page."},
        ),
        (
            copied(truncated="length"),
            {"SC703": "Citation 2: the copy kept is not whole (cut by length)."},
        ),
    ],
)
def test_what_is_wrong_with_a_copy_is_told(other, expected):
    assert told([OTHER, other]) == expected


def test_a_citation_without_label_is_called_by_what_is_printed():
    wall = dataclasses.replace(copied(LinkState.BLOCKED).citation, label="")
    lines = [dataclasses.replace(copied(LinkState.BLOCKED), citation=wall)]
    assert told(lines)["SC702"].startswith("Citation https://a.example/: ")


def test_nothing_is_told_of_copies_when_none_were_asked_for():
    assert told([copied(copy=False)]) == {}
