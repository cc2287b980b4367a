"""Every code about marks, voices and addresses is told where it should be, and only there."""

import re
from functools import cache

import pytest
from figures import ROWS as FIGURES
from reading import NOON, audit
from told import ROWS, WHOLE

from sourcecheck.config import settled
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Document
from sourcecheck.pipeline import read
from sourcecheck.session.opening import tables_of

RULES = load_rules()


@cache
def _findings(text):
    document = Document(origin="-", body=text.encode(), media_type="text/plain", read_at=NOON)
    return read(document, tables_of(settled()), outlets=True).findings


def _of(text, code):
    return [each for each in _findings(text) if each.code == code]


@pytest.mark.parametrize(("code", "shown", "message", "silent"), ROWS, ids=[r[0] for r in ROWS])
def test_a_finding_stands_at_its_words_and_says_what_is_wrong(code, shown, message, silent):
    text = shown.replace("⟦", "").replace("⟧", "")
    (told,) = _of(text, code)
    assert RULES.message(told) == message
    words = re.search("⟦(.*)⟧", shown, re.DOTALL)
    assert (told.span.of(text) if told.span else None) == (words[1] if words else None)
    assert _of(silent, code) == []


@pytest.mark.parametrize(("code", "told", "silent"), WHOLE, ids=[row[0] for row in WHOLE])
def test_what_a_whole_article_shows_is_told_once(code, told, silent):
    assert len(_of(told, code)) == 1
    assert _of(silent, code) == []


def test_every_code_has_a_text_it_is_told_of_and_one_it_is_not():
    known = {code for code in RULES.rules if code[2] in "123"}
    assert {row[0] for row in (*ROWS, *WHOLE)} == known


def _unsourced(language, sentence):
    read_, joined = audit(f"{sentence}\n", language)
    return [f.span.of(read_.text) for f in joined.findings if f.code in {"SC202", "SC204"}]


def test_figures_and_quotations_without_a_source_are_told_and_few_others():
    found = [(row, told) for row in FIGURES for told in _unsourced(row[0], row[1])]
    wanted = sum(len(row[2]) for row in FIGURES)
    right = sum(any(told in each or each in told for each in row[2]) for row, told in found)
    assert right >= 0.85 * len(found)
    assert right >= 0.9 * wanted
