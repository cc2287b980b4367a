"""Which paragraphs and sentences of an article stand under a mark, and which do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from sourcecheck.model import Article, Line, Span
from sourcecheck.report.works import attributions, by_id, cited, printed


def locator(parts: Sequence[Span]) -> Callable[[Span], range]:
    """Return a function that tells which parts share a code point with a span, by number.

    ``parts`` are in order and do not overlap, as paragraphs and sentences are.
    """
    starts = [part.start for part in parts]
    ends = [part.end for part in parts]
    return lambda span: range(bisect_right(ends, span.start), bisect_left(starts, span.end))


def met(spans: Iterable[Span], parts: Sequence[Span]) -> frozenset[int]:
    """Return the numbers of the parts that share a code point with one of the spans."""
    numbers = locator(parts)
    return frozenset(number for span in spans for number in numbers(span))


def mark_spans(lines: Sequence[Line]) -> tuple[Span, ...]:
    """Return the distinct places where a mark or a linked source stands, in order."""
    return tuple(sorted({mark for line in printed(lines) for mark in line.citation.marks}))


def marked(article: Article, lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the paragraphs with at least one mark, counted from 0."""
    return met(mark_spans(lines), article.paragraphs)


def reached(article: Article, lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the paragraphs that the widest reading of some mark covers."""
    scopes = [line.citation.scope for line in printed(lines) if line.citation.scope]
    return met([*mark_spans(lines), *scopes], article.paragraphs)


def cited_sentences(article: Article, lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the sentences that hold a mark or that a mark supports."""
    claims = [line.citation.claim for line in printed(lines) if line.citation.claim]
    return met([*mark_spans(lines), *claims], article.sentences)


def attributed_sentences(article: Article, lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the sentences with a voice or a document that is named."""
    places = [line.citation.mention for line in attributions(lines) if line.citation.mention]
    return met(places, article.sentences)


def unsourced_numbers(article: Article, lines: Sequence[Line]) -> tuple[Span, ...]:
    """Return the figures whose sentence has neither a mark nor a named source."""
    covered = cited_sentences(article, lines) | attributed_sentences(article, lines)
    sentences = locator(article.sentences)
    return tuple(
        number.span for number in article.numbers if covered.isdisjoint(sentences(number.span))
    )


def works_of_paragraphs(article: Article, lines: Sequence[Line]) -> Mapping[int, frozenset[str]]:
    """Return the keys of the works that each paragraph's marks lead to."""
    found: dict[int, frozenset[str]] = {}
    known = by_id(lines)
    paragraphs = locator(article.paragraphs)
    for line in printed(lines):
        keys = frozenset(key for key, _ in cited(line, known))
        for number in (number for mark in line.citation.marks for number in paragraphs(mark)):
            found[number] = found.get(number, frozenset()) | keys
    return found


def longest_uncited_run(article: Article, lines: Sequence[Line]) -> range:
    """Return the longest run of paragraphs without a mark, as paragraph numbers from 0.

    The first one, where several are equally long; an empty range where there is none.
    """
    has_mark = marked(article, lines)
    count = len(article.paragraphs)
    best = range(0)
    start = 0
    for number in range(count + 1):
        if number < count and number not in has_mark:
            continue
        if number - start > len(best):
            best = range(start, number)
        start = number + 1
    return best


def words(article: Article) -> int:
    """Count the words of the body: runs between spaces that hold a letter or a digit."""
    return sum(
        any(map(str.isalnum, word))
        for paragraph in article.paragraphs
        for word in paragraph.of(article.text).split()
    )
