"""Markdown for issues, pull requests and wikis (CommonMark with GitHub's tables).

Foreign words cannot make markup, links or mentions: every sign that Markdown reads is
escaped, and only http(s) addresses become links.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from sourcecheck.model import Audit, Finding, Line, Severity, SourceLine, VagueSource, WebSource
from sourcecheck.report.cells import foreign
from sourcecheck.report.copies import copy_told
from sourcecheck.report.english import (
    CAVEAT,
    HUMAN,
    citation_name,
    facts,
    shown_lines,
    state_words,
    verdict_sentence,
)
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.formats.text import place, sign
from sourcecheck.report.outlets import country_cell, outlets_told

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINK = re.compile(r"https?://[^\s<>|`\\\x00-\x20]+", re.IGNORECASE)
_LONG = 300  # letters of a foreign text in one cell


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write one section per audit."""
    return "\n".join("\n".join(_section(audit, context)) + "\n" for audit in audits)


def plain(text: str) -> str:
    """Return foreign text as Markdown that shows it and does nothing else.

    A word joiner behind "@" keeps forges from telling a user of that name.
    """
    return _SIGNS.sub(r"\\\1", foreign(text, _LONG)).replace("@", "@\u2060")


def address(url: str) -> str:
    """Return an address as a link where it is safe to click, else as plain text."""
    return f"<{url}>" if _LINK.fullmatch(url) else plain(url)


def _section(audit: Audit, context: RenderContext) -> Iterator[str]:
    title = audit.article.title
    yield f"## {plain(title.value if title else audit.article.origin)}"
    yield ""
    yield f"{verdict_sentence(audit)}"
    counts = [f"- {name}: {words}" for name, words in facts(audit)]
    if counts:
        yield ""
        yield from counts
    if audit.findings:
        yield ""
        yield "### Worth a look"
        yield ""
        yield from (_finding(one, audit, context) for one in _ordered(audit.findings))
    if audit.lines:
        yield ""
        yield "### Sources"
        yield ""
        yield from _table(audit)
        told = outlets_told(audit, context.rules.ratings)
        if told:
            yield ""
        yield from (f"- {plain(name)}: {'; '.join(map(plain, lines))}" for name, lines in told)
    yield ""
    yield from _foot(audit)


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    ranks = list(Severity)
    return sorted(findings, key=lambda found: (ranks.index(found.severity), found.code))


def _finding(finding: Finding, audit: Audit, context: RenderContext) -> str:
    safe = dataclasses.replace(finding, args=tuple(map(plain, finding.args)))
    where = place(finding, audit)
    at = f" ({plain(where)})" if where else ""
    level = HUMAN[finding.severity]
    return f"- **{level}** {finding.code}{at}: {context.rules.message(safe)}"


def _table(audit: Audit) -> Iterator[str]:
    yield "| cited | state | from | outlet | source |"
    yield "|---|---|---|---|---|"
    for line in shown_lines(audit):
        for part in line.sources or (None,):
            yield f"| {' | '.join(_cells(line, part))} |"


def _cells(line: Line, part: SourceLine | None) -> tuple[str, ...]:
    verdict = part.verdict if part else None
    outlet = part.outlet if part and not isinstance(part.source, VagueSource) else None
    return (
        plain(citation_name(line)),
        f"{sign(verdict)} {state_words(verdict.state)}" if verdict else "",
        plain(country_cell(outlet)),
        plain(outlet.name) if outlet else "",
        _source(part) if part else "",
    )


def _source(part: SourceLine) -> str:
    if isinstance(part.source, WebSource):
        told = copy_told(part)
        where = f": {address(told.address)}" if told and told.address else ""
        copy = f" ({told.words}{where})" if told else ""
        return f"{address(part.source.link.url or part.source.printed)}{copy}"
    return plain(part.source.printed)


def _foot(audit: Audit) -> Iterator[str]:
    provenance = audit.provenance
    asked = any(part.outlet for line in audit.lines for part in line.sources)
    run = f"{provenance.tool}, {provenance.audited_at:%Y-%m-%d %H:%M} UTC, seen from one place."
    yield f"<sub>{CAVEAT} {run}</sub>" if asked else f"<sub>{run}</sub>"
