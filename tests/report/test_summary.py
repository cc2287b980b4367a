"""What is counted, and what is left unsaid below a smallest number."""

import dataclasses
import re
import time

import pytest
from report_audits import (
    arabic,
    article,
    checked,
    line,
    named,
    outlet,
    place,
    seen,
    vague,
    web,
    work,
)

from sourcecheck.data.load_metrics import load_metrics, read_metrics
from sourcecheck.errors import DataError
from sourcecheck.model import (
    Block,
    BlockKind,
    Claim,
    Classification,
    Dateline,
    Field,
    Hyperlink,
    Identifiers,
    LinkFlag,
    LinkState,
    Mark,
    MatchStatus,
    Mention,
    MentionKind,
    Metric,
    NamedSource,
    Number,
    SourceLine,
    Span,
)
from sourcecheck.report.coverage import longest_uncited_run, met, unsourced_numbers
from sourcecheck.report.summary import facets, summarise
from sourcecheck.report.works import known_outlet, work_key

TABLE = load_metrics()

LONE_ROW = """
[limits]
[metrics.x]
row = 1
title = "t"
measure = "share"
min_n = 1
definition = "d"
limits = "l"
"""


def measures(text, lines):
    return summarise(text, lines, TABLE)


def marked_article(marks: dict[int, tuple[str, ...]], paragraphs: int):
    """An article whose paragraph i holds the marks to these URLs."""
    texts = [
        f"Paragraph number {n} says something. " + "".join(f"[{m}]" for m in marks.get(n, ()))
        for n in range(paragraphs)
    ]
    text = article(*texts)
    lines = [
        line(f"c{m}", "note", checked(web(f"https://{m}.example/")), label=m, note=Span(0, 1),
             marks=(place(text.text, f"[{m}]"),))
        for found in marks.values() for m in found
    ]  # fmt: skip
    return text, lines


def works_of(*names: str):
    """One note per name; each a work of that outlet, "" = an outlet nobody knows."""
    return [
        line(
            f"c{number}",
            "note",
            checked(
                web(f"https://{number}.example/"),
                outlet=outlet(*name.split("/")) if name else outlet("", id=""),
            ),
        )
        for number, name in enumerate(names)
    ]


def voice(number: int, name: str, country: str = "", **more):
    return line(
        f"v{number}", "attribution", checked(named(name), outlet=outlet("", country, id="")), **more
    )


def test_an_article_with_nothing_gives_no_share_a_value():
    found = measures(article("Nothing is cited here."), [])
    assert found["works"] == Metric(k=0, n=0, value=0)
    assert found["links_dead"] == Metric(k=0, n=0, value=None)
    assert found["vague_share"] == Metric(k=0, n=0, value=None)
    assert found["marks_matched"].value is None


def test_every_metric_has_a_row_and_every_row_a_metric():
    audit = arabic()
    found = measures(audit.article, audit.lines)
    families = {name for name in TABLE.metrics if name.endswith(".*")}
    plain = {name for name in found if "." not in name}
    assert plain == set(TABLE.metrics) - families
    assert {f"{name.partition('.')[0]}.*" for name in found if "." in name} <= families


def test_cited_paragraphs_are_counted_strictly_and_with_the_reach_of_the_marks():
    text, lines = marked_article({3: ("1",)}, 6)
    wide = [line("c1", "note", web("https://1.example/"), marks=lines[0].citation.marks,
                 scope=Span(0, lines[0].citation.marks[0].end))]  # fmt: skip
    found = measures(text, wide)
    assert found["cited_paragraphs_strict"] == Metric(k=1, n=6, value=round(1 / 6, 6))
    assert found["cited_paragraphs_lenient"] == Metric(k=4, n=6, value=round(4 / 6, 6))


@pytest.mark.parametrize(
    ("marks", "paragraphs", "expected"),
    [
        ({0: ("1",), 9: ("2",)}, 13, range(1, 9)),
        ({}, 4, range(4)),
        ({0: ("1",), 1: ("2",)}, 2, range(0)),
        ({2: ("1",)}, 5, range(2)),
    ],
)
def test_the_longest_run_without_a_mark_is_found(marks, paragraphs, expected):
    assert list(longest_uncited_run(*marked_article(marks, paragraphs))) == list(expected)


def test_paragraphs_resting_on_one_work_are_counted_among_those_with_a_mark():
    text, lines = marked_article({0: ("1", "2"), 1: ("3",), 2: ("4",), 3: ("5",)}, 9)
    assert measures(text, lines)["single_source_paragraphs"] == Metric(k=3, n=4, value=0.75)


