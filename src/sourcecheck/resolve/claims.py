"""Which words a mark supports: the sentence, the quotation it closes, the widest reach."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter

from sourcecheck.model.article import Article, BlockKind, Mention, MentionKind, Span
from sourcecheck.text.spans import Spans
from sourcecheck.text.stops import SENTENCE_ENDS

_ENDS = tuple(SENTENCE_ENDS)
_STOP = re.compile(rf"[{SENTENCE_ENDS}][\"'”’»)\]]*\s")
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c"
    "\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_CLOSERS = f" \t\n\"'”’»)]』」{_INVISIBLE}"
_FRONT = f".،,؛;{_INVISIBLE}"
_BULLETS = "•▪●◦‣–—-*·"

CLOSING = 3
"""Signs that may stand between a quotation's end and its mark: a full stop, a bracket."""


class Places:
    """Where the sentences, quotations, marks and voices of an article stand."""

    def __init__(self, article: Article) -> None:
        """Index an article once; every look-up after that is quick."""
        self.text = article.text
        self.sentences = Spans(article.sentences)
        self.paragraphs = Spans(article.paragraphs)
        self.blocks = Spans(
            block.span for block in article.blocks if block.kind is not BlockKind.NOTE
        )
        self.notes = Spans(note.content for note in article.notes)
        self.marks = Spans(mark.span for mark in article.marks)
        self.quotes = {quote.end: quote for quote in article.quotes}
        self.headings = Spans(
            block.span
            for block in article.blocks
            if block.kind in (BlockKind.HEADING, BlockKind.TITLE)
        )
        self.mentions = {mention.span: mention for mention in article.mentions}
        self.voices = Spans(self.mentions)
        self.spoken = _by_voice(self.mentions[span] for span in self.voices.all)


def claim_of(places: Places, mark: Span) -> Span | None:
    """Return the sentence a mark stands in or just after.

    A mark that closes a quotation supports all of it with its lead-in; a sentence that goes
    on with the last voice ("he added") takes that voice's sentence along. In a heading or a
    cell of a table the words in front of the mark are the claim.
    """
    sentence = places.sentences.before(mark.start)
    block = places.notes.at(mark.start) or places.blocks.at(mark.start)
    if block and (sentence is None or sentence.end <= block.start):
        words = _trimmed(places.text, block.start, mark.start)
        if words and any(char.isalnum() for char in words.of(places.text)):
            return _trimmed(places.text, _after_stop(places, words, mark.start), words.end)
    if sentence is None:
        return None
    start = _after_stop(places, sentence, mark.start)
    quote = _closed_quote(places, mark.start)
    if quote and (first := places.sentences.at(quote.start)):
        start = min(start, _after_stop(places, first, quote.start + 1))
    start = _back_to_voice(places, Span(start, mark.start))
    return _trimmed(places.text, start, min(max(sentence.end, start), mark.start))


def _after_stop(places: Places, words: Span, offset: int) -> int:
    """Return where the last sentence before an offset begins, after marks behind full stops."""
    for earlier in reversed(places.marks.starting(words.start + 1, offset - 1)):
        before = places.text[max(words.start, earlier.start - 6) : earlier.start]
        rest = places.text[earlier.end : offset + 1]
        if before.rstrip(_CLOSERS).endswith(_ENDS) and any(char.isalnum() for char in rest):
            return earlier.end
    split = places.marks.at(words.start)  # a stop inside a mark ends nothing
    if split or places.sentences.at(words.start):
        return split.end if split else words.start
    stops = [stop.end() for stop in _STOP.finditer(places.text, words.start, words.end - 1)]
    return stops[-1] if stops else words.start


def scope_of(places: Places, mark: Span) -> Span | None:
    """Return the widest reach of a mark: everything since the mark or heading before it."""
    first = places.paragraphs.all[0].start if places.paragraphs.all else 0
    before = (places.marks.before(mark.start), places.headings.before(mark.start))
    start = max((span.end for span in before if span), default=first)
    return _trimmed(places.text, start, mark.start)


def sentence_around(places: Places, span: Span) -> Span | None:
    """Return the sentence that holds the beginning of ``span``."""
    return places.sentences.at(span.start)


def _closed_quote(places: Places, offset: int) -> Span | None:
    """Return the quotation that closes right before an offset."""
    for end in range(offset, offset - CLOSING - 1, -1):
        quote = places.quotes.get(end)
        if quote and not any(char.isalnum() for char in places.text[end:offset]):
            return quote
    return None


def _back_to_voice(places: Places, claim: Span) -> int:
    """Return where the report begins that a sentence goes on with, in the same paragraph."""
    within = (span for span in places.voices.starting(claim.start, claim.end) if claim.covers(span))
    opening = places.mentions.get(next(within, claim))
    if opening is None or not _goes_on(opening) or opening.span.start > claim.start + 3:
        return claim.start
    before = _spoken_before(places, opening, claim.start)
    if before is None:
        return claim.start
    earlier = places.sentences.at(before.start)
    between = places.text.find("\n", before.start, claim.start) >= 0
    marked = places.marks.starting(before.start + 1, claim.start - 1)
    if earlier is None or marked or between:
        return claim.start
    return earlier.start


def _spoken_before(places: Places, opening: Mention, offset: int) -> Span | None:
    """Return the last report of the same voice that ends before an offset."""
    spoken = places.spoken.get(opening.antecedent) if opening.antecedent else None
    place = bisect_left(spoken, offset, key=attrgetter("start")) if spoken else 0
    last = spoken[place - 1] if spoken and place else None
    return last if last and last.end <= offset else None


def _by_voice(mentions: Iterable[Mention]) -> dict[Span, list[Span]]:
    """Collect where each voice speaks, in text order."""
    found: dict[Span, list[Span]] = {}
    for mention in mentions:
        for voice in {mention.voice, mention.antecedent}:
            if voice:
                found.setdefault(voice, []).append(mention.span)
    return found


def _goes_on(mention: Mention) -> bool:
    return mention.kind is MentionKind.PRONOUN or mention.rule == "continued"


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Leave out white space and direction marks at both ends, and bullets and stray stops.

    A stop or a comma in front belongs to the sentence before, whose mark stood between.
    """
    while start < end and (text[start].isspace() or text[start] in _FRONT):
        start += 1
    if text[start : start + 1] in _BULLETS and text[start + 1 : start + 2].isspace():
        start += 2
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return Span(start, end) if start < end else None
