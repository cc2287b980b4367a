"""The terminal report: what to fix first, then where the article's sources come from.

Every line opens with Latin text in fixed columns and ends with the foreign one, isolated by
U+2068 and U+2069: terminals that know the bidirectional algorithm lay the line out left to
right, the others show the letters one after the other and nothing moves. The isolates stay
when the output goes to a file or a pipe, because mail and editors lay text out as well;
programs read the json format, which has none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import groupby

from sourcecheck.model import (
    Article,
    Audit,
    Finding,
    Group,
    Line,
    Severity,
    SourceLine,
    Span,
    VagueSource,
    Verdict,
    WebSource,
)
from sourcecheck.model.citation import REMARK
from sourcecheck.report.cells import cells, cut, foreign, is_rtl, padded, shown, wrapped
from sourcecheck.report.copies import CopyTold, copy_told, unsought
from sourcecheck.report.coverage import met
from sourcecheck.report.english import (
    CAVEAT,
    HUMAN,
    citation_name,
    counted,
    facts,
    shown_lines,
    state_words,
    tally,
    verdict_sentence,
    why_unchecked,
)
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.outlets import country_cell, is_disputed, outlets_told
from sourcecheck.report.places import places_of

TOGETHER = 5  # findings of one code that are printed; the others are counted (guess)
_QUOTED = 60  # cells of an argument inside a sentence
_WIDEST = 100  # longer lines are hard to read: prose is broken here even on a wide screen
_OUTLET = 22  # cells of the outlet column
_NAME = 12  # cells of the citation column

_BOLD, _DIM = "1", "2"
_TONES = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.INFO: "36"}
_SIGNS = {Group.ALIVE: "✓", Group.DOUBTFUL: "~", Group.DEAD: "✗", Group.UNCHECKED: "·"}
_STATE_TONES = {
    Group.ALIVE: "32",
    Group.DOUBTFUL: "33",
    Group.DEAD: "1;31",
    Group.UNCHECKED: _DIM,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """How to write: the words, the width in cells (0 = unbounded) and the colours."""

    context: RenderContext

    @property
    def width(self) -> int:
        """Return the cells of a line of the table; 0 = as long as needed."""
        return self.context.width

    @property
    def prose(self) -> int:
        """Return the cells of a line of prose."""
        return min(self.width or _WIDEST, _WIDEST)

    def paint(self, text: str, tone: str) -> str:
        """Return the text in a tone (SGR parameters), when colours were asked for."""
        return f"\x1b[{tone}m{text}\x1b[0m" if self.context.colour and text and tone else text


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write the reports of some articles one after the other, with a tally at the end."""
    paper = _Paper(context=context)
    reports = ["\n".join(_report(audit, paper)) for audit in audits]
    if len(audits) > 1:
        reports.append(f"{counted(len(audits), 'article')}: {tally(audits)}")
    return "\n\n".join(reports) + "\n"


def _report(audit: Audit, paper: _Paper) -> Iterator[str]:
    yield from _head(audit, paper)
    yield ""
    yield from wrapped(verdict_sentence(audit), paper.prose)
    if audit.lines:
        yield ""
        yield from _facts(audit, paper)
    if audit.findings:
        yield ""
        yield from _findings(audit, paper)
    if audit.lines:
        yield ""
        yield from _table(audit, paper)
        yield from _outlets(audit, paper)
    yield ""
    yield from _foot(audit, paper)


def _head(audit: Audit, paper: _Paper) -> Iterator[str]:
    article = audit.article
    yield paper.paint(foreign(article.origin, paper.width), _BOLD)
    known = (("title", article.title), ("by", article.byline), ("date", article.published))
    for name, field in known:
        if field and field.value:
            yield f"{name:<7}{foreign(field.value, max(0, paper.width - 7))}"


