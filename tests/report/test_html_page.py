"""The parts of the page before they are markup."""

from __future__ import annotations

import dataclasses

import factories
import pytest

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.model import (
    Block,
    BlockKind,
    Citation,
    CitationKind,
    LinkState,
    Mark,
    Severity,
    Span,
)
from sourcecheck.model.audit import Line
from sourcecheck.report.page.cards import counts, link_list
from sourcecheck.report.page.leads import leads, passed
from sourcecheck.report.page.phrases import percent, say
from sourcecheck.report.page.prose import Rests, prose
from sourcecheck.report.page.safe import cut_controls, href, json_for_script
from sourcecheck.report.page.sources import Tone, source_views
from sourcecheck.report.page.spread import spread
from sourcecheck.report.page.view import page_view
from sourcecheck.report.page.words import words
from sourcecheck.report.page.worldmap import map_view

WORLD = load_report().map


def text_of(block) -> str:
    return "".join(
        piece.text + piece.before + "".join(f"[{pill.label}]" for pill in piece.pills) + piece.after
        for piece in block.pieces
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example/x", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("https://a.example/ x", False),
        ("https://a.example/\u202ex", False),
        ("https://a.example/\nx", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_are_linked(url, expected):
    assert bool(href(url)) is expected


@pytest.mark.parametrize(
    ("text", "prose_too", "expected"),
    [
        ("plain", True, [("plain", "")]),
        ("a\u202eb", True, [("a", ""), ("", "U+202E RIGHT-TO-LEFT OVERRIDE"), ("b", "")]),
        ("a\u200fb", True, [("a\u200fb", "")]),
        ("a\u200fb", False, [("a", ""), ("", "U+200F RIGHT-TO-LEFT MARK"), ("b", "")]),
        ("\x07", True, [("", "U+0007 CONTROL")]),
        ("", True, []),
    ],
)
def test_control_characters_are_named(text, prose_too, expected):
    assert cut_controls(text, prose=prose_too) == expected


def test_json_for_a_script_holds_no_angle_bracket():
    assert json_for_script('{"a":"</script>&\u2028"}') == (
        '{"a":"\\u003c/script\\u003e\\u0026\\u2028"}'
    )


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        (1, 3, say("percent", 33)),
        (0, 7, say("percent", 0)),
        (1, 900, say("percent_below", say("percent", 1))),
        (7, 7, say("percent", 100)),
    ],
)
def test_a_small_share_is_never_printed_as_nothing(k, n, expected):
    assert percent(k, n) == expected


@pytest.mark.parametrize(
    ("state", "confirmed", "tone"),
    [
        (LinkState.ALIVE, False, Tone.OK),
        (LinkState.PAYWALL, False, Tone.OK),
        (LinkState.MOVED, False, Tone.MOVED),
        (LinkState.BLOCKED, True, Tone.BLOCKED),
        (LinkState.TIMEOUT, False, Tone.BLOCKED),
        (LinkState.NOT_FOUND, False, Tone.FAILING),
        (LinkState.NOT_FOUND, True, Tone.DEAD),
        (LinkState.OFFLINE, False, Tone.WAITING),
        (LinkState.ROBOTS_DENIED, False, Tone.WAITING),
        (None, False, Tone.WAITING),
    ],
)
def test_a_state_looks_like_what_is_known(state, confirmed, tone):
    made = factories.Maker()
    made.block("A note [1].")
    made.note(
        "1", "https://a.example", factories.web("https://a.example", state, confirmed=confirmed)
    )
    assert source_views(made.audit())[0][0].tone is tone


def test_the_text_of_a_paragraph_survives_being_cut_into_pieces():
    audit = factories.arabic()
    text = prose(audit, source_views(audit))
    for block, span in zip(text.paragraphs, audit.article.paragraphs, strict=True):
        printed = span.of(audit.article.text)
        assert text_of(block).replace(" ", "") == printed.replace(" ", "")