def test_density_is_marks_per_thousand_words_and_not_told_without_word_spaces():
    text, lines = marked_article({0: ("1",)}, 1)
    assert measures(text, lines)["citation_density"].n == 6  # the mark is glued to no letter
    assert measures(text, lines)["citation_density"].value == pytest.approx(1000 / 6)
    japanese = article("港は三日待つ。[1]", language="ja")
    assert measures(japanese, lines)["citation_density"].value is None


def test_a_mark_counts_as_matched_only_when_all_its_labels_have_a_note():
    group, alone = Span(5, 14), Span(30, 33)
    lines = [
        line("c6", "note", web("https://a.example/"), label="6", marks=(group,), note=Span(50, 60)),
        line("c7", "note", label="7", marks=(group,)),
        line("c8", "note", web("https://b.example/"), label="8", marks=(alone,), note=Span(60, 70)),
        line("c9", "note", web("https://c.example/"), label="9", note=Span(70, 80)),
    ]
    found = measures(article("x" * 40), lines)
    assert found["marks_matched"] == Metric(k=1, n=2, value=0.5)
    assert found["notes_cited"] == Metric(k=2, n=3, value=round(2 / 3, 6))


@pytest.mark.parametrize(
    ("source", "rung"),
    [
        (web("https://a.example/"), "url"),
        (web("https://a.example/?fbclid=1", LinkFlag.TRACKING), "url"),
        (web("https://a.example/", LinkFlag.REPAIRED), "repaired"),
        (web("https://a.example/", LinkFlag.WRAPPED), "repaired"),
        (web("https://t.example/1", LinkFlag.SHORT_LINK), "short"),
        (web("https://a.example/x-", LinkFlag.TRUNCATED), "unresolved"),
        (web("https://", LinkFlag.INVALID), "unresolved"),
        (work("A study", identifiers=Identifiers(doi="10.1000/1")), "identifier"),
        (work("A study", identifiers=Identifiers(issn="1234-5679")), "named"),
        (named("A paper"), "named"),
        (None, "unresolved"),
    ],
)
def test_each_work_stands_on_one_rung(source, rung):
    sources = [source] if source else []
    found = measures(article("x"), [line("c1", "note", *sources, note=Span(0, 1))])
    on = [name for name, m in found.items() if name.startswith("resolution_") and m.k]
    assert on == [f"resolution_{rung}"]


def test_concentration_and_diversity_are_those_of_five_works_of_three_outlets():
    found = measures(article("x"), works_of("A/RU", "B/US", "B/US", "C/TR", "A/RU"))
    assert found["outlet_concentration"] == Metric(k=2, n=5, value=0.36)
    assert found["effective_outlets"].value == pytest.approx(2.777778)
    assert found["outlet_shannon"].value == pytest.approx(1.05, abs=0.006)
    assert found["outlet_simpson"].value == pytest.approx(0.8)
    assert {n: m.k for n, m in found.items() if n.startswith("country.")} == {
        "country.RU": 2,
        "country.TR": 1,
        "country.US": 2,
    }


def test_no_index_is_told_of_fewer_than_five_works_of_known_outlet():
    found = measures(article("x"), works_of("A/RU", "A/RU", "B/AZ", "C/IR", ""))
    assert found["outlet_concentration"] == Metric(k=2, n=4, unknown=1, value=None)
    assert found["country.RU"] == Metric(k=2, n=5, unknown=1, value=0.4)
    assert found["coverage_classified"] == Metric(k=4, n=5, value=0.8)


def test_nothing_is_said_of_outlets_when_nobody_asked():
    found = measures(article("x"), [line("c1", "note", web("https://a.example/"))])
    assert found["coverage_classified"] == Metric(k=0, n=0, value=None)
    assert found["state_linked"].value is None
    assert not [name for name in found if name.startswith(("country.", "ownership."))]


