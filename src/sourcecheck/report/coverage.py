"""Which paragraphs and sentences of an article stand under a mark, and which do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from sourcecheck.model import Article, Line, MentionKind, Span
from sourcecheck.report.works import by_id, cited, printed


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


def unsourced_numbers(article: Article) -> tuple[Span, ...]:
    """Return the figures that stand without a source, as SC202 tells them.

    A source is a mark from the figure to the end of its paragraph, or a link or a named
    voice in its sentence or in the one before it in the same paragraph.
    """
    paragraph_of, sentence_of = locator(article.paragraphs), locator(article.sentences)
    marks = sorted(mark.span.start for mark in article.marks)
    named = [mention.span for mention in article.mentions if mention.kind is not MentionKind.VAGUE]
    named += [link.span for link in article.hyperlinks if not link.note]
    sourced = met(named, article.sentences)

    def is_sourced(span: Span) -> bool:
        ends = [article.paragraphs[number].end for number in paragraph_of(span)]
        if ends and bisect_left(marks, ends[-1]) > bisect_left(marks, span.start):
            return True
        own = sentence_of(span)
        return any(number in sourced for number in (*own, *_before(article, own)))

    return tuple(number.span for number in article.numbers if not is_sourced(number.span))


def _before(article: Article, own: range) -> range:
    """Return the sentence before these, when it stands in the same paragraph."""
    if not own or own[0] == 0:
        return range(0)
    earlier, first = article.sentences[own[0] - 1], article.sentences[own[0]]
    apart = "\n" in article.text[earlier.start : first.start]
    return range(0) if apart else range(own[0] - 1, own[0])


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
