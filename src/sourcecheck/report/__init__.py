"""Stage 8. Reports: finished audits as text, JSON, HTML and other formats.

What the formats count and find stands beside them: ``summary`` (metrics, the bars of
reports), ``patterns`` (findings about an article as a whole), both over the units of
``works``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.errors import UnknownFormat
from sourcecheck.model import Audit
from sourcecheck.report.formats import RENDERERS
from sourcecheck.report.formats.context import RenderContext

__all__ = ["RENDERERS", "RenderContext", "render"]


def render(audits: Sequence[Audit], name: str, context: RenderContext) -> str | bytes:
    """Return a report of the audits in the named format.

    Raises ``UnknownFormat`` when there is no such format, and ``UsageError`` when the format
    cannot hold these audits (html is about one article).
    """
    if name not in RENDERERS:
        import difflib  # noqa: PLC0415 - needed for mistakes only

        near = difflib.get_close_matches(name, RENDERERS, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise UnknownFormat(
            f"no report format is named {name!r}", hint=f"{meant}formats: {', '.join(RENDERERS)}"
        )
    return RENDERERS[name](audits, context)
