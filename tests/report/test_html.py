"""The page as text: safe, complete, in the right language and direction, honest."""

from __future__ import annotations

import dataclasses
import json
import re

import factories
import pytest
from jinja2 import Environment

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.model import LinkState
from sourcecheck.report.formats.html import font_faces, interface_languages, render_html

ASSETS, CATALOGS = load_report(), load_messages()
MAKERS = {
    "arabic": factories.arabic,
    "offline": factories.offline,
    "english": factories.english,
    "persian": factories.persian,
    "russian": factories.russian,
    "turkish": factories.turkish,
    "states": factories.all_states,
    "empty": factories.empty,
    "blank": factories.nothing_read,
    "hostile": factories.hostile,
    "links": factories.linked,
    "names": factories.ambiguous,
}


def page(name: str, language: str = "", data: str = "{}") -> str:
    return render_html(MAKERS[name](), ASSETS, CATALOGS, language, data)


def visible(html: str) -> str:
    """The text of the body as one line, without hidden languages, scripts and styles."""
    body = html.partition("<body>")[2].partition("<script")[0]
    body = re.sub(r'<span class="l" lang="\w+" hidden>.*?</span>', "", body)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("name", MAKERS)
def test_a_page_is_the_same_every_time(name):
    assert page(name) == page(name)


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_outside_the_page_is_loaded(name):
    html = page(name)
    assert (
        re.findall(
            r"<(?:script|img|link|iframe|source|image)\b[^>]*(?:src|href)=[\"'](?!data:)", html
        )
        == []
    )
    assert re.findall(r"url\((?!data:|#)", html) == []
    assert "@import" not in html
    assert "style=" not in html.partition("<body>")[2].partition("<script")[0]


def test_the_policy_allows_what_is_inlined_and_nothing_else():
    html = page("english")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html).group(1)
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2


@pytest.mark.parametrize(
    ("name", "limit"), [("arabic", 600), ("persian", 600), ("english", 150), ("russian", 150)]
)
def test_a_page_stays_small(name, limit):
    assert len(page(name).encode()) <= limit * 1024


@pytest.mark.parametrize(
    ("name", "asked", "language", "direction"),
    [
        ("arabic", "", "ar", "rtl"),
        ("arabic", "en", "en", "ltr"),
        ("arabic", "xx", "ar", "rtl"),
        ("persian", "", "fa", "rtl"),
        ("russian", "", "ru", "ltr"),
        ("turkish", "", "tr", "ltr"),
        ("english", "", "en", "ltr"),
        ("english", "ar", "ar", "rtl"),
        ("blank", "", "en", "ltr"),
    ],
)
def test_a_page_speaks_the_articles_language_unless_asked(name, asked, language, direction):
    assert f'<html lang="{language}" dir="{direction}">' in page(name, asked)


@pytest.mark.parametrize(
    ("article", "wanted", "expected"),
    [
        ("ar", "", ("ar", "en")),
        ("ar", "en", ("en", "ar")),
        ("en", "", ("en",)),
        ("de", "", ("en",)),
        ("de", "ru", ("ru", "en")),
        ("und", "", ("en",)),
    ],
)
def test_english_is_always_one_of_the_languages(article, wanted, expected):
    assert interface_languages(article, wanted, CATALOGS) == expected


def test_the_article_keeps_its_own_direction_in_an_english_page():
    assert '<p class="txt" id="p1" lang="ar" dir="rtl">' in page("arabic", "en")


def test_fonts_travel_only_with_arabic_letters():
    assert font_faces(ASSETS.fonts, "ru", ("ru", "en")) == ""
    assert font_faces(ASSETS.fonts, "he", ("en",)) == ""
    assert font_faces(ASSETS.fonts, "en", ("en", "ar")).count("@font-face") == 6


def test_hostile_words_stay_words():
    html = page("hostile")
    body = html.partition("<body>")[2]
    assert "<script>alert" not in html
    assert "<img" not in body
    assert "onerror=alert(1)&gt;" in body
    assert 'href="javascript:' not in html
    assert 'href="data:' not in body
    assert "{{ 7 * 7" in body
    assert "49" not in visible(html)


def test_direction_controls_are_shown_and_never_sent_on():
    html = page("hostile")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert ">U+202E<" in html
    assert "RIGHT-TO-LEFT OVERRIDE" in html


