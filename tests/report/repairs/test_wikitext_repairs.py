"""Places of dead links in wiki text: citing templates, links, notes, printed addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repair_kit import COPY, DEAD, WIKITEXT, left, mended, repair

D = DEAD
C = COPY
A = f"archive-url={C}"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (f"{{{{cite web|url={D}|title=T}}}}",
         f"{{{{cite web|url={D}|{A}|archive-date=2021-03-05|url-status=dead|title=T}}}}"),
        (f"{{{{Cite_News |title=T |url={D} }}}}",
         f"{{{{Cite_News |title=T |url={D} |{A} |archive-date=2021-03-05 |url-status=dead }}}}"),
        (f"{{{{cite web\n | url    = {D}\n | title  = T\n}}}}",
         (f"{{{{cite web\n | url    = {D}\n | archive-url = {C}\n | archive-date = 2021-03-05\n"
         f" | url-status = dead\n | title  = T\n}}}}")),
        (f"{{{{cite web\r\n|title=T\r\n|url={D}\r\n}}}}",
         (f"{{{{cite web\r\n|title=T\r\n|url={D}\r\n|{A}\r\n|archive-date=2021-03-05\r\n"
         f"|url-status=dead\r\n}}}}")),
        (f"{{{{cite web|\n url={D}|\n title=T}}}}",
         (f"{{{{cite web|\n url={D}|\n {A}|\n archive-date=2021-03-05|\n url-status=dead|\n"
         f" title=T}}}}")),
        (f"{{{{cite web|url={D}|archive-url=|archive-date=|title=T}}}}",
         f"{{{{cite web|url={D}|url-status=dead|{A}|archive-date=2021-03-05|title=T}}}}"),
        (f"{{{{cite web|url={D}|archiveurl=\n|archivedate= |url-status=live }}}}",
         f"{{{{cite web|url={D}|archiveurl={C}\n|archivedate= 2021-03-05|url-status=dead }}}}"),
        (f"{{{{cite web|url={D}<!-- a|b -->|title=T}}}}",
         (f"{{{{cite web|url={D}<!-- a|b -->|{A}|archive-date=2021-03-05|url-status=dead"
         f"|title=T}}}}")),
        (f"{{{{cite web|title=[[a|b]] {{{{c|d=e}}}}|url={D}}}}}",
         (f"{{{{cite web|title=[[a|b]] {{{{c|d=e}}}}|url={D}|{A}|archive-date=2021-03-05"
         f"|url-status=dead}}}}")),
        (f"<ref name=a>{{{{citation|url={D}}}}}</ref>",
         f"<ref name=a>{{{{citation|url={D}|{A}|archive-date=2021-03-05|url-status=dead}}}}</ref>"),
        (f"{{{{cite book|chapter-url={D}|title=T}}}}",
         f"{{{{cite book|chapter-url={D}|{A}|archive-date=2021-03-05|url-status=dead|title=T}}}}"),
        (f"{{{{cite web|url={D}|archive-url={C}}}}}", f"{{{{cite web|url={D}|archive-url={C}}}}}"),
        (f"{{{{cite web|url={D}b}}}}", f"{{{{cite web|url={D}b}}}}"),
        (f"{{{{cite book|chapter-url={D}|url=http://x.example/}}}}",
         f"{{{{cite book|chapter-url={D}|url=http://x.example/}}}}"),
        (f"{{{{foo|url={D}}}}}", f"{{{{foo|url={D}}}}}"),
        (f"{{{{webarchive|url={C}}}}}", f"{{{{webarchive|url={C}}}}}"),
        (f"[{D} label]", f"{{{{Webarchive|url={C}|date=2021-03-05|title=label}}}}"),
        (f"* [{D}] x", f"* {{{{Webarchive|url={C}|date=2021-03-05}}}} x"),
        (f"[{D} a '''b''' {{{{c}}}}]", f"[{C} a '''b''' {{{{c}}}}]"),
        (f"[{D} a=b]", f"[{C} a=b]"),
        (f"<ref>{D}</ref>", f"<ref>{{{{Webarchive|url={C}|date=2021-03-05}}}}</ref>"),
        (f"<ref> {D}. </ref>", f"<ref> {{{{Webarchive|url={C}|date=2021-03-05}}}}. </ref>"),
        (f"<ref>[{D} label].</ref>",
         f"<ref>{{{{Webarchive|url={C}|date=2021-03-05|title=label}}}}.</ref>"),
        (f"<ref>see {D}.</ref>", f"<ref>see {C}.</ref>"),
        (f"words {D} words", f"words {C} words"),
        (f"{{{{refn|see {D}}}}}", f"{{{{refn|see {C}}}}}"),
        (f"{{{{reflist|refs=<ref name=a>{D}</ref>}}}}",
         f"{{{{reflist|refs=<ref name=a>{{{{Webarchive|url={C}|date=2021-03-05}}}}</ref>}}}}"),
        (f"[[File:x.jpg|thumb|see [{D} y z]]]",
         f"[[File:x.jpg|thumb|see {{{{Webarchive|url={C}|date=2021-03-05|title=y z}}}}]]"),
        (f"{{{{Infobox\n| website = [{D} y]\n}}}}", f"{{{{Infobox\n| website = [{C} y]\n}}}}"),
        (f"{{|\n| [{D} y] || {D}\n|}}",
         f"{{|\n| {{{{Webarchive|url={C}|date=2021-03-05|title=y}}}} || {C}\n|}}"),
        (f"<nowiki>[{D} x]</nowiki>", f"<nowiki>[{D} x]</nowiki>"),
        (f"<pre>{D}</pre>", f"<pre>{D}</pre>"),
        (f"<!-- {D} [{D} x] -->", f"<!-- {D} [{D} x] -->"),
        (f"{D}{{{{x}}}}", f"{D}{{{{x}}}}"),
        (f"{D}|x", f"{D}|x"),
        (f"[{C} x]", f"[{C} x]"),
        (f"{{{{wayback|url={D}|date=2020}}}}", f"{{{{wayback|url={D}|date=2020}}}}"),
        ("{{cite web|url=<!-- none -->|title=T}}", "{{cite web|url=<!-- none -->|title=T}}"),
        (f"{{{{cite web|url={D}", f"{{{{cite web|url={C}"),
    ],
)  # fmt: skip
def test_a_copy_stands_where_the_wiki_wants_it(source, wanted):
    assert mended(source, WIKITEXT) == wanted


@pytest.mark.parametrize(
    ("language", "source", "wanted"),
    [
        ("ar", f"{{{{استشهاد ويب |مسار={D} |عنوان=ت}}}}",
         f"{{{{استشهاد ويب |مسار={D} |مسار أرشيف={C} |تاريخ أرشيف=2021-03-05 |عنوان=ت}}}}"),
        ("ar", f"{{{{استشهاد ويب|url={D}}}}}",
         f"{{{{استشهاد ويب|url={D}|{A}|archive-date=2021-03-05|url-status=dead}}}}"),
        ("ar", f"{{{{Cite web|المسار={D}|مسار أرشيف=|تاريخ أرشيف=}}}}",
         f"{{{{Cite web|المسار={D}|مسار أرشيف={C}|تاريخ أرشيف=2021-03-05}}}}"),
        ("fa", f"{{{{یادکرد وب\n|نشانی={D}\n|عنوان=ت\n}}}}",
         f"{{{{یادکرد وب\n|نشانی={D}\n|پیوند بایگانی={C}\n|تاریخ بایگانی=2021-03-05\n|عنوان=ت\n}}}}"),
        ("fa", f"{{{{یادکرد خبر|پیوند={D}}}}}",
         f"{{{{یادکرد خبر|پیوند={D}|پیوند بایگانی={C}|تاریخ بایگانی=2021-03-05}}}}"),
        ("tr", f"{{{{Web kaynağı|url={D}|başlık=T}}}}",
         f"{{{{Web kaynağı|url={D}|arşiv-url={C}|arşiv-tarihi=2021-03-05|başlık=T}}}}"),
        ("ru", f"{{{{книга |ссылка={D} |заглавие=T}}}}",
         f"{{{{книга |ссылка={D} |{A} |archive-date=2021-03-05 |заглавие=T}}}}"),
        ("ru", f"{{{{cite web |url={D}}}}}",
         f"{{{{cite web |url={D} |{A} |archive-date=2021-03-05 |url-status=dead}}}}"),
        ("de", f"{{{{Internetquelle |url={D} |werk=T}}}}",
         f"{{{{Internetquelle |url={D} |archiv-url={C} |archiv-datum=2021-03-05 |werk=T}}}}"),
        ("es", f"{{{{cita web|url={D}}}}}",
         f"{{{{cita web|url={D}|urlarchivo={C}|fechaarchivo=2021-03-05}}}}"),
        ("it", f"{{{{Cita web|url={D}}}}}",
         f"{{{{Cita web|url={D}|urlarchivio={C}|dataarchivio=2021-03-05}}}}"),
        ("en", f"{{{{cita web|url={D}}}}}", f"{{{{cita web|url={D}}}}}"),
        ("de", f"{{{{Literatur |Online={D}}}}}", f"{{{{Literatur |Online={D}}}}}"),
        ("tr", f"<ref>[{D} Haber]</ref>",
         f"<ref>{{{{Webarşiv|url={C}|tarih=2021-03-05|başlık=Haber}}}}</ref>"),
        ("fa", f"[{D} خبر]", f"{{{{Webarchive|url={C}|date=2021-03-05|title=خبر}}}}"),
        ("de", f"<ref>[{D} Wort]</ref>", f"<ref>[{C} Wort]</ref>"),
        ("de", f"<ref>{D}</ref>", f"<ref>{C}</ref>"),
    ],
)  # fmt: skip
def test_a_copy_is_named_in_the_language_of_the_template(language, source, wanted):
    assert mended(source, WIKITEXT, language=language) == wanted


def test_a_copy_the_template_would_not_know_is_an_address():
    own = [repair(copy="https://archive.example/2021/a")]
    assert mended(f"<ref>{D}</ref>", WIKITEXT, own) == "<ref>https://archive.example/2021/a</ref>"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (f"{{{{cite web|url={D}|archive-url={C}}}}}", ["archived"]),
        (f"{{{{foo|url={D}}}}}", ["template"]),
        (f"{{{{foo|{D}}}}}", ["template"]),
        (f"{{{{cite book|chapter-url={D}|url=http://x.example/}}}}", ["template"]),
        (f"<nowiki>{D}</nowiki>", ["code"]),
        (f"{D}{{{{x}}}}", ["no-place"]),
        (f"{{{{cite web|url={D}}}}}", []),
    ],
)
def test_what_is_left_in_a_wiki_is_told(source, why):
    assert left(source, WIKITEXT) == why


PIECES = ("{{", "}}", "[", "]", "[[", "]]", "|", "=", "<ref>", "</ref>", "<nowiki>", "</nowiki>",
          "<!--", "-->", "\n", " ", "cite web", "url=", D, D + "b", f"[{D} x]", "title", "سطر",
          f"{{{{cite web|url={D}}}}}", "''", "* ", "{|", "|}")  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_taking_the_copies_out_again_gives_the_source(source):
    bare = mended(source, WIKITEXT)
    bare = bare.replace(f"|{A}|archive-date=2021-03-05|url-status=dead", "")
    bare = bare.replace(f"{{{{Webarchive|url={C}|date=2021-03-05|title=x}}}}", f"[{D} x]")
    bare = bare.replace(f"{{{{Webarchive|url={C}|date=2021-03-05}}}}", D)
    assert plain(bare) == plain(source)


def plain(text):
    """A source with both ways to write a link without words made one."""
    return re.sub(rf"\[({re.escape(D)})\s*\]", r"\1", text.replace(C, D))


def test_a_place_that_is_mended_is_not_told_as_left():
    source = f"{{{{cite web|url=<!-- x -->{DEAD} |title=T}}}}"
    assert left(source, WIKITEXT) == []
    assert mended(source, WIKITEXT) != source
