"""Suggested repairs: an article's source with copies in place of its dead links, as a patch.

Pure: what to repair, the source and the tables are handed in, edits come out. A new format is
one file and one line in ``PATCHERS``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.report.repairs.base import Patcher, Place, Writing
from sourcecheck.report.repairs.text import patch_text

__all__ = ["PATCHERS"]


def _markdown(writing: Writing) -> Sequence[Place]:
    """Patch Markdown; its parser is imported when the first such text comes."""
    from sourcecheck.report.repairs.markdown import patch_markdown  # noqa: PLC0415 - see above

    return patch_markdown(writing)


def _html(writing: Writing) -> Sequence[Place]:
    """Patch a page."""
    from sourcecheck.report.repairs.html import patch_html  # noqa: PLC0415 - as for Markdown

    return patch_html(writing)


def _wikitext(writing: Writing) -> Sequence[Place]:
    """Patch a wiki's text."""
    from sourcecheck.report.repairs.wikitext import patch_wikitext  # noqa: PLC0415 - the same

    return patch_wikitext(writing)


PATCHERS: dict[str, Patcher] = {
    "text/plain": patch_text,
    "text/markdown": _markdown,
    "text/html": _html,
    "application/xhtml+xml": _html,
    "text/x-wiki": _wikitext,
}
"""Formats whose source can be patched, by the media type the reader found."""