def test_an_address_with_a_control_character_is_no_link():
    assert "evil.example" in page("hostile")
    assert 'href="https://evil.example' not in page("hostile")


def test_every_outward_link_gives_nothing_away():
    links = re.findall(r'<a[^>]*href="http[^>]*>', page("arabic"))
    assert links
    assert all('rel="noopener noreferrer nofollow"' in link for link in links)


def test_embedded_data_cannot_close_its_element():
    data = {"title": "</script><script>alert(1)</script>", "line": "\u2028"}
    html = page("english", data=json.dumps(data, ensure_ascii=False))
    found = html.partition('<script type="application/json" id="audit">')[2].partition("</script>")
    assert json.loads(found[0]) == data
    assert html.count("<script") == 2


def test_an_unchecked_link_is_never_called_dead():
    text = visible(page("offline", "en"))
    head = text.partition("Method and provenance")[0]
    assert "Links were not checked: this machine is offline" in text
    assert "not checked: this machine is offline" in head
    assert "dead" not in head
    assert "0 / 4" not in head
    assert not re.search(r"\b0 %", head)


def test_offline_is_said_in_arabic_too():
    text = visible(page("offline"))
    assert "لم تُفحص الروابط: هذا الجهاز غير متصل بالشبكة" in text
    assert "معطّل" not in text.partition("المنهج والمصدر")[0]


@pytest.mark.parametrize("state", [s for s in LinkState if s.group == "dead"])
def test_a_link_found_missing_once_is_not_called_dead(state):
    made = factories.Maker(title="One link")
    made.block("A sentence with a note [1].")
    made.note("1", "https://a.example/x", factories.web("https://a.example/x", state))
    text = visible(render_html(made.audit(), ASSETS, CATALOGS, "en", "{}"))
    assert "not found this time" in text
    assert "0 confirmed dead" in text
    assert "No link is confirmed dead" in text


@pytest.mark.parametrize("state", [s for s in LinkState if s.group == "doubtful"])
def test_a_link_in_doubt_is_not_called_dead(state):
    made = factories.Maker(title="One link")
    made.block("A sentence with a note [1].")
    made.note("1", "https://a.example/x", factories.web("https://a.example/x", state))
    html = render_html(made.audit(), ASSETS, CATALOGS, "en", "{}")
    assert 'data-tone="blocked"' in html
    assert "No link is confirmed dead" in visible(html)


def test_a_confirmed_dead_link_is_said():
    assert "1 подтверждённо не работает" in visible(page("russian"))


def test_there_is_no_score():
    for name in MAKERS:
        text = visible(page(name, "en")).casefold()
        assert not re.search(r"\b(trustworth|credib|reliab|rating)\w*", text)


def test_an_article_that_cites_nothing_says_so():
    text = visible(page("empty"))
    assert "لم يُعثر في هذا المقال على أي إحالة" in text
    assert "%" not in text


def test_a_document_without_text_still_makes_a_page():
    assert "No running text was read" in visible(page("blank"))


def test_candidates_of_an_ambiguous_name_are_listed():
    text = visible(page("names", "en"))
    assert "Could be:" in text
    assert "El Khabar" in text
    assert "Al-Khabar" in text


def test_the_suspicions_of_the_reader_are_told():
    audit = factories.english()
    doubted = dataclasses.replace(
        audit, article=dataclasses.replace(audit.article, suspicions=("mojibake:windows-1256",))
    )
    assert "mojibake:windows-1256" in visible(render_html(doubted, ASSETS, CATALOGS, "", "{}"))


def test_more_findings_of_a_kind_open_on_demand():
    html = render_html(factories.large(12), ASSETS, CATALOGS, "", "{}")
    assert "9 more of this kind" in html


def test_a_big_article_keeps_every_citation():
    html = render_html(factories.large(120), ASSETS, CATALOGS, "", "{}")
    assert html.count("<tr id=") == 120
    assert html.count('class="note ') == 120


def test_a_missing_variable_is_an_error_and_no_blank():
    assert issubclass(Environment().undefined, object)
    broken = dataclasses.replace(
        ASSETS, templates=dict(ASSETS.templates) | {"report.html.j2": "{{ nothing_of_the_kind }}"}
    )
    with pytest.raises(Exception, match="nothing_of_the_kind"):
        render_html(factories.english(), broken, CATALOGS, "", "{}")
