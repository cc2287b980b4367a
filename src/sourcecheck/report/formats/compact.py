"""One finding per line, as compilers write them: ``path:line:col: SC101 message``.

Editors jump to such lines. Lines and columns count from 1, columns in code points. What has
no line stands at 1:1, and where the format has other places (a page, a part, an XPath) the place
follows the message: ``report.pdf:1:1: SC101 message [page 3 box 72,540,300,552]``. There are no
isolates here: programs read this.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from sourcecheck.model import Audit, Finding, Span
from sourcecheck.report.cells import shown
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.places import Places, places_of
from sourcecheck.report.works import by_id, stands


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write the findings of all audits in reading order; nothing where there are none."""
    return "".join(f"{line}\n" for audit in audits for line in _findings(audit, context))


def _findings(audit: Audit, context: RenderContext) -> Iterator[str]:
    places, lines = places_of(audit.article), by_id(audit.lines)
    placed = []
    for finding in audit.findings:
        span = stands(finding, lines)
        at = places.line_and_column(span) or (1, 1)
        placed.append((at, span.start if span else 0, finding.code, span, finding))
    for (row, column), _, code, span, finding in sorted(placed, key=lambda one: one[:3]):
        message = context.rules.message(_harmless(finding))
        where = f"{shown(audit.article.origin)}:{row}:{column}"
        yield f"{where}: {code} {message}{_elsewhere(places, span)}"


def _elsewhere(places: Places, span: Span | None) -> str:
    """Return a place that is no line, in brackets; "" where a line says it all."""
    place = places.at(span)
    return f" [{shown(place)}]" if place and not places.line_and_column(span) else ""


def _harmless(finding: Finding) -> Finding:
    return dataclasses.replace(finding, args=tuple(map(shown, finding.args)))
