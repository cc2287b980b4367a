"""Every language: its text is told from its neighbours', its headings and its ibid are known."""

import dataclasses
import time
import tomllib
from pathlib import Path

import pytest
from reading import JOIN, LANGUAGES, NOON, READ, article, audit

from sourcecheck.data.load_languages import SHIPPED, load_languages
from sourcecheck.extract import extract
from sourcecheck.extract.language import UNKNOWN, guess_language
from sourcecheck.extract.mentions import find_mentions
from sourcecheck.model import BlockKind, Document, Span
from sourcecheck.resolve import resolve
from sourcecheck.text.fold import folded

PARAGRAPHS = tomllib.loads(
    (Path(__file__).parent / "languages" / "paragraphs.toml").read_text(encoding="utf-8")
)
ENOUGH = 200
"""Letters of a text whose language must be told."""

SCRAP = 40
"""Letters of a scrap that may stay open."""


def _pieces(text, size):
    """Cut a text at spaces into pieces of at least so many code points."""
    piece = ""
    for word in text.split(" "):
        piece = f"{piece} {word}".strip()
        if len(piece) >= size:
            yield piece
            piece = ""


def _body(code):
    """Return a paragraph in which two marks stand."""
    words = PARAGRAPHS[code][0].split(" ")
    if len(words) < 4:
        words = list(PARAGRAPHS[code][0])
        return "".join([*words[:30], "[1]", *words[30:], "[2]"])
    half = len(words) // 2
    return " ".join(words[:half]) + ".[1] " + " ".join(words[half:]).rstrip(".।。") + ".[2]"


def _ibids(code):
    language = LANGUAGES[code]
    named = {folded(word) for word in language.op_cit}  # these need an author in front
    return [word for word in language.ibid if folded(word) not in named]


def test_every_language_has_a_paragraph_to_know_it_by():
    assert set(PARAGRAPHS) == set(LANGUAGES)


@pytest.mark.parametrize("code", PARAGRAPHS)
def test_a_paragraph_is_told_from_its_neighbours(code):
    assert {guess_language(text, LANGUAGES) for text in PARAGRAPHS[code]} == {code}


@pytest.mark.parametrize("code", PARAGRAPHS)
def test_two_hundred_letters_are_enough(code):
    pieces = [piece for text in PARAGRAPHS[code] for piece in _pieces(text, ENOUGH)]
    assert {guess_language(piece, LANGUAGES) for piece in pieces} <= {code}


def test_scraps_are_right_or_open_but_for_a_few():
    pieces = [
        (code, piece)
        for code, texts in PARAGRAPHS.items()
        for text in texts
        for piece in _pieces(text, SCRAP)
    ]
    wrong = [
        (code, piece)
        for code, piece in pieces
        if guess_language(piece, LANGUAGES) not in (code, UNKNOWN)
    ]
    assert len(wrong) <= len(pieces) * 0.03, wrong


def _labelled(text):
    read = article(text)
    heads = [b.span.of(text) for b in read.blocks if b.kind is BlockKind.NOTE_HEADING]
    return heads, [note.label for note in read.notes]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_heading_is_known_above_its_notes(code):
    notes = "[1] https://a.example/1\n[2] https://a.example/2\n"
    missed = [
        heading
        for heading in LANGUAGES[code].note_headings
        if _labelled(f"{_body(code)}\n\n{heading}\n{notes}") != ([heading], ["1", "2"])
    ]
    assert missed == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_only_looks_like_a_heading_heads_no_notes(code):
    plain = _body(code).replace("[1]", "").replace("[2]", "")
    taken = [
        trap
        for trap in LANGUAGES[code].heading_traps
        if _labelled(f"{plain}\n\n{trap}\nAda\nBo\nCleo\n") != ([], [])
    ]
    assert taken == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_note_that_says_ibid_has_the_source_before_it(code):
    heading = LANGUAGES[code].note_headings[0]
    open_ones = []
    for word in _ibids(code):
        _, found = audit(f"{_body(code)}\n\n{heading}\n[1] https://a.example/1\n[2] {word}\n")
        first, second = (
            next(each for each in found.citations if each.label == label) for label in "12"
        )
        if second.repeats != first.id or second.sources != first.sources:
            open_ones.append(word)
    assert open_ones == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_line_of_its_furniture_is_no_text(code):
    language = LANGUAGES[code]
    if not language.furniture:
        pytest.skip(f"{code} lists no furniture")
    line = language.furniture[0]
    text = f"{_body(code)}\n\n{line}\n"
    read = article(text, code)
    assert [b.span.of(text) for b in read.blocks if b.kind is BlockKind.FURNITURE] == [line]


MADE_UP = """
code = "qq"
name = "Quenqi"
script = "Latn"
letters = "ŵ"
common_words = ["zul", "nar", "kev", "moq"]
note_headings = ["Fontara"]
ibid = ["Sapal"]
[voices]
verbs = ["! zedo zedi"]
complementizers = ["kev"]
prepositions = ["lon"]
people = ["minzu"]
vague_people = ["sabios"]
stops = ["nar"]
"""
MADE_UP_TEXT = (
    "Zul minzu Orlo Vand zedo kev ŵila nar moq.[1] Lon Agenta Ŵest zul nar pont moq.[2] "
    "Sabios zedi kev zul moq nar ŵer.\n\nFontara\n[1] https://a.example/1\n[2] Sapal\n"
)


@pytest.fixture
def made_up(tmp_path):
    """A folder of language files with a language that nobody speaks, and two that are real."""
    (tmp_path / "qq.toml").write_text(MADE_UP, encoding="utf-8")
    for code in ("en", "tr"):
        (tmp_path / f"{code}.toml").write_bytes(SHIPPED.joinpath(f"{code}.toml").read_bytes())
    return load_languages(tmp_path)


def test_a_new_language_touches_no_code(made_up):
    document = Document(origin="-", body=MADE_UP_TEXT.encode(), media_type="text/plain",
                        read_at=NOON)  # fmt: skip
    read = extract(document, dataclasses.replace(READ, languages=made_up))
    heard = [(m.voice.of(read.text) if m.voice else None, m.kind.value) for m in read.mentions]
    found = resolve(read, dataclasses.replace(JOIN, languages=made_up))
    assert read.language == "qq"
    assert [note.label for note in read.notes] == ["1", "2"]
    assert heard == [
        ("Zul minzu Orlo Vand", "named"),
        ("Agenta Ŵest zul", "named"),
        ("Sabios", "vague"),
    ]
    assert [each.repeats for each in found.citations if each.label == "2"] != [""]


def test_without_its_file_nobody_knows_the_language():
    assert article(MADE_UP_TEXT).language != "qq"


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("fr", "aurait "),
        ("es", "habría "),
        ("de", "sagte, "),
        ("az", '" dedi '),
        ("az", "bu dedi "),
    ],
)
def test_a_sentence_of_cues_alone_takes_time_in_line_with_its_length(code, unit):
    def seconds(size):
        text = unit * (size // len(unit))
        begun = time.perf_counter()
        find_mentions(text, [Span(0, len(text))], LANGUAGES[code], [])
        return time.perf_counter() - begun

    short = seconds(4_000)
    assert seconds(16_000) <= 20 * short + 0.5
