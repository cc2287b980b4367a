"""JSON Lines: the objects of the json format, one per line."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model import Audit
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.formats.json import one_line, render_json


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write one audit per line."""
    return "".join(one_line(render_json(audit, context.rules)) for audit in audits)