@pytest.mark.parametrize(
    ("given", "k", "unknown"),
    [
        ({"ownership": "state"}, 1, 0),
        ({"ownership": "private"}, 0, 0),
        ({"ownership": "private", "editorial_control": "CaPu 2024"}, 1, 0),
        ({"editorial_control": "State Media Monitor 2024: SC"}, 1, 0),
        ({"editorial_control": "State Media Monitor 2024: CaPr"}, 0, 0),
        ({"ownership": "public", "editorial_control": "ISF 2024"}, 0, 0),
        ({"ownership": "unknown", "kind": "gov"}, 1, 0),
        ({"ownership": "unknown"}, 0, 1),
        ({}, 0, 1),
    ],
)
def test_a_state_link_is_known_unknown_or_none(given, k, unknown):
    lines = [line("c1", "note", checked(web("https://a.example/"), outlet=outlet("A", **given)))]
    found = measures(article("x"), lines)["state_linked"]
    assert (found.k, found.n, found.unknown) == (k, 1, unknown)


def test_a_work_cited_twice_counts_once_with_both_its_citations():
    lines = [
        line("c1", "note", web("https://a.example/?utm_source=x", canonical="https://a.example/")),
        line("c2", "note", web("https://a.example/")),
        line("c3", "note", repeats="c2", note=Span(0, 4)),
        line("c4", "note", named("A Paper")),
        line("c5", "note", named("a  paper".replace("  ", " "))),
    ]
    found = measures(article("xxxx"), lines)
    assert found["works"].k == 2
    assert found["citations"].k == 5
    assert facets(lines).outlets[0].citations == ("c1", "c2", "c3", "c4", "c5")


def test_a_name_beside_an_address_is_part_of_the_same_work():
    lines = [line("c1", "note", named("A Paper"), web("https://a.example/"))]
    assert measures(article("x"), lines)["works"].k == 1


def test_a_voice_is_no_work_but_a_publisher_who_speaks_is():
    lines = [
        line("c1", "attribution", checked(named("Sami"), outlet=outlet("", "LB", id=""))),
        line("c2", "attribution", checked(named("Foreign ministry"), outlet=outlet("MFA", "LB", kind="gov"))),
        line("c3", "attribution", checked(named("Agency"), outlet=outlet("Agency", "LB", kind="agency"))),
        line("c4", "dateline", checked(named("Agency"), outlet=outlet("Agency", "LB", kind="agency"))),
    ]  # fmt: skip
    found = measures(article("x"), lines)
    assert found["works"].k == 1
    assert found["agency_works"] == Metric(k=1, n=1, value=1)
    assert found["voices"].k == 3
    assert found["official_voices"] == Metric(k=1, n=3, unknown=1, value=round(1 / 3, 6))
    assert found["voice_country.LB"].k == 3


@pytest.mark.parametrize(
    ("known", "works"),
    [
        ({"kind": "agency"}, 1),
        ({"kind": "news", "status": MatchStatus.PROBABLE}, 0),
        ({"kind": "intergovernmental"}, 0),
        ({"kind": "government"}, 0),
    ],
)
def test_only_a_publishers_own_name_in_the_text_is_a_work(known, works):
    lines = [line("c1", "attribution", checked(named("X"), outlet=outlet("X", "LB", **known)))]
    assert measures(article("x"), lines)["works"].k == works


def test_a_publisher_whose_page_is_cited_is_not_counted_again_by_name():
    agency = outlet("Agency", "LB", kind="agency")
    lines = [
        line("c1", "hyperlink", checked(web("https://agency.example/1"), outlet=agency)),
        line("c2", "attribution", checked(named("Agency"), outlet=agency)),
        line("c3", "attribution", checked(named("Other"), outlet=outlet("Other", kind="news"))),
    ]
    found = measures(article("x"), lines)
    assert (found["works"].k, found["voices"].k) == (2, 2)


def test_a_pronoun_that_leads_nowhere_is_no_named_voice():
    pronoun = NamedSource(printed="he added that", name="")
    lines = [line("c1", "attribution", pronoun), line("c2", "attribution", named("Sami"))]
    found = measures(article("x"), lines)
    assert (found["voices"].k, found["voices"].n) == (1, 1)
    assert found["top_source_share"].n == 1


def test_the_ladder_and_the_vague_share_count_distinct_voices_and_each_phrase():
    text = article("Experts think. It is said. Sami said.", mentions=(
        Mention(span=Span(0, 13), cue=Span(8, 13), voice=Span(0, 7), kind=MentionKind.VAGUE, rule="r"),
        Mention(span=Span(15, 25), cue=Span(15, 25), voice=None, kind=MentionKind.VAGUE, rule="r"),
    ))  # fmt: skip
    lines = [
        line("c1", "vague", vague("Experts think"), mention=Span(0, 13)),
        line("c2", "vague", vague("It is said"), mention=Span(15, 25)),
        line("c3", "attribution", named("Sami"), mention=Span(27, 36)),
        line("c4", "attribution", named("he"), mention=Span(27, 36), repeats="c3"),
    ]
    found = measures(text, lines)
    assert (found["ladder_vague"].k, found["ladder_impersonal"].k) == (1, 1)
    assert found["vague_share"] == Metric(k=2, n=3, value=round(2 / 3, 6))


