"""Which words a mark supports: the sentence, the quotation it closes, the widest reach."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model.article import Article, BlockKind, Mention, MentionKind, Span

CLOSING = 3
"""Signs that may stand between a quotation's end and its mark: a full stop, a bracket."""


def claim_of(article: Article, mark: Span) -> Span | None:
    """Return the sentence a mark stands in or just after.

    A mark that closes a quotation supports all of it with its lead-in; a sentence that goes
    on with the last voice ("he added") takes that voice's sentence along.
    """
    sentence = _sentence_before(article.sentences, mark.start)
    if sentence is None:
        return None
    start = sentence.start
    quote = _closed_quote(article, mark.start)
    if quote and (first := _sentence_at(article.sentences, quote.start)):
        start = min(start, first.start)
    start = _back_to_voice(article, Span(start, mark.start))
    return _trimmed(article.text, start, min(max(sentence.end, start), mark.start))


def scope_of(article: Article, mark: Span) -> Span | None:
    """Return the widest reach of a mark: everything since the mark or heading before it."""
    edges = [other.span.end for other in article.marks if other.span.end <= mark.start]
    edges += [
        block.span.end
        for block in article.blocks
        if block.kind in (BlockKind.HEADING, BlockKind.TITLE) and block.span.end <= mark.start
    ]
    first = article.paragraphs[0].start if article.paragraphs else 0
    return _trimmed(article.text, max(edges, default=first), mark.start)


def sentence_around(article: Article, span: Span) -> Span | None:
    """Return the sentence that holds the beginning of ``span``."""
    return _sentence_at(article.sentences, span.start)


def _sentence_before(sentences: Sequence[Span], offset: int) -> Span | None:
    before = [sentence for sentence in sentences if sentence.start < offset]
    return before[-1] if before else None


def _sentence_at(sentences: Sequence[Span], offset: int) -> Span | None:
    return next((each for each in sentences if each.start <= offset < each.end), None)


def _closed_quote(article: Article, offset: int) -> Span | None:
    """Return the quotation that closes right before an offset."""
    return next(
        (
            quote
            for quote in article.quotes
            if 0 <= offset - quote.end <= CLOSING
            and not any(char.isalnum() for char in article.text[quote.end : offset])
        ),
        None,
    )


def _back_to_voice(article: Article, claim: Span) -> int:
    """Return where the report begins that a sentence goes on with, in the same paragraph."""
    opening = next((each for each in article.mentions if claim.covers(each.span)), None)
    if opening is None or not _goes_on(opening) or opening.span.start > claim.start + 3:
        return claim.start
    before = [
        each
        for each in article.mentions
        if each.span.end <= claim.start and _same_voice(each, opening)
    ]
    if not before:
        return claim.start
    earlier = _sentence_at(article.sentences, before[-1].span.start)
    between = article.text[before[-1].span.start : claim.start]
    marked = any(before[-1].span.start < mark.span.start < claim.start for mark in article.marks)
    if earlier is None or marked or "\n" in between:
        return claim.start
    return earlier.start


def _goes_on(mention: Mention) -> bool:
    return mention.kind is MentionKind.PRONOUN or mention.rule == "continued"


def _same_voice(earlier: Mention, later: Mention) -> bool:
    voice = later.antecedent
    return voice is not None and voice in (earlier.voice, earlier.antecedent)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Leave out white space at both ends, and stray stops and marks' commas in front."""
    while start < end and (text[start].isspace() or text[start] in ".،,؛;"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
