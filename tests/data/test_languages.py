"""The language files: checked when loaded, complete where attribution is promised, no traps."""

import re

import pytest

from sourcecheck.data.files import toml
from sourcecheck.data.load_languages import SHIPPED, load_languages, read_language
from sourcecheck.errors import DataError
from sourcecheck.model.tables.languages import WordOrder
from sourcecheck.text.fold import folded

LANGUAGES = load_languages()
SPOKEN = ["ar", "fa", "ru", "tr", "en", "fr", "de", "es", "uk", "az"]
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
        "hat",
        "hatte",
        "wurde",
        "gab",
        "a",
        "ont",
        "est",
        "ha",
        "han",
        "fue",
        "було",
        "був",
        "edib",
        "etdi",
        "verib",
    }
    forms = {form for verb in LANGUAGES[code].voices.verbs for form in verb.forms}
    assert forms & light == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_list_says_a_word_twice(code):
    language = LANGUAGES[code]
    for name in ("note_headings", "heading_traps", "ibid", "credit_lines", "numbered", "furniture",
                 "counters", "common_words"):  # fmt: skip
        words = getattr(language, name)
        assert len(words) == len(set(words)), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_heading_of_notes_is_a_word_for_comments(code):
    comments = {trap.casefold() for each in LANGUAGES.values() for trap in each.heading_traps}
    assert {heading.casefold() for heading in LANGUAGES[code].note_headings} & comments == set()
    assert {"комментарии", "comments", "التعليقات", "yorumlar", "kommentare"} <= comments


def test_there_are_languages_enough_for_what_is_promised():
    assert len(LANGUAGES) >= 24
    assert len([each for each in LANGUAGES.values() if each.voices.verbs]) >= 10


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_months_are_twelve_or_none(code):
    assert len(LANGUAGES[code].months) in (0, 12)
    assert len(LANGUAGES[code].solar_months) in (0, 12)


def test_a_trap_that_another_language_takes_for_a_heading_is_refused(tmp_path):
    for code, line in (("xa", 'note_headings = ["Zuz"]'), ("xb", 'heading_traps = ["zuz"]')):
        text = f'code = "{code}"\nname = "Test"\nscript = "Latn"\n{line}\n'
        (tmp_path / f"{code}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape("xb.toml: heading_traps: 'zuz'")):
        load_languages(tmp_path)


def test_a_file_under_another_name_than_its_code_is_refused(tmp_path):
    (tmp_path / "xx.toml").write_text('code = "yy"\nname = "Y"\nscript = "Latn"\n')
    with pytest.raises(DataError, match=r"xx\.toml"):
        load_languages(tmp_path)


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


def test_a_form_that_holds_its_pronoun_is_marked():
    verbs = read_language("xx.toml", SMALL | {"voices": {"verbs": ["@! dit-il dit-elle"]}}).voices
    assert (verbs.verbs[0].inclusive, verbs.verbs[0].strong) == (True, True)


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


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_the_patterns_of_a_shipped_file_are_sound(code):
    assert read_language(f"{code}.toml", toml(SHIPPED, f"{code}.toml")) == LANGUAGES[code]


def test_a_language_may_say_nothing_but_its_name():
    language = read_language("xx.toml", dict(SMALL))
    assert (language.order, language.voices.verbs) == (WordOrder.SUBJECT_FIRST, ())


@pytest.mark.parametrize(
    ("code", "line", "agency"),
    [
        ("ar", "القاهرة – (وكالة السهل): بقي الجسر مغلقا", "وكالة السهل"),
        ("ar", "بغداد/ وكالة السهل/ بقي الجسر مغلقا", "وكالة السهل"),
        ("fr", "BEYROUTH (Plaine Infos) - Le pont est fermé", "Plaine Infos"),
        ("de", "Berlin (dpa) - Die Brücke ist gesperrt", "dpa"),
        ("es", "Madrid, 3 mar (EFE).- El puente está cerrado", "EFE"),
        ("uk", "КИЇВ, 3 березня — Рівнина. Міст закрито", "Рівнина"),
        ("az", "Bakı, 3 mart, Düzən. Körpü bağlıdır", "Düzən"),
        ("bg", "София /БТА/ Мостът е затворен", "БТА"),
        ("ko", "(서울=들판뉴스) 다리가 닫혔다", "들판뉴스"),
        ("en", "CAIRO (Plain News) - The bridge stayed closed", "Plain News"),
    ],
)
def test_datelines_name_the_agency(code, line, agency):
    patterns = map(re.compile, LANGUAGES[code].datelines)
    found = next(match for pattern in patterns if (match := pattern.match(line)))
    assert found["agency"].strip() == agency
