"""Plain text: the file as it is, cut into paragraphs.

News text comes in three habits, and a file keeps one of them: paragraphs between blank lines,
one paragraph per line, lines broken at a fixed width. Each is known by counting, so no
language is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcecheck.extract.formats.readable import Readable
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Block, Span

_SENTENCE_ENDS = tuple('.!?:؟…。！？։।"”»)]')
_LABELLED = re.compile(r"\s*[\[(（［{]?\d{1,3}\s*[\])）］}.:_ـ\-–—\t/|]")

# Where a document is broken at a fixed width: that width in characters, and how full its lines
# are. Guesses from mail (72 to 80), terminals and Project Gutenberg's books (65 to 75).
_WIDTHS = range(36, 121)
_FULL = 0.7
_MOST = 0.6
_FEWEST_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    span: Span  # without the white space around it
    indent: int
    text: str

    @property
    def width(self) -> int:
        return self.span.end - self.span.start


def read_text(source: Readable) -> Reading:
    """Read plain text: ``text`` is the decoded file, every block a paragraph."""
    text = source.decoded.text
    return Reading(
        text=text,
        media_type=source.media_type,
        charset=source.decoded.charset,
        decoded_from=source.decoded.how,
        blocks=tuple(Block(span=span) for span in paragraphs(text)),
        suspicions=source.decoded.suspicions,
    )


def paragraphs(text: str) -> tuple[Span, ...]:
    """Cut text into paragraphs, by the habit most of its lines follow."""
    runs = list(_runs(text))
    filled = sum(map(len, runs))
    width = _fixed_width(runs)
    spaced = 2 * (len(runs) - 1) >= filled - 1  # most lines have a blank line after them
    found = (span for run in runs for span in _of_run(run, width=width, spaced=spaced))
    return tuple(found)


def _runs(text: str) -> Iterator[list[_Line]]:
    """Return the filled lines, in runs between blank ones."""
    run: list[_Line] = []
    start = 0
    for raw in text.splitlines(keepends=True):
        words = raw.strip()
        if words:
            indent = len(raw) - len(raw.lstrip())
            span = Span(start + indent, start + indent + len(words))
            run.append(_Line(span=span, indent=indent, text=words))
        elif run:
            yield run
            run = []
        start += len(raw)
    if run:
        yield run


def _of_run(run: Sequence[_Line], *, width: int, spaced: bool) -> Iterator[Span]:
    first = run[0]
    for before, line in pairwise(run):
        if _begins(before, line, width) if width else not spaced:
            yield Span(first.span.start, before.span.end)
            first = line
    yield Span(first.span.start, run[-1].span.end)


def _begins(before: _Line, line: _Line, width: int) -> bool:
    """Tell whether a line of text broken at ``width`` begins a paragraph."""
    if _LABELLED.match(line.text) or line.indent > before.indent + 1:
        return True
    short = before.width + len(line.text.split(maxsplit=1)[0]) < _FULL * width
    return short or (before.width < width // 2)


def _fixed_width(runs: Sequence[Sequence[_Line]]) -> int:
    """Return the width the lines are broken at, or 0: nearly all are full, few end a sentence.

    Only lines count that another follows in the same run: the last one of a paragraph is
    short, and so are labelled ones, which are notes and lists.
    """
    lines = [
        before
        for run in runs
        for before, line in pairwise(run)
        if not (_LABELLED.match(before.text) or _LABELLED.match(line.text))
    ]
    if len(lines) < _FEWEST_LINES:
        return 0
    widths = sorted(line.width for line in lines)
    width = widths[len(widths) * 9 // 10]
    full = [line for line in lines if line.width >= _FULL * width]
    open_ended = sum(not line.text.endswith(_SENTENCE_ENDS) for line in full)
    wrapped = len(full) >= _MOST * len(lines) and open_ended >= _MOST * len(full)
    return width if width in _WIDTHS and wrapped else 0