def test_what_each_paragraph_rests_on():
    audit = factories.arabic()
    text = prose(audit, source_views(audit))
    assert [block.rests for block in text.paragraphs] == [
        Rests.NOTHING,
        Rests.MARKED,
        Rests.MARKED,
        Rests.VAGUE,
        Rests.MARKED,
        Rests.MARKED,
    ]
    assert [block.heading for block in text.blocks].count(True) == 1


def test_a_grouped_mark_becomes_a_pill_for_each_citation():
    made = factories.Maker()
    span = made.block("Three say so (6 ، 7).")
    where = made.span("(6 ، 7)")
    made.marks.append(Mark(span=where, labels=("6", "7"), rule="group"))
    for label in ("6", "7"):
        made.note(label, f"https://{label}.example", factories.web(f"https://{label}.example"))
    block = prose(made.audit(), source_views(made.audit())).paragraphs[0]
    assert span.covers(where)
    assert block.labels == ("6", "7")
    assert text_of(block) == "Three say so[6][7]."


def test_a_link_in_the_text_keeps_its_words():
    made = factories.Maker()
    made.block("The ministry published a report on Monday.")
    kept = factories.web("https://a.example")
    citation = Citation(
        id="c1",
        kind=CitationKind.HYPERLINK,
        sources=(kept.source,),
        marks=(made.span("published a report"),),
    )
    made.lines.append(Line(citation=citation, sources=(kept,)))
    block = prose(made.audit(), source_views(made.audit())).paragraphs[0]
    assert text_of(block) == "The ministry published a report[↗1] on Monday."
    assert [piece.classes for piece in block.pieces if piece.pills] == ["linked"]


def test_a_mark_at_the_very_start_has_nothing_to_hang_on():
    made = factories.Maker()
    made.block("[1] opens the paragraph.")
    made.note("1", "https://a.example", factories.web("https://a.example"))
    block = prose(made.audit(), source_views(made.audit())).paragraphs[0]
    assert text_of(block) == "[1] opens the paragraph."


def test_overlapping_annotations_do_not_double_the_text():
    made = factories.Maker()
    made.block("Some experts say that 35% is lost.")
    made.voice("experts say that 35%", factories.vague(made, "experts say that 35%"))
    made.find("SC202", Severity.WARNING, "35%", words="35% is lost")
    block = prose(made.audit(), source_views(made.audit())).paragraphs[0]
    assert text_of(block) == "Some experts say that 35% is lost."
    assert [piece.classes for piece in block.pieces if piece.classes] == [
        "vague",
        "vague finding",
        "finding",
    ]


def test_a_note_without_a_mark_is_listed_apart():
    made = factories.Maker()
    made.block("No marks here.")
    made.note("1", "https://a.example", factories.web("https://a.example"))
    text = prose(made.audit(), source_views(made.audit()))
    assert [view.label for view in text.unplaced] == ["1"]


def test_a_second_source_of_a_citation_has_its_own_place():
    made = factories.Maker()
    made.block("Two at once [1].")
    first, second = factories.web("https://a.example"), factories.web("https://b.example")
    citation = Citation(
        id="c1",
        kind=CitationKind.NOTE,
        sources=(first.source, second.source),
        label="1",
        marks=(made.span("[1]"),),
        note=Span(0, 1),
    )
    made.lines.append(Line(citation=citation, sources=(first, second)))
    block = prose(made.audit(), source_views(made.audit())).paragraphs[0]
    assert [view.anchor for view in block.beside] == ["c1", "c1-2"]
    assert len(block.labels) == 1


def test_findings_stand_gravest_first_and_together_by_code():
    audit = factories.arabic()
    text = prose(audit, source_views(audit))
    found = leads(audit, text, {})
    assert [group.code for group in found] == ["SC301", "SC201", "SC202", "SC302", "SC306"]
    assert [lead.target for lead in found[0].first] == ["c3"]
    assert [lead.target for lead in found[1].first] == ["f2", "f3"]


def test_a_finding_about_the_whole_article_leads_nowhere():
    made = factories.Maker()
    made.block("Text.")
    made.find("SC207", Severity.WARNING)
    audit = made.audit()
    found = leads(audit, prose(audit, source_views(audit)), {})
    assert found[0].first[0].target == ""