def _facts(audit: Audit, paper: _Paper) -> Iterator[str]:
    indent = 12
    for name, words in facts(audit):
        first, *rest = wrapped(words, max(20, paper.prose - indent))
        yield f"{paper.paint(f'{name:<{indent}}', _DIM)}{first}"
        yield from (" " * indent + more for more in rest)


def _findings(audit: Audit, paper: _Paper) -> Iterator[str]:
    """Print the gravest first; many findings of one code are counted after the first ones."""
    ranks = list(Severity)
    ordered = sorted(audit.findings, key=lambda found: (ranks.index(found.severity), found.code))
    for code, group in groupby(ordered, key=lambda found: found.code):
        found = list(group)
        for finding in found[:TOGETHER]:
            yield from _finding(finding, audit, paper)
        if len(found) > TOGETHER:
            yield f"{'':<6}{code}  … and {len(found) - TOGETHER} more of this code"


def _finding(finding: Finding, audit: Audit, paper: _Paper) -> Iterator[str]:
    safe = dataclasses.replace(finding, args=tuple(foreign(a, _QUOTED) for a in finding.args))
    where = place(finding, audit)
    indent = 22
    first, *rest = wrapped(paper.context.rules.message(safe), max(30, paper.prose - indent))
    level = paper.paint(f"{HUMAN[finding.severity]:<6}", _TONES[finding.severity])
    yield f"{level}{paper.paint(f'{finding.code}  {where:<8}', _DIM)} {first}".rstrip()
    yield from (" " * indent + more for more in rest)


def place(finding: Finding, audit: Audit) -> str:
    """Return where a finding is, for a narrow column: "¶3", "p. 12", "note 2", "" = the article.

    Nobody counts the paragraphs of a document that has pages: there the page is told.
    """
    if finding.span:
        found = met([finding.span], audit.article.paragraphs)
        page = _page(finding.span, audit.article) if found else ""
        if page:
            return page
        if len(found) == 1:
            return f"¶{min(found) + 1}"
        if found:
            return f"¶{min(found) + 1}–{max(found) + 1}"
    named = (line for line in audit.lines if line.citation.id == finding.citation)
    return next((cut(shown(citation_name(line)), 8) for line in named), "")


