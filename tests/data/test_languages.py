"""The language files: checked when loaded, complete where attribution is promised, no traps."""

import re

import pytest

from sourcecheck.data.load_languages import load_languages, read_language
from sourcecheck.errors import DataError
from sourcecheck.model.tables.languages import WordOrder
from sourcecheck.text.fold import folded

LANGUAGES = load_languages()
SPOKEN = ["ar", "fa", "ru", "tr", "en"]
SMALL = {"code": "xx", "name": "Test", "script": "Latn"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_names_its_headings_and_its_ibid(code):
    language = LANGUAGES[code]
    assert language.code == code
    assert language.note_headings
    assert language.ibid
    assert language.script.istitle()
    assert len(language.script) == 4


@pytest.mark.parametrize("code", SPOKEN)
def test_attribution_has_all_it_needs(code):
    voices = LANGUAGES[code].voices
    assert len(voices.verbs) >= 20
    assert voices.people
    assert voices.vague_people
    assert voices.vague_phrases
    assert voices.not_attribution
    assert voices.stops
    assert voices.conformity
    assert voices.hypotheticals
    assert voices.prepositions or voices.postpositions


@pytest.mark.parametrize("code", SPOKEN)
def test_no_verb_form_is_so_common_a_word_that_it_says_nothing(code):
    """A phrase cut at its spaces would leave "did" and "gave" as cues of their own."""
    light = {
        "کرد",
        "داد",
        "شد",
        "داشت",
        "است",
        "etti",
        "verdi",
        "oldu",
        "был",
        "было",
        "was",
        "did",
    }
    forms = {form for verb in LANGUAGES[code].voices.verbs for form in verb.forms}
    assert forms & light == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_list_says_a_word_twice(code):
    language = LANGUAGES[code]
    for name in ("note_headings", "ibid", "credit_lines", "numbered", "furniture", "counters"):
        words = getattr(language, name)
        assert len(words) == len(set(words)), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_heading_of_notes_is_a_word_for_comments(code):
    comments = {"комментарии", "comments", "التعليقات", "yorumlar", "kommentare", "commentaires"}
    assert {heading.casefold() for heading in LANGUAGES[code].note_headings} & comments == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_credit_lines_end_in_a_colon_and_credit_no_translator(code):
    assert all(line.endswith(":") for line in LANGUAGES[code].credit_lines)


@pytest.mark.parametrize("code", SPOKEN)
def test_a_vague_voice_is_no_thing_and_a_thing_no_voice(code):
    voices = LANGUAGES[code].voices
    things = {folded(word) for word in voices.nonvoices}
    vague = {folded(word) for word in (*voices.vague_people, *voices.people)}
    assert things & vague == set()


def test_verbs_carry_the_signs_in_front_of_them():
    data = SMALL | {"voices": {"verbs": ["!? said says", "+ went on | goes on", "noted |"]}}
    said, went, noted = read_language("xx.toml", data).voices.verbs
    assert (said.forms, said.strong, said.abstract, said.continuing) == (
        ("said", "says"), True, True, False,
    )  # fmt: skip
    assert (went.forms, went.continuing, went.strong) == (("went on", "goes on"), True, False)
    assert noted.forms == ("noted",)


def test_a_phrase_of_two_words_is_one_form_when_a_bar_follows():
    verbs = read_language("xx.toml", SMALL | {"voices": {"verbs": ["! took note |"]}}).voices.verbs
    assert verbs[0].forms == ("took note",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"heading": ["Notes"]}, "unknown keys"),
        ({"voices": {"verb": []}}, "unknown keys"),
        ({"voices": {"verbs": ["!"]}}, "without forms"),
        ({"datelines": ["("]}, "dateline"),
        ({"datelines": ["^x"]}, "names neither place nor agency"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name(data, says):
    with pytest.raises(DataError, match=re.escape(says)) as told:
        read_language("xx.toml", SMALL | data)
    assert "xx.toml" in str(told.value)


def test_a_language_may_say_nothing_but_its_name():
    language = read_language("xx.toml", dict(SMALL))
    assert (language.order, language.voices.verbs) == (WordOrder.SUBJECT_FIRST, ())


@pytest.mark.parametrize(
    ("code", "line", "agency"),
    [
        ("ar", "القاهرة – (وكالة السهل): بقي الجسر مغلقا", "وكالة السهل"),
        ("ar", "بغداد/ وكالة السهل/ بقي الجسر مغلقا", "وكالة السهل"),
        ("en", "CAIRO (Plain News) - The bridge stayed closed", "Plain News"),
    ],
)
def test_datelines_name_the_agency(code, line, agency):
    patterns = map(re.compile, LANGUAGES[code].datelines)
    found = next(match for pattern in patterns if (match := pattern.match(line)))
    assert found["agency"].strip() == agency