def test_vague_paragraphs_do_not_pass_as_sourced():
    audit = factories.persian()
    views = source_views(audit)
    told = {phrase.key for phrase in passed(audit, prose(audit, views), views)}
    assert "passed.paragraphs" not in told
    assert "passed.vague" not in told
    assert "passed.marks" in told


def test_the_list_of_links_names_only_what_there_is():
    audit = factories.russian()
    views = source_views(audit)
    told = link_list(counts(prose(audit, views), views))
    assert told.key == "list"
    assert [phrase.key for phrase in told.args] == ["links.blocked", "links.dead"]


def test_below_five_works_counts_are_printed_without_shares():
    bars = spread(factories.persian().lines).countries
    assert [bar.value for bar in bars] == [say("count_of", 2, 2)]


def test_many_outlets_are_summed_up_in_a_last_bar():
    bars = spread(factories.large(60).lines).countries
    assert len(bars) == 9
    assert bars[-1].tone == "rest"
    assert bars[-1].name == say("facet.rest", 4)


def test_circles_of_neighbours_do_not_overlap():
    codes = (("IQ", 4), ("IR", 3), ("KW", 2), ("QA", 2), ("BH", 1), ("AE", 1), ("JO", 1), ("SY", 1))
    circles = map_view(WORLD, codes).circles
    for at, one in enumerate(circles):
        for other in circles[at + 1 :]:
            distance = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert distance >= (one.radius + other.radius) * 0.97, (one.code, other.code)


@pytest.mark.parametrize("codes", [(), (("EU", 2),), (("INT", 1), ("EU", 1))])
def test_what_has_no_place_on_the_map_draws_no_map(codes):
    assert map_view(WORLD, codes) is None


def test_the_map_shows_the_whole_world_when_the_sources_span_it():
    view = map_view(WORLD, (("US", 3), ("NZ", 1), ("JP", 1)))
    assert view.box == f"0 0 {WORLD.width} {WORLD.height}"


def test_a_lone_country_is_shown_with_its_surroundings():
    left, top, width, height = map(float, map_view(WORLD, (("IQ", 2),)).box.split())
    x, y = WORLD.centres["IQ"]
    assert left < x < left + width
    assert top < y < top + height
    assert width < WORLD.width


def test_the_filters_offer_only_states_that_occur():
    view = page_view(factories.arabic(), WORLD, {})
    assert [choice.key for choice in view.filters] == [
        "all",
        "ok",
        "moved",
        "blocked",
        "failing",
        "print",
    ]
    assert page_view(factories.empty(), WORLD, {}).filters == ()


def test_an_article_without_blocks_is_shown_whole():
    made = factories.Maker()
    made.block("Only text.")
    made.blocks.clear()
    audit = made.audit()
    text = prose(audit, source_views(audit))
    assert text_of(text.paragraphs[0]).strip() == "Only text."


def test_headings_are_no_paragraphs():
    made = factories.Maker()
    made.block("A heading", BlockKind.HEADING)
    made.block("A paragraph.")
    audit = made.audit()
    assert [p.number for p in prose(audit, source_views(audit)).paragraphs] == [1]


@pytest.mark.parametrize(
    ("confirmed", "strikes", "since", "expected"),
    [
        (False, 1, "2026-11-21T06:00:00+00:00", "probably gone, first seen today"),
        (False, 2, "2026-11-18T06:00:00+00:00", "probably gone, first seen on 2026-11-18"),
        (False, 1, "2026-11-18T06:00:00+00:00", "probably gone, first seen on 2026-11-18"),
        (True, 3, "2026-11-12", "found missing 3 times, first on 2026-11-12"),
    ],
)
def test_how_sure_it_is_that_a_page_is_gone_is_said_in_the_pages_language(
    confirmed, strikes, since, expected
):
    made = factories.Maker()
    made.block("A note [1].")
    url = "https://a.example/x"
    kept = factories.web(url, LinkState.NOT_FOUND, confirmed=confirmed)
    verdict = dataclasses.replace(kept.verdict, strikes=strikes, since=since)
    made.note("1", url, dataclasses.replace(kept, verdict=verdict))
    made.find("SC401", Severity.WARNING, url, "answer 404", "seen", citation="c1")
    audit = made.audit()
    lead = leads(audit, prose(audit, source_views(audit)), {})[0].first[0]
    said = words(load_messages(), load_report(), ("en",)).voices[0].plain(lead.message)
    assert said == f"{url}: {expected}; answer 404."


