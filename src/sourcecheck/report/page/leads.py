"""Findings as leads to check: what, its words in the text, where to look, why it is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sourcecheck.model import Audit, Finding, LinkFlag, Severity, Verdict, WebSource
from sourcecheck.report.page.outlets import ownership_word
from sourcecheck.report.page.phrases import (
    Arg,
    Phrase,
    Run,
    counted,
    fact_of,
    foreign,
    latin,
    say,
)
from sourcecheck.report.page.prose import Prose, Rests
from sourcecheck.report.page.sources import SourceView, Tone, labels

TOGETHER = 3  # findings of one code that are shown at once; the rest open on demand
_QUOTED = 160  # letters of the text shown with a finding
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One finding."""

    message: Phrase
    quoted: Run | None
    because: tuple[str, ...]
    target: str  # id of what it is about; "" = the article as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """The findings of one code."""

    code: str
    severity: Severity
    first: tuple[Lead, ...]
    rest: tuple[Lead, ...]
    more: Phrase | None
    explanation: str  # English, from the rule table; "" = none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the page knows beyond a finding itself."""

    anchors: Mapping[str, str]
    verdicts: Mapping[tuple[str, str], Verdict]  # by citation and address
    called: Mapping[str, str]  # what a citation is called on the page
    today: str  # of the audit, as "2026-11-21"


def leads(audit: Audit, text: Prose, explanations: dict[str, str]) -> tuple[Leads, ...]:
    """Group the findings by code, the gravest first, in reading order within a code."""
    numbered = list(enumerate(audit.findings, start=1))
    numbered.sort(key=lambda pair: (_RANK[pair[1].severity], pair[1].code, pair[0]))
    known = _Known(
        anchors=_anchors(text),
        verdicts=_verdicts(audit),
        called=labels(audit),
        today=audit.provenance.audited_at.isoformat()[:10],
    )
    found = []
    for (severity, code), group in groupby(numbered, key=lambda p: (p[1].severity, p[1].code)):
        made = tuple(_lead(audit, at, finding, known) for at, finding in group)
        rest = made[TOGETHER:]
        found.append(
            Leads(
                code=code,
                severity=severity,
                first=made[:TOGETHER],
                rest=rest,
                more=counted("finding.more", len(rest)) if rest else None,
                explanation=explanations.get(code, ""),
            )
        )
    return tuple(found)


def tally(found: Sequence[Finding]) -> tuple[Phrase, ...]:
    """Count the findings by severity, leaving out what there is none of."""
    counts = Counter(finding.severity for finding in found)
    return tuple(counted(f"count.{s}", counts[s]) for s in Severity if counts[s])


def passed(audit: Audit, text: Prose, views: Sequence[Sequence[SourceView]]) -> tuple[Phrase, ...]:
    """Say which checks found nothing to tell; a check that had nothing to look at is silent."""
    codes = {finding.code for finding in audit.findings}
    flat = [view for group in views for view in group]
    tones = {view.tone for view in flat}
    links = [
        kept.source.link
        for line in audit.lines
        for kept in line.sources
        if isinstance(kept.source, WebSource)
    ]
    checked = tones & {Tone.OK, Tone.MOVED, Tone.BLOCKED, Tone.FAILING, Tone.DEAD}
    marks = len(audit.article.marks)
    told = [
        (marks and not codes & {"SC101", "SC102"}, say("passed.marks")),
        (links and not any(LinkFlag.TRUNCATED in link.flags for link in links), say("passed.cut")),
        (checked and not tones & {Tone.DEAD, Tone.FAILING}, say("passed.dead")),
        (flat and Tone.VAGUE not in tones and "SC201" not in codes, say("passed.vague")),
        (
            text.paragraphs and {p.rests for p in text.paragraphs} <= {Rests.MARKED, Rests.NAMED},
            say("passed.paragraphs"),
        ),
    ]
    return tuple(phrase for holds, phrase in told if holds)


def _lead(audit: Audit, at: int, finding: Finding, known: _Known) -> Lead:
    # What is about a citation leads to its card, which shows the words in question.
    told = finding.span if not finding.citation else None
    quoted = told.of(audit.article.text).strip() if told else ""
    said = any(quoted and quoted in arg for arg in finding.args)
    return Lead(
        message=say(f"finding:{finding.code}", *_args(finding, known)),
        quoted=foreign(_short(quoted)) if quoted and not said and len(quoted) > 1 else None,
        because=finding.because,
        target=_target(finding, f"f{at}", known.anchors, audit),
    )


# Places of rules that hold a code of ours and not words of the article.
_OF_LINKS = "SC4"  # their places: the address, a fact in English, how often it was seen
_CODED = {
    ("SC502", 0): "country",
    ("SC505", 0): "country",
    ("SC503", 0): "ownership",
    ("SC413", 2): "state",
}


def _args(finding: Finding, known: _Known) -> tuple[Arg, ...]:
    verdict = known.verdicts.get((finding.citation, finding.args[0])) if finding.args else None
    if verdict is not None and finding.code.startswith(_OF_LINKS):
        url, fact, *sighting = finding.args
        seen = (_sighting(verdict, known.today),) if sighting else ()
        return (latin(url), fact_of(fact), *seen)
    return tuple(
        # A rule calls a citation without a label by its id: say what the page calls it.
        latin(known.called.get(text) or text)
        if text and text == finding.citation
        else _arg(text, _CODED.get((finding.code, at), ""))
        for at, text in enumerate(finding.args)
    )


def _arg(text: str, kind: str) -> Arg:
    if kind == "ownership":
        return ownership_word(text)
    if kind == "state":
        state, _, unconfirmed = text.partition(", ")
        words = say(f"state.{state.replace(' ', '_')}")
        return say("state.unconfirmed", words) if unconfirmed else words
    if kind:
        return say(f"{kind}:{text}")
    return latin(text) if text.isascii() else foreign(text)


def _sighting(verdict: Verdict, today: str) -> Phrase:
    """Say how sure it is that a page is gone, in the language of the page."""
    day = latin(verdict.since[:10])
    if verdict.confirmed:
        return counted("sighting.confirmed", verdict.strikes, day)
    if day.text in {"", today}:
        return say("sighting.today")
    return say("sighting.since", day)


def _verdicts(audit: Audit) -> dict[tuple[str, str], Verdict]:
    return {
        (line.citation.id, kept.verdict.url): kept.verdict
        for line in audit.lines
        for kept in line.sources
        if kept.verdict is not None
    }


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else flat[:_QUOTED].rsplit(" ", 1)[0] + " …"


def _anchors(text: Prose) -> dict[str, str]:
    """Return every id that the article's part of the page holds."""
    found: dict[str, str] = {}
    for block in text.blocks:
        found[block.anchor] = block.anchor
        for piece in block.pieces:
            found |= {ident: ident for ident in piece.idents}
            found |= {pill.ident: pill.ident for pill in piece.pills if pill.ident}
        found |= {view.anchor: view.anchor for view in (*block.beside, *block.voices)}
    return found | {view.anchor: view.anchor for view in text.unplaced}


def _target(finding: Finding, own: str, anchors: Mapping[str, str], audit: Audit) -> str:
    """Return the most telling place: the citation, its mark, the words, the paragraph."""
    for wanted in (finding.citation, f"m-{finding.citation}", own):
        if wanted in anchors:
            return anchors[wanted]
    if finding.span is None:
        return ""
    for number, span in enumerate(audit.article.paragraphs, start=1):
        if span.meets(finding.span) and f"p{number}" in anchors:
            return f"p{number}"
    return ""
