"""Bibliographies and remarks beside notes that the format itself has."""

import pytest
from reading import JOIN, NOON, READ

from sourcecheck.extract import extract
from sourcecheck.model import CitationKind, Document, Line, SourceLine
from sourcecheck.report.works import works
from sourcecheck.resolve import resolve

BODY = "The kiln of the lower town was lit in 1790.[^1]\n\nIt was closed after the flood.[^2]\n\n"
NOTES = "[^1]: Parish book of the lower town, leaf 12.\n[^2]: https://kiln.example/flood\n\n"


def citations(text, media_type="text/markdown"):
    article = extract(
        Document(origin="-", body=text.encode(), media_type=media_type, read_at=NOON), READ
    )
    return article, resolve(article, JOIN).citations


def entries(text, media_type="text/markdown"):
    article, found = citations(text, media_type)
    return [c.note.of(article.text) for c in found if c.kind is CitationKind.BIBLIOGRAPHY]


@pytest.mark.parametrize(
    ("heading", "entry"),
    [
        ("Bibliography", "Hale, Ruth (1988). Kilns of the Coast. Leeds: Fern Books."),
        ("Литература", "Зимин К. А. Печи и горшки. — Тверь: Очаг, 1979. — 96 с."),
        ("Literatur", "Karl Moor: Öfen im Tal. Bergverlag, Ulm 1971, S. 10."),
        ("المصادر", "هدى النجار، «أفران الساحل»، اللاذقية: دار الرمل، 1984."),
        ("منابع", "پروین ساحلی، «کوره‌های جنوب»، شیراز: نشر آفتاب، ۱۳۶۲."),
        ("Kaynakça", "Tuna, Emel (1990). Kıyı Fırınları. İzmir: Dalga Yayınları."),
    ],
)
def test_a_list_of_works_is_read_beside_the_notes_of_the_format(heading, entry):
    assert entries(f"{BODY}## {heading}\n\n- {entry}\n\n{NOTES}") == [entry]


def test_names_of_the_parts_of_a_list_are_no_entries():
    entry = "Franz Oll: Türme und Tore. Steinverlag, Ulm 1931."
    text = f"{BODY}## Literatur\n\nAllgemein\n\n- {entry}\n\n{NOTES}"
    assert entries(text) == [entry]


def test_two_lists_below_headings_of_their_own_are_both_read():
    first = "Hale, Ruth (1988). Kilns of the Coast. Leeds: Fern Books."
    second = "Tuna, Emel (1990). Shore Ovens. Bristol: Wave Press."
    text = f"{BODY}## Sources\n\n- {first}\n\n## Bibliography\n\n- {second}\n\n{NOTES}"
    assert entries(text) == [first, second]


@pytest.mark.parametrize(
    "below",
    [
        "The river rises in the hills above the kiln and is fed by two springs.",
        "- Nobody knows who owned the kiln.\n- The land was sold twice.",
        "- [The kiln's own page](https://kiln.example/)\n- [The town](https://town.example/)",
    ],
)
def test_prose_and_plain_links_below_such_a_heading_are_no_works(below):
    assert entries(f"{BODY}## Sources\n\n{below}\n\n{NOTES}") == []


def test_a_mark_inside_a_note_supports_the_words_of_that_note():
    text = (
        "== Past ==\nThe tower was lit in 1861.{{efn|It is spelt in two ways on charts.<ref>{{cite map"
        " |title=Chart 9 |year=1872}}</ref>}} It stands on rock.<ref>Harbour office.</ref>\n\n"
        "== Notes ==\n{{notelist}}\n\n== References ==\n{{reflist}}\n"
    )
    article, found = citations(text, "text/x-wiki")
    claims = {c.label: c.claim.of(article.text) for c in found}
    assert claims["1"] == "It is spelt in two ways on charts."
    assert claims["2"] == "It stands on rock."


def test_a_remark_counted_apart_from_the_sources_names_no_source():
    text = (
        "== Past ==\nThe tower was lit in 1861.{{efn|The year is disputed.}} It stands on rock."
        "<ref>Harbour office.</ref> It has a bell.{{efn|Hale, Ruth. “Bells”, 1988.}}\n\n"
        "== Notes ==\n{{notelist}}\n\n== References ==\n{{reflist}}\n"
    )
    _, found = citations(text, "text/x-wiki")
    assert {c.label: len(c.sources) for c in found} == {"a": 0, "1": 1, "b": 1}
    lines = [
        Line(citation=c, sources=tuple(SourceLine(source=s) for s in c.sources)) for c in found
    ]
    assert [work.citations for work in works(lines)] == [("c2",), ("c3",)]


def test_letters_alone_may_name_sources():
    text = "== Past ==\nThe tower was lit.{{efn|Harbour office.}}\n\n== Notes ==\n{{notelist}}\n"
    _, found = citations(text, "text/x-wiki")
    assert [len(c.sources) for c in found] == [1]
