from __future__ import annotations

import pytest

from sourcecheck.classify import classify, label_findings, outlet_findings
from sourcecheck.data.load_urls import load_urls
from sourcecheck.model import (
    Candidate,
    Citation,
    CitationKind,
    Claim,
    Classification,
    MatchStatus,
    NamedSource,
    Span,
    VagueSource,
    WebSource,
    Work,
    WorkSource,
)
from sourcecheck.urls.canonical import link

CITATION = Citation(id="c1", kind=CitationKind.NOTE, sources=(), note=Span(3, 9))


def told(source, tables):
    return outlet_findings(CITATION, [(source, classify(source, tables))])


def named(name):
    return NamedSource(printed=name, name=name)


def test_an_ambiguous_name_is_told_with_its_candidates(tables):
    (found,) = told(named("الفجر"), tables)
    assert (found.code, found.severity, found.span, found.citation) == (
        "SC307",
        "warning",
        Span(3, 9),
        "c1",
    )
    assert found.args == ("الفجر", "Al Fajr (Egypt) (EG), Al Fajr (Tunisia) (TN)")


def test_a_misspelling_is_told_with_what_it_is_read_as(tables):
    (found,) = told(named("Nordpres"), tables)
    assert (found.code, found.args) == ("SC311", ("Nordpres", "Nordpress"))


def test_an_unknown_outlet_a_dispute_and_a_guess_are_told_apart(tables):
    assert [found.code for found in told(named("Nobody Known"), tables)] == ["SC801"]
    assert [found.code for found in told(named("Split Paper"), tables)] == ["SC802"]
    assert [found.code for found in told(named("Նորդպրես"), tables)] == ["SC803"]


def test_what_is_sure_or_nobody_in_particular_is_not_told(tables):
    assert told(named("Nordpress"), tables) == ()
    assert told(named("موسكو"), tables) == ()
    assert told(VagueSource(printed="خبراء"), tables) == ()


def test_an_unknown_address_is_told_by_its_host(tables):
    source = WebSource(printed="x", link=link("https://www.paper.co/x", load_urls()))
    (found,) = told(source, tables)
    assert (found.code, found.args) == ("SC801", ("paper.co",))


def test_a_person_in_the_text_a_repeat_and_a_short_link_are_not_told_as_unknown(tables):
    voice = Citation(id="c2", kind=CitationKind.ATTRIBUTION, sources=())
    again = Citation(id="c3", kind=CitationKind.NOTE, sources=(), repeats="c1")
    nobody = [(named("Ahmad Ali"), classify(named("Ahmad Ali"), tables))]
    assert outlet_findings(voice, nobody) == ()
    assert outlet_findings(again, nobody) == ()
    short = WebSource(printed="x", link=link("https://bit.ly/x", load_urls()))
    assert told(short, tables) == ()
    assert told(named(""), tables) == ()


def test_an_ambiguous_voice_in_the_text_is_told(tables):
    voice = Citation(id="c2", kind=CitationKind.ATTRIBUTION, sources=())
    found = outlet_findings(voice, [(named("الفجر"), classify(named("الفجر"), tables))])
    assert [each.code for each in found] == ["SC307"]


@pytest.mark.parametrize(
    ("title", "publisher", "expected"),
    [
        ("Bridges of the North", "", []),
        ("Bridges of the North", "Nobody Press", [("SC801", "Nobody Press")]),
        ("Bridges of the North", "Nordpress", []),
        ("Nordpress", "Nobody Press", []),  # the paper in the title's place
        ("", "Split Paper", [("SC802", "Split")]),
    ],
)
def test_of_a_work_the_publisher_is_told_and_never_the_title(title, publisher, expected, tables):
    work = Work(title=title, publisher=publisher)
    source = WorkSource(printed=f"{title}. {publisher}", name=title or publisher, work=work)
    assert [(found.code, found.args[0]) for found in told(source, tables)] == expected


def of_outlet(*claims, **more):
    given = {"status": MatchStatus.MATCH, "id": "x.example", "name": "X", "claims": claims}
    return Classification(**{**given, **more})


def claim(property_, value, **more):
    return Claim(property=property_, value=value, source="s", told_by="t:1", date="2026", **more)


SINCE = claim("editorial_control", "State Media Monitor 2024: SC", valid_from="2013")
LABELS = [
    ("before it began", [SINCE], "2009-05-01", ["SC804"]),
    ("in its time", [SINCE], "2014-01-01", []),
    ("in its first year", [SINCE], "2013-02-01", []),
    ("nobody knows when the article is from", [SINCE], "", []),
    ("after it ended", [claim("ownership", "state", valid_to="2018")], "2019-01-01", ["SC804"]),
    ("another claim covers the day", [SINCE, claim("editorial_control", "M 2008: SC", valid_to="2012")], "2009-05-01", []),
    ("a closed outlet", [claim("status", "closed 2020")], "", ["SC805"]),
    ("one that closed later than the article", [claim("status", "closed", valid_from="2020")], "2019-01-01", []),
    ("one that closed before", [claim("status", "closed", valid_from="2020")], "2021-01-01", ["SC805"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "claims", "at", "codes"), LABELS, ids=[case[0] for case in LABELS]
)
def test_a_label_of_another_time_is_told_and_not_counted(about, claims, at, codes):
    source = named("X")
    found = label_findings([(CITATION, [(source, of_outlet(*claims))])], at)
    assert [each.code for each in found] == codes


def test_a_label_of_another_time_is_told_once_with_its_dates():
    known = of_outlet(SINCE)
    found = label_findings([(CITATION, [(named("X"), known), (named("X"), known)])], "2009-05-01")
    assert [each.args for each in found] == [
        ("X", "editorial control: State Media Monitor 2024: SC", "2013–")
    ]


def test_what_another_published_first_is_told():
    first = Candidate(id="y.example", name="Y", country="GB")
    found = outlet_findings(CITATION, [(named("X"), of_outlet(original=first, because=("why",)))])
    assert [(each.code, each.args) for each in found] == [("SC806", ("X", "Y", "why"))]
