"""The report formats, one file each, and the list of them.

To add one: a module with ``render(audits, context)`` and its line in ``RENDERERS``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.errors import UsageError
from sourcecheck.model import Audit
from sourcecheck.report.formats import compact, csv, json, jsonl, markdown, text
from sourcecheck.report.formats.context import RenderContext, Renderer

__all__ = ["RENDERERS", "RenderContext", "Renderer"]


def _html(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write the page of one article; the template engine is loaded only when asked for."""
    if len(audits) != 1:
        raise UsageError(
            f"an html report is about one article, not {len(audits)}",
            hint="name a folder as output: one page per article is written there",
        )
    if context.assets is None:
        raise UsageError("the html report needs its templates", hint="pass assets=load_report()")
    from sourcecheck.report.formats.html import render_html  # noqa: PLC0415 - see above

    embedded = json.pretty(json.render_json(audits[0], context.rules))
    return render_html(audits[0], context.assets, context.catalogs, context.language, embedded)


RENDERERS: dict[str, Renderer] = {
    "text": text.render,
    "compact": compact.render,
    "json": json.render,
    "jsonl": jsonl.render,
    "html": _html,
    "md": markdown.render,
    "csv": csv.render,
}
"""Every format by the name that ``--format`` takes. Plugins only add."""
