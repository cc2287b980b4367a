"""JSON, the product other programs build on: the shape is CONTRACT.md's, version 1.

Offsets are Unicode code points into ``article.text``, half open. What is unknown or was not
asked for is ``null``, never an empty string. Schemas: ``data/schema/*.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sourcecheck.model import (
    Article,
    Audit,
    Capture,
    Claim,
    Classification,
    Field,
    Finding,
    Identifiers,
    Line,
    Metric,
    NamedSource,
    Observation,
    Origin,
    SourceLine,
    Span,
    Verdict,
    WebSource,
    Work,
    WorkSource,
)
from sourcecheck.model.codec import TAGS
from sourcecheck.model.memento import CopySearch, Memento
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.outlets import claims_by_outlet
from sourcecheck.report.places import Places, places_of
from sourcecheck.report.works import by_id, marks_of, place_of, stands

SCHEMA_VERSION = 1

Json = dict[str, Any]
"""A JSON object."""

_UNSAFE = re.compile("[\x7f-\x9f\ud800-\udfff]")


def render_json(audit: Audit, rules: RuleTable) -> Json:
    """Return an audit as the JSON object of the contract."""
    places, lines = places_of(audit.article), by_id(audit.lines)
    return {
        "schema_version": SCHEMA_VERSION,
        "article": article_json(audit.article),
        "citations": [citation_json(line, places) for line in audit.lines],
        "findings": [
            finding_json(finding, rules, places.at(stands(finding, lines)))
            for finding in audit.findings
        ],
        "metrics": {name: metric_json(metric) for name, metric in audit.metrics.items()},
        "outlets": {
            id_: {"name": name, "claims": [claim_json(claim) for claim in claims]}
            for id_, (name, claims) in claims_by_outlet(audit.lines).items()
        },
        "publisher": outlet_json(audit.publisher) if audit.publisher else None,
    }


def article_json(article: Article) -> Json:
    """Return an article: its text, what is known of it, and where it was read from."""
    dateline = article.dateline
    return {
        "origin": article.origin,
        "media_type": article.media_type,
        "sha256": article.sha256,
        "language": article.language,
        "title": _field(article.title),
        "byline": _field(article.byline),
        "published": _field(article.published),
        "dateline": dateline
        and {
            "place": dateline.place,
            "agency": dateline.agency or None,
            **_ends(dateline.span),
            "text": dateline.span.of(article.text),
        },
        "text": article.text,
        "paragraphs": [_ends(span) for span in article.paragraphs],
        "origins": [origin_json(origin) for origin in article.origins],
    }


def origin_json(origin: Origin) -> Json:
    """Return which piece of the text comes from which place in the input."""
    return {**_ends(origin.span), "locator": origin.locator}


def citation_json(line: Line, places: Places) -> Json:
    """Return a citation with its sources through all stages."""
    citation = line.citation
    return {
        "id": citation.id,
        "kind": citation.kind.value,
        "label": citation.label or None,
        "marks": [piece_json(mark, places) for mark in marks_of(citation)],
        "claim": _piece(citation.claim, places),
        "note": _piece(citation.note, places),
        "sources": [source_json(part) for part in line.sources],
        "mention": _piece(citation.mention, places),
        "place": places.at(place_of(line)) or None,
    }


def source_json(part: SourceLine) -> Json:
    """Return one source; ``outlet``, ``link`` and ``capture`` are null when not asked for.

    ``copies`` is empty where no archive was asked.
    """
    source = part.source
    web = source if isinstance(source, WebSource) else None
    work = source.work if isinstance(source, WebSource | WorkSource) else Work()
    named = source.name if isinstance(source, NamedSource | WorkSource) else work.publisher
    known = source.identifiers if isinstance(source, WebSource | WorkSource) else Identifiers()
    return {
        "type": TAGS[type(source)],
        "printed": source.printed,
        "url": (web.link.url or None) if web else None,
        "name": named or None,
        "identifiers": identifiers_json(known),
        "work": work_json(work),
        "flags": [flag.value for flag in web.link.flags] if web else [],
        "outlet": outlet_json(part.outlet) if part.outlet else None,
        "link": link_json(part.verdict, part.observation) if part.verdict else None,
        "capture": capture_json(part.capture) if part.capture else None,
        "copies": [search_json(each) for each in part.copies],
    }


def identifiers_json(known: Identifiers) -> Json:
    """Return the standard identifiers of a work, each null where none is printed."""
    return {
        "doi": known.doi or None,
        "isbn": known.isbn or None,
        "arxiv": known.arxiv or None,
        "pmid": known.pmid or None,
        "issn": known.issn or None,
        "pmcid": known.pmcid or None,
        "handle": known.handle or None,
        "urn": known.urn or None,
    }


def work_json(work: Work) -> Json | None:
    """Return what is printed of the cited work, or null where nothing is."""
    if work == Work():
        return None
    return {
        "title": work.title or None,
        "author": work.author or None,
        "date": work.date or None,
        "pages": work.pages or None,
        "publisher": work.publisher or None,
    }


def outlet_json(found: Classification) -> Json:
    """Return the OUTLET of the contract."""
    return {
        "id": found.id or None,
        "name": found.name or None,
        "country": found.country or None,
        "country_base": found.country_base or None,
        "country_control": found.country_control or None,
        "country_focus": found.country_focus or None,
        "country_because": list(found.because),
        "kind": found.kind or None,
        "ownership": found.ownership or None,
        "editorial_control": found.editorial_control or None,
        "confidence": round(found.confidence, 4),
        "status": found.status.value,
        "candidates": [
            {"id": other.id, "name": other.name, "country": other.country or None}
            for other in found.candidates
        ],
        "country_origin": found.country_origin or None,
        "conflicts": list(found.conflicts),
        "original": {
            "id": found.original.id,
            "name": found.original.name,
            "country": found.original.country or None,
        }
        if found.original
        else None,
    }


def claim_json(claim: Claim) -> Json:
    """Return one sourced claim about an outlet."""
    return {
        "property": claim.property,
        "value": claim.value,
        "source": claim.source,
        "date": claim.date or None,
        "confidence": round(claim.confidence, 4),
        "valid_from": claim.valid_from or None,
        "valid_to": claim.valid_to or None,
        "rank": claim.rank,
        "told_by": claim.told_by,
    }


def link_json(verdict: Verdict, observation: Observation | None) -> Json:
    """Return the LINK of the contract; without an observation nothing was looked at."""
    return {
        "url": verdict.url,
        "state": verdict.state.value,
        "group": verdict.group.value,
        "confirmed": verdict.confirmed,
        "rule": verdict.rule,
        "because": list(verdict.because),
        **(_observed(observation) if observation else _UNOBSERVED),
        "standing": verdict.standing or None,
        "strikes": verdict.strikes,
        "since": (verdict.since or None) if verdict.standing else None,
        "unreachable_since": verdict.unreachable_since or None,
    }


_UNOBSERVED: Mapping[str, Any] = {
    "status": None,
    "final_url": None,
    "hops": [],
    "checked_at": None,
    "elapsed_ms": None,
}


def _observed(observation: Observation) -> Json:
    return {
        "status": observation.status,
        "final_url": observation.final_url or None,
        "hops": [
            {
                "url": hop.url,
                "status": hop.status,
                "location": hop.location or None,
                "how": hop.how,
            }
            for hop in observation.hops
        ],
        "checked_at": observation.at.isoformat(),
        "elapsed_ms": observation.elapsed_ms,
    }


def capture_json(capture: Capture) -> Json:
    """Return where the kept copy of a source lies, and its digest."""
    return {
        "file": capture.file,
        "record_id": capture.record_id,
        "sha256": capture.sha256 or None,
        "captured_at": capture.captured_at.isoformat(),
    }


def search_json(search: CopySearch) -> Json:
    """Return what an archive of others answered when it was asked for copies."""
    return {
        "source": search.source,
        "answer": search.answer.value,
        "asked_at": search.asked_at.isoformat(),
        "because": list(search.because),
        "cited_at": search.cited_at.isoformat() if search.cited_at else None,
        "trusted": search.trusted,
        "listed": search.listed,
        "best": memento_json(search.best) if search.best else None,
        "refused": [memento_json(each) for each in search.refused],
        "record_id": search.record_id or None,
    }


def memento_json(copy: Memento) -> Json:
    """Return one copy and what was seen of it."""
    return {
        "captured_at": copy.captured_at.isoformat(),
        "memento_url": copy.memento_url,
        "raw_url": copy.raw_url or None,
        "status": copy.status,
        "media_type": copy.media_type or None,
        "state": copy.state.value if copy.state else None,
        "verified": copy.verified,
        "because": list(copy.because),
        "checked_at": copy.checked_at.isoformat() if copy.checked_at else None,
        "record_id": copy.record_id or None,
    }


def finding_json(finding: Finding, rules: RuleTable, place: str = "") -> Json:
    """Return a finding with the name and sentence that the rule table gives it.

    ``place`` is where it stands in the input, "" = not known.
    """
    return {
        "code": finding.code,
        "name": rules.rule(finding.code).name,
        "severity": finding.severity.value,
        "message": rules.message(finding),
        "start": finding.span.start if finding.span else None,
        "end": finding.span.end if finding.span else None,
        "citation": finding.citation or None,
        "place": place or None,
    }


def metric_json(metric: Metric) -> Json:
    """Return a metric: ``k`` of ``n``, how many unknown, and the value or null."""
    return {"k": metric.k, "n": metric.n, "unknown": metric.unknown, "value": metric.value}


def piece_json(span: Span, places: Places) -> Json:
    """Return a piece of the text with its ends, its words and its place in the input."""
    return {**_ends(span), "text": span.of(places.text), "place": places.at(span) or None}


def pretty(value: Json) -> str:
    """Write one object over several lines, ending in a newline."""
    return f"{_safe(json.dumps(value, ensure_ascii=False, indent=2))}\n"


def one_line(value: Json) -> str:
    """Write one object on one line, ending in a newline."""
    return f"{_safe(json.dumps(value, ensure_ascii=False, separators=(',', ':')))}\n"


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write one object per audit, one after the other, as ``jq`` and others read them."""
    return "".join(pretty(render_json(audit, context.rules)) for audit in audits)


def _safe(text: str) -> str:
    """Escape lone surrogates, which UTF-8 cannot hold, and controls, which steer a terminal.

    Both are the same text to whoever reads the JSON.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _ends(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _piece(span: Span | None, places: Places) -> Json | None:
    return piece_json(span, places) if span else None


def _field(field: Field | None) -> str | None:
    return (field.value or None) if field else None
