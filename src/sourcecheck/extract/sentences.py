"""Sentences and quotations, in any of the languages, with marks kept out of them.

Where a sentence ends decides which claim a mark supports. The hard places, each with a row in
the tests: a mark between two full stops, a quotation that ends a sentence, a full stop glued
to the next word, decimal numbers, initials and abbreviations. A comma never ends a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from sourcecheck.model.article import Span
from sourcecheck.model.tables.languages import Language

_END = re.compile(
    r"""
    (?P<stop>[.!?؟…。！？۔।։]+)        # one or more full stops, question or exclamation marks
    (?P<closers>["'”’»)\]』」]*)        # closing quotes and brackets belong to the sentence
    (?=\s|$|[\u0621-\u064a]{3}|[\u3040-\u30ff\u3400-\u9fff]|[\[(⁽⁰¹²³⁴⁵⁶⁷⁸⁹【［（])
                                      # space, end, a glued word, a script without spaces, a mark
    """,
    re.VERBOSE,
)
QUOTES_IN_WORDS = ('"', "״", "׳", "'", "’")
"""Signs inside acronyms and elided words: what stands behind them is no word of one letter."""

WORD_REACH = 20
"""Letters of a word before a full stop that are looked at."""

_ALNUM = re.compile(r"[^\W_]")
_STRAIGHT = re.compile(r'"')
_OPENING = {"“": "”", "«": "»", "„": "“"}


@dataclass(frozen=True, slots=True)
class Shortened:
    """Words before a full stop that ends nothing, in small letters."""

    always: frozenset[str] = frozenset()  # "dr", "etc"
    before_numbers: frozenset[str] = frozenset()  # "art", "fig": "art. 5"
    openers: frozenset[str] = frozenset()  # the commonest words, with which sentences begin
    ordinals: bool = False  # "3. Mai"


@cache
def shortened_words(language: Language) -> Shortened:
    """Return the words of a language that stand before full stops inside sentences."""
    others = (words.removesuffix(".").split()[-1] for words in language.et_al if words[-1] == ".")
    counting = (word.rstrip(".") for word in (*language.numbered, *language.pages))
    return Shortened(
        always=frozenset((*language.abbreviations, *others)),
        before_numbers=frozenset(word.casefold() for word in counting),
        openers=frozenset(language.common_words),
        ordinals=language.ordinal_stops,
    )


def split_sentences(
    text: str, paragraphs: Sequence[Span], marks: Sequence[Span], abbreviations: Shortened
) -> tuple[Span, ...]:
    """Return the sentences of the paragraphs, in order; marks around them are left out."""
    ends = {mark.start: mark.end for mark in marks}
    for mark in marks:  # below nought: inside a mark, where nothing ends
        ends.update(dict.fromkeys(range(mark.start + 1, mark.end), -mark.end))
    found: list[Span] = []
    for paragraph in paragraphs:
        found.extend(_sentences(text, paragraph, ends, abbreviations))
    return tuple(found)


def _sentences(
    text: str, paragraph: Span, marks: Mapping[int, int], abbreviations: Shortened
) -> Iterator[Span]:
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        end = match.end()
        if end <= start or not _is_end(text, match, paragraph.end, marks, abbreviations):
            continue
        # a mirrored mark, "]1[", opens with what closes a quotation
        if (stopped := match.end("stop")) < end:
            end = next((at for at in range(stopped, end) if marks.get(at, 0) > 0), end)
        if sentence := _trimmed(text, start, end, marks):
            yield sentence
        start = end
    if sentence := _trimmed(text, start, paragraph.end, marks):
        yield sentence


def _is_end(
    text: str,
    match: re.Match[str],
    limit: int,
    marks: Mapping[int, int],
    abbreviations: Shortened,
) -> bool:
    first, following = match.span()
    stopped = match.end("stop")
    if marks.get(first, 0) < 0:
        return False
    if marks.get(following, 0) > 0 or marks.get(stopped, 0) > 0:
        return True
    if following < limit and not text[following].isspace():
        # a bracket that is no mark opens a remark: "e.g.(a)"; a glued word ends the sentence
        return text[following] not in "[(⁽【［（"
    after = _NEXT_WORD.match(text, following)
    opener = after[1] if after else ""
    if opener[:1].islower() and _SMALL.match(opener) and match["stop"] in (".", "?", "!"):
        return False  # "5 p.m. on Monday", "Why?" she asked
    if match["stop"] != "." or match["closers"]:
        return True
    return not _goes_on(text, match, opener, abbreviations)


_NEXT_WORD = re.compile(r"[ \u00a0\n][\"'“«‘„]?([^\W_]+)")
_SMALL = re.compile(r"[a-zß-öø-ÿāăąćčďđēėęěğģīįıķļłńņňőřśşšţťūůűźżžα-ωа-яёіїєґәөүҳқғ]")
_ROMAN_NUMBER = re.compile(r"[IVXLC]+\Z")
_ORDINAL = re.compile(r"(?:\A|[\s(])(?:\d{1,2}|[IVXL]{1,6})\Z")
# Consonants, and letters of scripts that write hardly any vowel: no word is one of them alone.
_INITIAL = re.compile(r"[b-df-hj-np-tv-xzб-джзк-нп-тф-щґء-يپچژکگیٹڈےא-ת]")


def _goes_on(text: str, match: re.Match[str], opener: str, short: Shortened) -> bool:
    """Tell a full stop that shortens a word or makes a number an ordinal.

    Where a capital opens one of the commonest words behind it, the sentence ended all the same.
    """
    if opener[:1].isupper() and opener.casefold() in short.openers:
        initial = len(opener) == 1 and text.startswith(f"{opener}.", match.end() + 1)
        if not initial:
            return False
    before = text[max(0, match.start() - WORD_REACH) : match.start()]
    if short.ordinals and opener.isalpha() and _ORDINAL.search(before):
        return True
    word = _word_before(before)
    small = word.casefold()
    if small in short.always:
        return True
    if small in short.before_numbers and (opener[:1].isdigit() or _ROMAN_NUMBER.match(opener)):
        return True
    in_acronym = before[-2:-1] in QUOTES_IN_WORDS  # as in Hebrew
    return len(word) == 1 and not in_acronym and _shortens(word, opener)


def _shortens(letter: str, opener: str) -> bool:
    """Tell "J. Smith", "Art. L. 230", "s. XIX" and "م. رضایی" from a word of one letter."""
    if letter.isupper():
        return opener[:1].isupper() or opener[:1].isdigit()
    return bool(opener) and bool(_INITIAL.match(letter))


def _word_before(before: str) -> str:
    """Return the letters at the end of a piece of text, without the signs above them."""
    word = before.rpartition(" ")[2]
    if not word.isalpha():
        letters = list(takewhile(_is_letter, reversed(word)))
        word = "".join(letter for letter in reversed(letters) if letter.isalpha())
    return word


def _is_letter(char: str) -> bool:
    return char.isalpha() or unicodedata.combining(char) > 0


def _trimmed(text: str, start: int, end: int, marks: Mapping[int, int]) -> Span | None:
    """Leave out white space, marks and stray full stops; None where no word is left."""
    while start < end:
        if text[start] in " .،,\n" or text[start].isspace():
            start += 1
        elif start in marks:
            start = abs(marks[start])
        else:
            break
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end and text[start].isalnum():
        return Span(start, end)
    return Span(start, end) if _ALNUM.search(text, start, end) else None


def find_quotes(text: str, paragraphs: Sequence[Span]) -> tuple[Span, ...]:
    """Return the outermost quotations of the paragraphs, quotation marks included.

    Straight marks do not say whether they open or close: one after a space opens, one before
    a space or a full stop closes, so a quotation inside a quotation is read as such.
    """
    found: list[Span] = []
    for paragraph in paragraphs:
        found.extend(_straight_quotes(text, paragraph))
        found.extend(_paired_quotes(text, paragraph))
    return tuple(sorted(_outermost(found)))


def _straight_quotes(text: str, paragraph: Span) -> Iterator[Span]:
    opened: list[int] = []
    for match in _STRAIGHT.finditer(text, paragraph.start, paragraph.end):
        at = match.start()
        before = text[at - 1] if at > paragraph.start else " "
        after = text[at + 1] if at + 1 < paragraph.end else " "
        if (before.isspace() or before in "([{:ـ،") and not after.isspace():
            opened.append(at)
        elif opened:
            start = opened.pop()
            if not opened:
                yield Span(start, at + 1)


def _paired_quotes(text: str, paragraph: Span) -> Iterator[Span]:
    for opening, closing in _OPENING.items():
        start = text.find(opening, paragraph.start, paragraph.end)
        while start >= 0:
            end = text.find(closing, start + 1, paragraph.end)
            if end < 0:
                break
            yield Span(start, end + 1)
            start = text.find(opening, end + 1, paragraph.end)


def _outermost(spans: Sequence[Span]) -> Iterator[Span]:
    last = -1
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.end > last:
            yield span
            last = span.end
