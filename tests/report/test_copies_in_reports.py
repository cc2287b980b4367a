"""Copies elsewhere in every format and language, hostile addresses included."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from datetime import UTC, datetime

import factories
import pytest

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import LinkState
from sourcecheck.model.memento import CopyAnswer, CopySearch, Memento
from sourcecheck.report import RenderContext
from sourcecheck.report.formats import csv as csv_format
from sourcecheck.report.formats import markdown, text
from sourcecheck.report.formats.html import render_html

LANGUAGES = sorted(load_messages())
URL = "https://news.example/2025/dam"
COPY = f"https://web.archive.org/web/20250201120000/{URL}"
AT = datetime(2026, 11, 21, tzinfo=UTC)


def search(answer: str, memento_url: str = "", **other) -> CopySearch:
    best = Memento(
        url=URL,
        source="wayback",
        captured_at=datetime(2025, 2, 1, 12, tzinfo=UTC),
        memento_url=memento_url,
        state=LinkState.ALIVE,
        verified=True,
    )
    return CopySearch(
        url=URL, source="wayback", answer=CopyAnswer(answer), asked_at=AT,
        best=best if memento_url else None, **other,
    )  # fmt: skip


FOUND = search("found", COPY)
NONE = search("no_record")
FAILED = search("failed", because=("it was asked too often (status 429)",))
KINDS = {"copy": (FOUND,), "no_copy": (NONE,), "open": (NONE, FAILED)}
WORDS = {
    "copy": "copy of 2025-02-01",
    "no_copy": "no copy in the archives asked",
    "open": "not known whether a copy exists",
}


def audit(*searches: CopySearch, language: str = "en"):
    made = factories.Maker(language=language)
    made.block("The dam is full [1].")
    kept = factories.web(URL, LinkState.NOT_FOUND)
    made.note("1", URL, dataclasses.replace(kept, copies=searches))
    return made.audit()


def context() -> RenderContext:
    return RenderContext(rules=load_rules())


def page(searches, language: str) -> str:
    return render_html(audit(*searches), load_report(), load_messages(), language, "{}")


@pytest.mark.parametrize(("kind", "searches"), KINDS.items())
def test_the_plain_formats_say_which_of_the_three_it_is(kind, searches):
    made = audit(*searches)
    assert WORDS[kind] in text.render([made], context())
    assert WORDS[kind] in markdown.render([made], context())
    (row,) = csv.DictReader(io.StringIO(csv_format.render([made], context())))
    assert row["copy"] == WORDS[kind]
    assert row["copy_url"] == (COPY if kind == "copy" else "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "searches"), KINDS.items())
def test_the_page_says_it_in_every_language(kind, searches, language):
    words = load_messages()[language].texts[f"archived.{kind}"]
    html = page(searches, language)
    assert words.partition("{0}")[0].strip() in html
    assert (COPY in html) is (kind == "copy")


def test_nothing_is_said_where_nobody_was_asked():
    made = audit()
    for told in (text.render([made], context()), markdown.render([made], context())):
        assert not any(words in told for words in WORDS.values())
    assert "data-versionurl" not in page((), "en")


def test_the_plain_report_says_what_a_look_up_would_tell_others():
    said = "Copies of 1 missing page were not looked for: --copies ARCHIVE would tell an archive"
    assert said in " ".join(text.render([audit()], context()).split())
    assert said not in " ".join(text.render([audit(NONE)], context()).split())


@pytest.mark.parametrize(
    "hostile",
    [
        "javascript:alert(1)//https://a.example/",
        'https://a.example/"><script>alert(1)</script>',
        "https://a.example/' onclick='alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://a.example/\u202egnp.exe",
        "https://a.example/\nx",
    ],
)
def test_an_archive_cannot_put_anything_into_a_report(hostile):
    html = page((search("found", hostile),), "en")
    assert "<script>alert(1)" not in html
    assert "onclick='alert" not in html
    assert not re.search(r'<a [^>]*(?:href|url)="(?:javascript|data):', html)
    told = text.render([audit(search("found", hostile))], context())
    assert "\u202e" not in told
    assert "\nx" not in told
    marked = markdown.render([audit(search("found", hostile))], context())
    assert "<script>" not in marked
