"""What holds of every text: no error, spans inside, order, and time that grows no faster than it."""

import gc
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import LEAD, READ, article, audit

from sourcecheck.errors import DocumentError
from sourcecheck.extract import extract

PIECES = st.sampled_from(
    [
        "[1]", "[2]", "(1)", "(1 ، 2)", "¹", "*", "1- ", "2- ", "[1] ", "\n", "\n\n", " ", ". ", "،",
        '"', "«", "»", "“", "قال ", "الوزير ", "إن ", "أن ", "المصادر:\n", "المصدر: ", "References\n",
        "https://a.example/x", "said ", "that ", "according to ", "Ann Lowe ", "the report ", "٣٥٪ ",
        "dedi ", "göre ", "что ", "заявил ", "\u200f", "\u202b", "ـ", "گفت که ", "12 views\n", "؛",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60).map("".join),
    st.text(max_size=300),
)


def _read(text):
    try:
        return audit(text)
    except DocumentError:
        return None  # empty and binary inputs are refused in words


def _spans(read, joined):
    yield from (block.span for block in read.blocks)
    yield from read.sentences
    yield from read.quotes
    yield from (mark.span for mark in read.marks)
    for note in read.notes:
        yield from (note.span, note.content)
    for mention in read.mentions:
        yield from (s for s in (mention.span, mention.cue, mention.voice, mention.quote) if s)
        if mention.antecedent:
            yield mention.antecedent
    yield from (link.span for link in read.hyperlinks)
    yield from (number.span for number in read.numbers)
    for citation in joined.citations:
        yield from citation.marks
        yield from (s for s in (citation.claim, citation.scope, citation.note) if s)
        yield from (source.span for source in citation.sources if source.span)
    yield from (finding.span for finding in joined.findings if finding.span)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_span_lies_inside_the_text_and_is_not_turned_round(text):
    if answer := _read(text):
        read, joined = answer
        for span in _spans(read, joined):
            assert 0 <= span.start <= span.end <= len(read.text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_blocks_are_in_order_and_share_nothing(text):
    if answer := _read(text):
        spans = [block.span for block in answer[0].blocks]
        assert all(a.end <= b.start for a, b in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_citations_are_numbered_in_order_and_every_mark_belongs_to_one(text):
    if answer := _read(text):
        read, joined = answer
        assert [c.id for c in joined.citations] == [
            f"c{n}" for n in range(1, len(joined.citations) + 1)
        ]
        labels = {c.label for c in joined.citations}
        assert {label for mark in read.marks for label in mark.labels} <= labels
        cited = {span for c in joined.citations for span in c.marks}
        assert {mark.span for mark in read.marks} == cited


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_reading_twice_reads_the_same(text):
    assert _read(text) == _read(text)


def test_a_language_that_was_asked_for_is_taken():
    assert article(LEAD, "tr").language == "tr"
    assert article(LEAD).language == "en"
    assert (
        extract(_document(LEAD), READ, language="xx").language == "und"
    )  # one we know nothing about


def _document(text):
    from reading import NOON

    from sourcecheck.model import Document

    return Document(origin="-", body=text.encode(), media_type="text/plain", read_at=NOON)


UNITS = {
    "square brackets": "[1] ",
    "round brackets": "(1)",
    "opening brackets": "[",
    "spaces": " ",
    "empty lines": "\n",
    "digits": "7",
    "numbers": "12 ",
    "straight quotes": '"',
    "quotations": '"we go and stay here" ',
    "angled quotes": "«a b c d e» ",
    "said in Arabic": "قال ",
    "reports in Arabic": "قال الوزير إن الأمر صعب. ",
    "one long report": "he said that ",
    "reports in Persian": "وزیر گفت که کار سخت است. ",
    "reports in Russian": "Он заявил, что всё. ",
    "quoted reports": '"We will not go there," he said. ',
    "prepositions": "according to ",
    "notes": "1- a\n",
    "notes with addresses": "[1] https://a.example/x\n",
    "notes on one line": "1- a 2- b 3- c ",
    "labels alone": "1-\n",
    "raised digits": "¹",
    "raised digits behind words": "word¹ ",
    "letters in brackets": "[a] ",
    "authors and years": "(Smith 2019) ",
    "unclosed years": "(2019 ",
    "symbols": "word* ",
    "repeated notes": "[1] Ibid.\n",
    "marked sentences": "The bridge stayed closed.[1] ",
    "counters": "12 views\n",
    "paragraphs with quotes": '"a b c d e f g h" x.\n\n',
    "headings": "Sources\n",
    "stars": "* a\n",
    "shares": "35% ",
    "stops": ". ",
}


def _seconds(unit, length):
    text = LEAD + (unit * (length // len(unit) + 1))[:length]
    best = float("inf")
    gc.collect()
    gc.disable()  # the collector walks other tests' values too
    try:
        for _ in range(2):
            started = time.process_time()
            audit(text)
            best = min(best, time.process_time() - started)
    finally:
        gc.enable()
    return best


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_ten_times_the_text_takes_at_most_twenty_times_as_long(unit):
    small, large = _seconds(unit, 6_000), _seconds(unit, 60_000)
    assert large <= 20 * max(small, 0.005)