@pytest.mark.parametrize(
    ("code", "args", "expected"),
    [
        ("SC502", ("RU", "3", "5", "0"), "3 из 5 работ с известной страной: Россия"),
        ("SC503", ("state", "3", "5", "0"), "собственность: Государственная"),
    ],
)
def test_codes_in_findings_become_words(code, args, expected):
    made = factories.Maker()
    made.block("Text.")
    made.find(code, Severity.INFO, *args)
    audit = made.audit()
    lead = leads(audit, prose(audit, source_views(audit)), {})[0].first[0]
    said = words(load_messages(), load_report(), ("ru",)).voices[0].plain(lead.message)
    assert expected in said


def test_an_address_too_long_for_a_line_may_part_from_its_mark():
    audit = factories.linked()
    block = prose(audit, source_views(audit)).paragraphs[0]
    assert [piece.before for piece in block.pieces if piece.pills] == ["", "minutes"]
    assert block.labels == ("↗1", "↗2")


def test_a_citation_without_a_label_is_called_as_on_the_page():
    audit = factories.linked()
    lead = leads(audit, prose(audit, source_views(audit)), {})[0].first[0]
    said = words(load_messages(), load_report(), ("en",)).voices[0].plain(lead.message)
    assert said.startswith("Citation ↗2:")
    assert lead.target == "c2"


def test_a_voice_that_speaks_twice_has_one_row_and_both_places():
    made = factories.Maker()
    made.block("The harbour office said yes.")
    made.block("It added a word: later.")
    office = factories.named("the harbour office")
    made.voice("The harbour office said", office)
    made.voice("It added", office)
    view = page_view(made.audit(), WORLD, {})
    assert [row.places for row in view.rows] == [((1, "p1"), (2, "p2"))]


def test_a_pronoun_that_goes_back_to_nobody_is_no_source():
    made = factories.Maker()
    made.block("He told us so.")
    source = dataclasses.replace(factories.named("He").source, name="")
    made.voice("He told", factories.plain(source))
    view = page_view(made.audit(), WORLD, {})
    assert view.rows == ()
    assert view.prose.paragraphs[0].voices == ()
    assert view.prose.paragraphs[0].rests is Rests.NAMED


@pytest.mark.parametrize(
    ("paragraphs", "size", "labels"), [(4, "few", 4), (20, "some", 2), (45, "many", 1)]
)
def test_the_citation_map_fits_the_length_of_the_article(paragraphs, size, labels):
    made = factories.Maker()
    for number in range(paragraphs):
        made.block(f"Paragraph {number}.")
    view = page_view(made.audit(), WORLD, {})
    assert (view.map_size, view.map_labels) == (size, labels)


def test_a_link_is_never_taken_for_the_note_of_that_number():
    made = factories.Maker()
    made.block("A note [1] and a link to the minutes.")
    made.note("1", "https://a.example", factories.web("https://a.example"))
    kept = factories.web("https://b.example")
    citation = Citation(
        id="c2",
        kind=CitationKind.HYPERLINK,
        sources=(kept.source,),
        marks=(made.span("the minutes"),),
    )
    made.lines.append(Line(citation=citation, sources=(kept,)))
    block = prose(made.audit(), source_views(made.audit())).paragraphs[0]
    assert block.labels == ("1", "↗1")


def test_an_article_without_a_title_is_called_by_its_file_and_not_by_its_first_heading():
    audit = factories.nothing_read()
    text = "History\n\nThe ferry was built in 1902."
    heading = Block(span=Span(0, 7), kind=BlockKind.HEADING)
    untitled = dataclasses.replace(
        audit.article, text=text, blocks=(heading,), title=None, origin="ferry.wiki"
    )
    shown = page_view(dataclasses.replace(audit, article=untitled), WORLD, {})
    assert shown.title == "ferry.wiki"