def test_voices_quoted_through_one_report_lead_to_that_report():
    report = work("A think-tank's report")
    lines = [
        line("c1", "attribution", report, mention=Span(0, 5)),
        voice(2, "First", secondhand=True, mention=Span(6, 9)),
        voice(3, "Second", secondhand=True, mention=Span(10, 13)),
        line("c4", "attribution", report, mention=Span(14, 17), repeats="c1"),
        line("c5", "vague", vague("it is said"), mention=Span(18, 20)),
    ]
    found = measures(article("x" * 30), lines)
    assert found["top_source_share"] == Metric(k=4, n=4, value=1)
    assert found["secondhand_share"] == Metric(k=2, n=2, value=1)
    assert found["ladder_work"].k == 1


NUMBERED = (
    "Exports rose by 35%.",
    "Imports rose by 28%. Ports are busy.[1]",
    "Sami said that 12% left. Another 3% stayed. And 7% came.",
    "Reports show 9%.",
    "[2] Prices fell by 5%.",
    "See the bulletin. It gives 6%.",
)
FIGURES = {"35%": True, "28%": False, "12%": False, "3%": False, "7%": True, "9%": True,
           "5%": True, "6%": False}  # fmt: skip


def numbered_article():
    """Figures with a mark behind them, a voice before them, a link, a vague voice, nothing."""
    text = article(*NUMBERED).text
    kinds = (("Sami said that", MentionKind.NAMED), ("Reports show", MentionKind.VAGUE))
    sentences = [found.span() for found in re.finditer(r"[^.\n]+\.(?:\[\d\])?", text)]
    return article(
        *NUMBERED,
        numbers=tuple(Number(span=place(text, f" {n}"), text=n) for n in FIGURES),
        marks=tuple(Mark(span=place(text, m), labels=(m[1],), rule="r") for m in ("[1]", "[2]")),
        sentences=tuple(Span(*found) for found in sentences),
        hyperlinks=(Hyperlink(span=place(text, "bulletin"), target="https://a.example/"),),
        mentions=tuple(
            Mention(span=place(text, w), cue=place(text, w), voice=None, kind=kind, rule="r")
            for w, kind in kinds
        ),
    )


def test_a_number_needs_a_mark_behind_it_or_a_link_or_voice_near_it():
    text = numbered_article()
    bare = [span.of(text.text).strip() for span in unsourced_numbers(text)]
    assert bare == [figure for figure, unsourced in FIGURES.items() if unsourced]
    assert measures(text, [])["unsourced_numbers"] == Metric(k=4, n=8, value=0.5)


def test_reference_need_counts_checkworthy_sentences_without_a_mark():
    text = numbered_article()
    lines = [line("c1", "note", web("https://a.example/"), marks=(place(text.text, "[1]"),),
                  claim=place(text.text, "Imports rose by 28%."))]  # fmt: skip
    assert measures(text, lines)["reference_need"] == Metric(k=7, n=8, value=0.875)


def test_link_states_keep_doubtful_apart_from_dead():
    states = [LinkState.ALIVE, LinkState.MOVED, LinkState.NOT_FOUND, LinkState.BLOCKED]
    lines = [
        line(f"c{n}", "note", checked(web(f"https://{n}.example/"), state, capture=None))
        for n, state in enumerate(states)
    ]
    found = measures(article("x"), lines)
    assert found["links_dead"] == Metric(k=1, n=4, unknown=1, value=0.25)
    assert found["dead_share"] == Metric(k=1, n=3, value=round(1 / 3, 6))
    assert found["links_doubtful"].k == 1
    assert found["link_state.moved"] == Metric(k=1, n=4, value=0.25)
    assert found["unarchived"] == Metric(k=4, n=4, value=1)


