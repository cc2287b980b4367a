"""What is worth telling about the outlet of a citation: SC307, SC311 and SC8xx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sourcecheck.classify.evidence import holds
from sourcecheck.classify.names import FUZZY_WORDS
from sourcecheck.model import (
    Citation,
    CitationKind,
    Claim,
    Classification,
    Finding,
    MatchStatus,
    Severity,
    Source,
    VagueSource,
    WebSource,
    WorkSource,
)
from sourcecheck.urls.parts import parts


def outlet_findings(
    citation: Citation, classified: Sequence[tuple[Source, Classification]]
) -> tuple[Finding, ...]:
    """Return the findings about the outlets of one citation, in the order of its sources.

    A citation that repeats another says nothing new. A voice in the running text is mostly a
    person, and a short link or a wrapper has a finding of its own: neither is told as unknown.
    """
    if citation.repeats:
        return ()
    return tuple(
        finding
        for source, found in classified
        if citation.kind in _PRINTED_SOURCES or found.status in _WORTH_A_LOOK
        for finding in _findings(citation, source, found)
    )


def label_findings(
    cited: Iterable[tuple[Citation, Sequence[tuple[Source, Classification]]]], at: str
) -> tuple[Finding, ...]:
    """Return what is known of outlets in another time: each outlet once, where it is cited first.

    ``at`` is the article's ISO date; without one no label can be of another time.
    """
    told: dict[tuple[str, str], Finding] = {}
    for citation, classified in cited:
        for source, found in classified:
            for code, args in (*_another_time(found, at), *_status(found, at)):
                known = _finding(code, Severity.INFO, citation, source, found, args)
                told.setdefault((code, found.id), known)
    return tuple(told.values())


_LABELS = ("editorial_control", "ownership", "country_control")


def _another_time(found: Classification, at: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Tell of the first label that was not valid on that day, and of which no other was."""
    for label in _LABELS if at else ():
        claims = [claim for claim in found.claims if claim.property == label]
        if claims and not any(holds(claim, at) for claim in claims):
            claim = claims[-1]
            yield "SC804", (found.name, _label(claim), _dates(claim))
            return


def _label(claim: Claim) -> str:
    words = claim.property.replace("_", " ")
    return f"{words}: {claim.value}"


def _dates(claim: Claim) -> str:
    return f"{claim.valid_from}\N{EN DASH}{claim.valid_to}"


def _status(found: Classification, at: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Tell that an outlet is closed or has moved, unless that was later than the article."""
    for claim in found.claims:
        if claim.property == "status" and (not at or holds(claim, at)):
            by = f"{claim.source} {claim.date}".strip()
            yield "SC805", (found.name, claim.value, by)
            return


_PRINTED_SOURCES = frozenset(
    {
        CitationKind.NOTE,
        CitationKind.HYPERLINK,
        CitationKind.BIBLIOGRAPHY,
        CitationKind.DATELINE,
    }
)
_WORTH_A_LOOK = frozenset({MatchStatus.AMBIGUOUS, MatchStatus.DISPUTED})


def _findings(citation: Citation, source: Source, found: Classification) -> list[Finding]:
    name = _name(source, found)
    if found.original is not None:
        why = found.because[-1] if found.because else ""
        args = (found.name or name, found.original.name, why)
        first = _finding("SC806", Severity.INFO, citation, source, found, args)
        return [first, *_known(name, citation, source, found)]
    return _known(name, citation, source, found)


def _known(name: str, citation: Citation, source: Source, found: Classification) -> list[Finding]:
    match found.status:
        case MatchStatus.AMBIGUOUS:
            meant = ", ".join(f"{c.name} ({c.country or '?'})" for c in found.candidates)
            return [_finding("SC307", Severity.WARNING, citation, source, found, (name, meant))]
        case MatchStatus.UNKNOWN if _tells(source, found):
            return [_finding("SC801", Severity.INFO, citation, source, found, (name,))]
        case MatchStatus.DISPUTED:
            values = "; ".join(found.conflicts)
            args = (found.name or name, "country", values)
            return [_finding("SC802", Severity.INFO, citation, source, found, args)]
        case MatchStatus.PROBABLE if _misspelled(found):
            return [_finding("SC311", Severity.INFO, citation, source, found, (name, found.name))]
        case MatchStatus.PROBABLE if found.name != name:
            why = found.because[0] if found.because else ""
            args = (name, found.name, why)
            return [_finding("SC803", Severity.INFO, citation, source, found, args)]
        case _:
            return []


def _tells(source: Source, found: Classification) -> bool:
    """Tell whether "unknown" is news: a name or a host of its own that no table has.

    The title of a work is no outlet's name: without a publisher there is nothing to look up.
    """
    if isinstance(source, WebSource):
        return bool(found.id)
    if isinstance(source, WorkSource) and source.work.title and not source.work.publisher:
        return False
    return not isinstance(source, VagueSource) and bool(source.name.strip())


def _misspelled(found: Classification) -> bool:
    return any(f" {FUZZY_WORDS} " in reason for reason in found.because)


def _name(source: Source, found: Classification) -> str:
    if isinstance(source, WebSource):
        return _address(source, found)
    if isinstance(source, WorkSource) and source.work.publisher:
        return source.work.publisher
    return source.printed if isinstance(source, VagueSource) else source.name


def _address(source: WebSource, found: Classification) -> str:
    """Name an address by its outlet; by its host where only its page tells whose it is."""
    split = parts(source.link.canonical or source.link.url)
    host = split.host.removeprefix("www.") if split else ""
    elsewhere = host and found.id and not f".{host}".endswith(f".{found.id}")
    if elsewhere and found.status is MatchStatus.PROBABLE:
        return host
    return found.id or found.name or source.link.canonical or source.printed


def _finding(
    code: str,
    severity: Severity,
    citation: Citation,
    source: Source,
    found: Classification,
    args: tuple[str, ...],
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        span=source.span or citation.note,
        args=args,
        because=found.because,
        citation=citation.id,
    )
