"""What the page says: complete catalogs, right plurals, right places."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest

from sourcecheck.data.load_messages import load_messages, read_messages
from sourcecheck.data.load_report import load_report, read_report
from sourcecheck.errors import DataError
from sourcecheck.model import LinkFlag, LinkState, MatchStatus
from sourcecheck.report.page.phrases import counted, foreign, latin, say
from sourcecheck.report.page.words import words

CATALOGS = load_messages()
OTHERS = ["ar", "fa", "ru", "tr"]
HEAD = 'language = "{}"\nname = "x"\ndirection = "ltr"\nplural = "n != 1"\nforms = 2\n'


def said(phrase, language: str) -> str:
    made = words(CATALOGS, load_report(), (language,))
    return re.sub(r"<[^>]+>", "", str(made.say(phrase)))


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("ar", 0, "لا روابط"),
        ("ar", 1, "رابط واحد"),
        ("ar", 2, "رابطان"),
        ("ar", 3, "3 روابط"),
        ("ar", 10, "10 روابط"),
        ("ar", 11, "11 رابطًا"),
        ("ar", 99, "99 رابطًا"),
        ("ar", 100, "100 رابط"),
        ("ar", 103, "103 روابط"),
        ("ru", 1, "1 ссылка"),
        ("ru", 2, "2 ссылки"),
        ("ru", 5, "5 ссылок"),
        ("ru", 11, "11 ссылок"),
        ("ru", 21, "21 ссылка"),
        ("ru", 24, "24 ссылки"),
        ("fa", 1, "1 پیوند"),
        ("fa", 5, "5 پیوند"),
        ("tr", 1, "1 bağlantı"),
        ("tr", 5, "5 bağlantı"),
        ("en", 1, "1 link"),
        ("en", 0, "0 links"),
    ],
)
def test_a_count_takes_the_form_of_its_language(language, count, expected):
    assert said(counted("count.links", count), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "2 (40 %)"), ("ar", "2 (40%)"), ("ru", "2 (40 %)"), ("tr", "2 (%40)")],
)
def test_a_share_is_printed_as_the_language_prints_it(language, expected):
    assert said(say("share", 2, say("percent", 40)), language) == expected


def test_a_percentage_is_set_apart_from_right_to_left_letters():
    made = words(CATALOGS, load_report(), ("ar",))
    assert str(made.say(say("percent", 40))) == '<bdi dir="ltr">40%</bdi>'


def test_both_languages_stand_in_the_markup_and_the_second_is_hidden():
    made = words(CATALOGS, load_report(), ("ar", "en"))
    assert str(made.say(say("nav.article"))) == (
        '<span class="l" lang="ar">المقال</span><span class="l" lang="en" hidden>Article</span>'
    )


def test_what_all_languages_say_alike_is_said_once():
    made = words(CATALOGS, load_report(), ("ar", "en"))
    assert str(made.say(latin("https://a.example/?in=t"))) == (
        '<bdi dir="ltr">https://a.example/?in=t</bdi>'
    )


def test_foreign_text_cannot_bring_markup_places_or_stars():
    made = words(CATALOGS, load_report(), ("en",))
    told = str(made.say(say("verdict.cites", foreign("*a* {0} <b>c</b>"))))
    assert told == "<bdi>*a* {0} &lt;b&gt;c&lt;/b&gt;</bdi>."


@pytest.mark.parametrize("language", CATALOGS)
def test_every_state_flag_and_match_has_its_word(language):
    texts = CATALOGS[language].texts
    told_as_unchecked = {LinkState.OFFLINE, LinkState.NOT_CHECKED}
    wanted = {f"state.{state}" for state in LinkState if state not in told_as_unchecked}
    wanted |= {f"flag.{flag}" for flag in LinkFlag}
    wanted |= {f"match.{s}" for s in MatchStatus if s not in {"match", "unknown"}}
    assert wanted - set(texts) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_finding_is_left_untranslated(language):
    missing = set(CATALOGS["en"].findings) - set(CATALOGS[language].findings)
    assert sorted(missing) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translated_finding_has_the_places_of_the_rule(language):
    def places(text):
        return sorted(set(re.findall(r"\{\d\}", text)))

    english = CATALOGS["en"].findings
    odd = {
        code: text
        for code, text in CATALOGS[language].findings.items()
        if code in english and places(text) != places(english[code])
    }
    assert odd == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_finding_without_translation_is_told_in_english(language):
    bare = dict(CATALOGS)
    bare[language] = type(CATALOGS["en"])(
        language=language,
        name="x",
        direction="ltr",
        plural="n != 1",
        texts={},
        counted={},
        findings={},
        explanations={},
    )
    made = words(bare, load_report(), (language,))
    assert "has no note" in str(made.say(say("finding:SC101", latin("6"))))


@pytest.mark.parametrize("language", CATALOGS)
def test_a_catalog_has_a_form_for_every_number(language):
    catalog = CATALOGS[language]
    plural = gettext.c2py(catalog.plural)
    reached = {plural(n) for n in range(500)}
    assert all(len(forms) == len(reached) for forms in catalog.counted.values())


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        ('a = "x {0}"\n', "differs from the English"),
        ('a = "x"\nb = ["{0}", "{0}"]\n', "other places"),
        ('a = "x {0}"\nb = ["{0}"]\n', "1 of 2 forms"),
        ('a = "x {0}"\nb = ["{0}", "{1}"]\n', "places that the English text has not"),
    ],
)
def test_a_catalog_that_is_wrong_names_itself(tmp_path: Path, other, complaint):
    english = HEAD.format("en") + 'a = "y {0}"\nb = ["{0}", "{0}"]\n'
    (tmp_path / "en.toml").write_text(english, encoding="utf-8")
    (tmp_path / "xx.toml").write_text(HEAD.format("xx") + other, encoding="utf-8")
    with pytest.raises(DataError, match=complaint) as caught:
        read_messages(tmp_path, {})
    assert "messages/xx.toml" in str(caught.value)


def test_a_catalog_without_a_plural_rule_names_what_is_missing(tmp_path: Path):
    (tmp_path / "en.toml").write_text('language = "en"\n', encoding="utf-8")
    with pytest.raises(DataError, match="no name, direction, plural, forms"):
        read_messages(tmp_path, {})


def test_a_plural_rule_that_does_not_parse_is_refused(tmp_path: Path):
    text = HEAD.format("en").replace("n != 1", "n !=")
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="plural"):
        read_messages(tmp_path, {})


def test_missing_and_broken_assets_name_their_file(tmp_path: Path):
    with pytest.raises(DataError, match=r"report/report\.css"):
        read_report(tmp_path)
    for name in ("report.css", "report.js"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "fonts.json").write_text("[", encoding="utf-8")
    with pytest.raises(DataError, match=r"report/fonts\.json:1"):
        read_report(tmp_path)


@pytest.mark.parametrize("names", [load_report().countries, load_report().languages])
def test_every_name_is_there_in_every_language(names):
    assert all(set(found) == set(CATALOGS) for found in names.values())


def test_right_to_left_parts_of_an_address_keep_their_order():
    made = words(CATALOGS, load_report(), ("ar",))
    assert str(made.say(latin("https://a.example/خبر-۱/داخلی?x=1"))) == (
        '<bdi dir="ltr">https://a.example/<bdi>خبر-۱</bdi>/<bdi>داخلی</bdi>?x=1</bdi>'
    )
