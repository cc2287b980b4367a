"""One finding per line, as compilers write them: ``path:line:col: SC101 message``.

Editors jump to such lines. Lines and columns count from 1, columns in code points. What has
no place stands at 1:1. There are no isolates here: programs read this.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sourcecheck.model import Article, Audit, Finding, Span
from sourcecheck.report.cells import shown
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.works import by_id, place_of

_LINE = re.compile(r"line (\d+)")


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write the findings of all audits in reading order; nothing where there are none."""
    return "".join(f"{line}\n" for audit in audits for line in _findings(audit, context))


def _findings(audit: Audit, context: RenderContext) -> Iterator[str]:
    starts = [0, *(found.end() for found in re.finditer("\n", audit.article.text))]
    lines = by_id(audit.lines)
    placed = []
    for finding in audit.findings:
        line = lines.get(finding.citation)
        span = finding.span or (place_of(line) if line else None)
        placed.append((*position(audit.article, span, starts), finding))
    for row, column, finding in sorted(placed, key=lambda one: (one[0], one[1], one[2].code)):
        message = context.rules.message(_harmless(finding))
        yield f"{shown(audit.article.origin)}:{row}:{column}: {finding.code} {message}"


def position(article: Article, span: Span | None, starts: Sequence[int]) -> tuple[int, int]:
    """Return line and column of a place in the input, from 1; ``starts`` of the text's lines.

    Where the text was read out of another format, the place is the line its reader noted,
    and 1:1 where it noted none.
    """
    if span is None:
        return 1, 1
    if article.origins:
        notes = [origin for origin in article.origins if origin.span.start <= span.start]
        noted = _LINE.match(notes[-1].locator) if notes else None
        return (int(noted[1]), 1) if noted else (1, 1)
    row = bisect_right(starts, span.start)
    return row, span.start - starts[row - 1] + 1


def _harmless(finding: Finding) -> Finding:
    return dataclasses.replace(finding, args=tuple(map(shown, finding.args)))