def test_an_offline_run_checks_nothing_and_calls_nothing_dead():
    source = checked(web("https://a.example/"), LinkState.OFFLINE, observation=None, capture=None)
    found = measures(article("x"), [line("c1", "note", source)])
    assert found["links_unchecked"] == Metric(k=1, n=1, value=1)
    assert found["dead_share"] == Metric(k=0, n=0, value=None)
    assert found["coverage_checked"] == Metric(k=0, n=1, value=0)
    assert found["unarchived"] == Metric(k=0, n=0, value=None)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Metric(k=0, n=0, value=None)),
        ({"publisher": Field(value="Daily Water")}, Metric(k=1, n=2, value=0.5)),
        ({"canonical_url": Field(value="https://www.b.example/x")}, Metric(k=1, n=2, value=0.5)),
        ({"origin": "https://b.example/today"}, Metric(k=1, n=2, value=0.5)),
    ],
)
def test_self_citation_is_by_host_or_name_and_silent_when_the_publisher_is_unknown(more, expected):
    lines = [
        line("c1", "note", checked(web("https://a.example/"), outlet=outlet("Daily Water", "EG"))),
        line("c2", "note", web("https://b.example/2")),
    ]
    assert measures(article("x", **more), lines)["self_citation"] == expected


def test_a_dateline_with_an_agency_is_an_agency_credit():
    dateline = Dateline(span=Span(0, 1), place="Cairo", agency="Agency")
    assert measures(article("x", dateline=dateline), [])["wire_credit"].k == 1
    assert measures(article("x"), [])["wire_credit"].k == 0


def test_the_language_of_a_work_is_what_its_server_declares():
    answered = seen("https://a.example/", headers=(("content-language", "ar-EG, en"),))
    lines = [
        line("c1", "note", SourceLine(source=web("https://a.example/"), observation=answered)),
        line("c2", "note", web("https://b.example/")),
    ]
    assert measures(article("x"), lines)["language.ar"] == Metric(k=1, n=2, unknown=1, value=0.5)


def test_facets_put_the_largest_first_and_the_unknown_last():
    found = facets(works_of("B/US", "", "A/RU", "A/RU", "A/RU"))
    assert [(c.key, c.n) for c in found.countries] == [("RU", 3), ("US", 1), ("", 1)]
    assert [(c.label, c.n) for c in found.outlets] == [("A", 3), ("B", 1), ("", 1)]
    assert (found.works, found.voices, found.classified) == (5, 0, True)
    assert facets([line("c1", "note", web("https://a.example/"))]).classified is False


def test_headings_are_no_paragraphs():
    text = article("One.", "Two.")
    heading = Block(span=Span(0, 4), kind=BlockKind.HEADING)
    headed = dataclasses.replace(text, blocks=(heading, text.blocks[1]))
    assert measures(headed, [])["cited_paragraphs_strict"].n == 1


def test_numbers_are_the_same_whatever_the_order_of_dictionaries():
    audit = arabic()
    one = measures(audit.article, audit.lines)
    two = measures(audit.article, tuple(audit.lines))
    assert list(one.items()) == list(two.items())