def _page(span: Span, article: Article) -> str:
    page = places_of(article).page(span) if article.origins else None
    return f"p. {page}" if page else ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One source as a row: four narrow columns and the source, which comes last."""

    name: str
    state: str
    tone: str  # of the state; "" = none
    country: str
    outlet: str
    source: str  # as it would be printed on an endless line
    copy: CopyTold | None = None


def _table(audit: Audit, paper: _Paper) -> Iterator[str]:
    """Print one row per source: Latin columns as wide as needed, then the source, last."""
    lines = shown_lines(audit)
    rows = [_row(line, part) for line in lines for part in line.sources or (None,)]
    head = _Row(name="cited", state="state", tone=_DIM, country="from", outlet="outlet",
                source="source")  # fmt: skip
    columns = [
        max(cells(cell) for cell in column) + 2 if any(column[1:]) else 0
        for column in (
            [row.name for row in (head, *rows)],
            [row.state for row in (head, *rows)],
            [row.country for row in (head, *rows)],
            [row.outlet for row in (head, *rows)],
        )
    ]
    yield paper.paint(_written(head, columns, paper), _DIM)
    for row in rows:
        yield _written(row, columns, paper)
        if row.copy:
            yield _copied(row.copy, columns[0], paper)
    left = len(audit.lines) - len(lines)
    if left:
        yield paper.paint(
            f"… and {counted(left, 'further mention')} without a name of its own", _DIM
        )


def _outlets(audit: Audit, paper: _Paper) -> Iterator[str]:
    """Say once of each outlet what its column has no room for, with who says so."""
    told = outlets_told(audit, paper.context.rules.ratings)
    if told:
        yield ""
    indent = _OUTLET + 2
    for name, said in told:
        first, *rest = wrapped(foreign("; ".join(said)), max(30, paper.prose - indent))
        yield f"{padded(cut(shown(name), _OUTLET), indent)}{first}"
        yield from (" " * indent + more for more in rest)


def _row(line: Line, part: SourceLine | None) -> _Row:
    state, tone = _state(part)
    outlet = part.outlet if part and not isinstance(part.source, VagueSource) else None
    return _Row(
        name=cut(shown(citation_name(line)), _NAME),
        state=state,
        tone=tone,
        country=country_cell(outlet),
        outlet=cut(shown(outlet.name), _OUTLET) if outlet and not is_rtl(outlet.name) else "",
        source=_printed(line, part),
        copy=copy_told(part),
    )


def _written(row: _Row, columns: Sequence[int], paper: _Paper) -> str:
    """Write a row; a column of width 0 is left out, because nothing stands in it."""
    texts = (row.name, row.state, row.country, row.outlet)
    cut_to = [
        padded(text, width) if width else "" for text, width in zip(texts, columns, strict=True)
    ]
    cut_to[1] = paper.paint(cut_to[1], row.tone if row.tone != _DIM else "")
    room = max(20, paper.width - sum(columns)) if paper.width else 0
    return f"{''.join(cut_to)}{foreign(_fitted(row.source, room), room)}".rstrip()


def _copied(told: CopyTold, indent: int, paper: _Paper) -> str:
    """Write under a source what is known of copies; an address is never cut, to be copied."""
    where = f": {foreign(told.address)}" if told.address else ""
    return f"{' ' * indent}{paper.paint(told.words, _DIM)}{where}"


def _fitted(source: str, room: int) -> str:
    """Leave out the scheme of an address that would be cut otherwise."""
    if room and cells(source) > room:
        return source.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return source


def _printed(line: Line, part: SourceLine | None) -> str:
    if part is None:
        if line.citation.note is None:
            return "(no note)"
        return "(a remark)" if REMARK in line.citation.rules else "(no source found in the note)"
    source = part.source
    if isinstance(source, WebSource):
        return source.link.url or source.printed
    return source.printed


def _state(part: SourceLine | None) -> tuple[str, str]:
    """Return the state of a source's link in words, and its tone; "" where it has no link."""
    if part is None or part.verdict is None:
        return "", ""
    verdict = part.verdict
    return f"{sign(verdict)} {state_words(verdict.state)}", _STATE_TONES[verdict.group]


def sign(verdict: Verdict) -> str:
    """Return the sign of a verdict's group; what is not confirmed dead only gets a "?"."""
    if verdict.group is Group.DEAD and not verdict.confirmed:
        return "?"
    return _SIGNS[verdict.group]


def _foot(audit: Audit, paper: _Paper) -> Iterator[str]:
    """Say what the signs mean, and what this report cannot know."""
    seen = {sign(part.verdict) for line in audit.lines for part in line.sources if part.verdict}
    signs = [one for one in _MEANT if one in seen]
    meant = "; ".join(f"{one} {_MEANT[one]}" for one in signs)
    if "·" in signs and audit.provenance.offline:
        meant += f": {why_unchecked(audit)}"
    outlets = [part.outlet for line in audit.lines for part in line.sources if part.outlet]
    split = _SPLIT if any(map(is_disputed, outlets)) else ""
    provenance = audit.provenance
    run = f"{provenance.tool}, {provenance.audited_at:%Y-%m-%d %H:%M} UTC, seen from one place."
    for text in (meant, split, unsought(audit), CAVEAT if outlets else "", run):
        for line in wrapped(text, paper.prose) if text else ():
            yield paper.paint(line, _DIM)


_SPLIT = "! under from: the lists disagree on the country, none is chosen"

_MEANT = {
    "✓": "answered",
    "~": "refused our check or was out of reach, not dead",
    "?": "probably gone, not confirmed",
    "✗": "dead on several checks over days",
    "·": "not checked",
}