@pytest.mark.parametrize(
    ("span", "expected"),
    [(Span(0, 5), {0}), (Span(4, 11), {0, 1}), (Span(5, 10), set()), (Span(12, 12), {1})],
)
def test_spans_meet_the_parts_they_share_a_letter_with(span, expected):
    assert met([span], [Span(0, 5), Span(10, 15)]) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[limits]\n", "exactly limits and metrics"),
        ("[limits]\n[metrics]\n", "limits: must hold exactly"),
        ("[limits]\n[metrics.x]\nrow = 1\n", "x: must hold exactly"),
        (
            LONE_ROW.replace("row = 1", 'row = "1"'),
            "x: row is not of type int",
        ),
        (
            LONE_ROW.replace("share", "score"),
            "x: measure is not count, share or index",
        ),
    ],
)
def test_a_wrong_table_of_metrics_is_refused(tmp_path, text, complaint):
    (tmp_path / "metrics.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=complaint):
        read_metrics(tmp_path)


def test_a_vague_voice_is_no_work():
    with pytest.raises(ValueError, match="vague"):
        work_key(SourceLine(source=vague("experts")))


def test_a_metric_nobody_described_is_refused():
    with pytest.raises(DataError, match="credibility"):
        TABLE.row("credibility")


def test_ten_times_the_citations_cost_about_ten_times_the_time():
    def seconds(paragraphs: int) -> float:
        text, lines = marked_article({n: (str(n),) for n in range(paragraphs)}, paragraphs)
        start = time.process_time()
        measures(text, lines)
        return time.process_time() - start

    small = min(seconds(200) for _ in range(3))
    large = min(seconds(2000) for _ in range(2))
    assert large < 40 * small


@pytest.mark.parametrize(
    ("classified", "counted_by"),
    [
        (None, ""),
        (Classification(status=MatchStatus.MATCH, id="ria.ru", name="RIA Novosti"), "ria.ru"),
        (Classification(status=MatchStatus.DISPUTED, id="x.example", name="X"), "x.example"),
        (
            Classification(status=MatchStatus.PROBABLE, name="Moscow", kind="government"),
            "Moscow",
        ),
        (Classification(status=MatchStatus.UNKNOWN, id="a.example", name="a.example"), ""),
        (Classification(status=MatchStatus.UNKNOWN, name="bit.ly"), ""),
        (
            Classification(
                status=MatchStatus.PROBABLE, id="a.example", name="a.example", country="KG"
            ),
            "",
        ),
    ],
)
def test_a_domain_in_no_table_is_no_known_outlet(classified, counted_by):
    assert known_outlet(classified) == counted_by


def test_unknown_domains_are_counted_together_and_without_a_name():
    links = [
        line(
            f"c{n}",
            "note",
            checked(
                web(f"https://{n}.example/"),
                outlet=Classification(
                    status=MatchStatus.UNKNOWN, id=f"{n}.example", name=f"{n}.example"
                ),
            ),
            label=str(n),
            note=Span(0, 1),
        )
        for n in range(3)
    ]
    assert [(count.key, count.label, count.n) for count in facets(links).outlets] == [("", "", 3)]


STATE_LINKS = [
    ({"kind": "government"}, "government"),
    ({"ownership": "state"}, "controlled"),
    ({"ownership": "state", "editorial_control": "Monitor 2024: IP"}, "public"),
    ({"ownership": "private", "editorial_control": "Monitor 2024: CaPr"}, "captured"),
    ({"ownership": "public", "editorial_control": "Monitor 2024: ISFM"}, "funded"),
    ({"ownership": "public", "editorial_control": "Monitor 2024: IP"}, "public"),
    ({"ownership": "public"}, "public"),
    ({"ownership": "private"}, "none"),
]


@pytest.mark.parametrize(("given", "key"), STATE_LINKS)
def test_links_to_a_state_are_told_apart(given, key):
    lines = [line("c1", "note", checked(web("https://a.example/"), outlet=outlet("A", **given)))]
    found = measures(article("x"), lines)
    assert [name for name in found if name.startswith("state_link.")] == [f"state_link.{key}"]


def owned(name, *claims, **more):
    made = tuple(
        Claim(property=property_, value=value, source="s", told_by="t:1", valid_from=since)
        for property_, value, since in claims
    )
    url = f"https://{name}.example/"
    return checked(web(url), outlet=outlet(name.title(), claims=made, **more))


def test_owners_are_counted_by_who_owns_not_by_brand():
    lines = [
        line("c1", "note", owned("a", ("legal_owner", "Holding", ""))),
        line("c2", "note", owned("b", ("legal_owner", "Holding", ""))),
        line("c3", "note", owned("c", ("parent", "a", ""))),
        line("c4", "note", owned("d", ownership="state", country_control="RU")),
        line("c5", "note", owned("e", ("legal_owner", "Later", "2020"), ownership="private")),
        line("c6", "note", owned("f", ("legal_owner", "Holding", ""))),
    ]
    told = article("x", published=Field(value="2019-01-01"))
    found = measures(told, lines)
    assert (found["owners"].k, found["owners"].unknown) == (3, 1)
    share = found["owner_concentration"]
    assert (share.k, share.n, share.unknown) == (3, 5, 1)
    assert share.value == pytest.approx(0.44)


def test_a_disputed_country_is_counted_apart_and_stays_unknown():
    disputed = outlet("A", status=MatchStatus.DISPUTED)
    lines = [
        line("c1", "note", checked(web("https://a.example/"), outlet=disputed)),
        line("c2", "note", checked(web("https://b.example/"), outlet=outlet("B", "GB"))),
    ]
    found = measures(article("x"), lines)
    assert (found["country_disputed"].k, found["country_disputed"].n) == (1, 2)
    assert (found["country.GB"].k, found["country.GB"].unknown) == (1, 1)
    counts = facets(lines).countries
    assert [(count.key, count.is_disputed, count.n) for count in counts] == [
        ("GB", False, 1),
        ("", True, 1),
    ]
