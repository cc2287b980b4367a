"""Values to rows: what of a value is a column, and what stays inside its JSON. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sourcecheck.model import (
    Article,
    Audit,
    Capture,
    Classification,
    Line,
    Metric,
    NamedSource,
    Outlet,
    Source,
    SourceLine,
    Span,
    WebSource,
    WorkSource,
)
from sourcecheck.model.codec import TAGS, dumps, encode
from sourcecheck.store.times import stamp

Row = dict[str, Any]

_OUTLET_FIELDS = (
    "country",
    "country_base",
    "country_control",
    "country_focus",
    "country_origin",
    "kind",
    "ownership",
    "editorial_control",
)

_CLAIM_FIELDS = (
    "property",
    "value",
    "source",
    "told_by",
    "confidence",
    "valid_from",
    "valid_to",
    "rank",
    "date",
    "family",
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def url_of(source: Source) -> str:
    """Return the URL a source is fetched by; empty for one without a readable address."""
    return source.link.canonical or source.link.url if isinstance(source, WebSource) else ""


def host_of(url: str) -> str:
    """Return the host a URL names, lower case, without user and port; empty when it has none."""
    _, found, rest = url.partition("://")
    authority = rest if found else ""
    for end in "/?#":
        authority = authority.partition(end)[0]
    name = authority.rpartition("@")[2].lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def micros(at: datetime) -> int:
    """Return a time as microseconds since 1970, exactly."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def article_row(article: Article, at: datetime) -> Row:
    """Return the row of ``articles``."""
    fields = ("byline", "published", "publisher", "canonical_url")
    held = {name: getattr(article, name) for name in fields}
    return {
        "sha256": article.sha256,
        "origin": article.origin,
        "title": title_of(article),
        "language": article.language,
        "media_type": article.media_type,
        **{name: field.value if field else None for name, field in held.items()},
        "at": stamp(at),
        "value": dumps(article),
    }


def title_of(article: Article) -> str:
    """Return an article's title, or where it came from when it has none."""
    return article.title.value if article.title else article.origin


def url_rows(lines: tuple[Line, ...], at: datetime) -> list[Row]:
    """Return the rows of ``urls`` that citations lead to, each once."""
    found = (url_of(part.source) for line in lines for part in line.sources)
    return [url_row(url, at) for url in dict.fromkeys(found) if url]


def url_row(url: str, at: datetime) -> Row:
    """Return the row of ``urls``."""
    return {"url": url, "host": host_of(url), "at": stamp(at)}


def citation_rows(article: Article, lines: tuple[Line, ...]) -> Iterator[Row]:
    """Yield the rows of ``citations``; the article's id is still to be filled in."""
    for position, line in enumerate(lines):
        citation = line.citation
        yield {
            "position": position,
            "citation": citation.id,
            "kind": citation.kind.value,
            "label": citation.label or None,
            "claim": _words(article, citation.claim),
            "note": _words(article, citation.note),
            "secondhand": int(citation.secondhand),
            "value": dumps(citation),
        }


def _words(article: Article, span: Span | None) -> str | None:
    return span.of(article.text) if span else None


def source_rows(lines: tuple[Line, ...]) -> Iterator[Row]:
    """Yield the rows of ``sources``, with their citation's position instead of its id."""
    for position, line in enumerate(lines):
        for place, part in enumerate(line.sources):
            yield {"citation_position": position, "position": place, **source_row(part)}


def source_row(part: SourceLine) -> Row:
    """Return what a row of ``sources`` says of one source."""
    source, outlet = part.source, part.outlet
    flags = source.link.flags if isinstance(source, WebSource) else ()
    return {
        "type": TAGS[type(source)],
        "printed": source.printed,
        "name": source.name if isinstance(source, NamedSource | WorkSource) else None,
        "url": url_of(source) or None,
        "flags": " ".join(flags) or None,
        "outlet_status": outlet.status.value if outlet else None,
        "outlet_id": (outlet.id or None) if outlet else None,
        "country": (outlet.country or None) if outlet else None,
        "outlet": _outlet_text(outlet) if outlet else None,
    }


@lru_cache(maxsize=1024)
def _outlet_text(outlet: Classification) -> str:
    # The sources of an article come from few outlets, and each has its reasons in words.
    return dumps(outlet)


def outlets_of(lines: tuple[Line, ...]) -> dict[str, Classification]:
    """Return the outlets that sources were classified as, by id."""
    found = (part.outlet for line in lines for part in line.sources)
    return {outlet.id: outlet for outlet in found if outlet and outlet.id}


def outlet_row(outlet: Classification, at: datetime) -> Row:
    """Return the row of ``outlets`` that a classification makes."""
    return {
        "id": outlet.id,
        "name": outlet.name or outlet.id,
        **{name: getattr(outlet, name) or None for name in _OUTLET_FIELDS},
        "at": stamp(at),
    }


def claim_rows(outlet: Outlet) -> Iterator[Row]:
    """Yield the rows of ``claims`` of an outlet."""
    for claim in outlet.claims:
        yield {"outlet_id": outlet.id, **{name: getattr(claim, name) for name in _CLAIM_FIELDS}}


def capture_row(capture: Capture) -> Row:
    """Return the row of ``captures``."""
    return {
        "record_id": capture.record_id,
        "urlkey": capture.urlkey,
        "url": capture.url,
        "captured_at": stamp(capture.captured_at),
        "captured_us": micros(capture.captured_at),
        "hop": capture.hop,
        "archive": capture.archive,
        "file": capture.file,
        "file_offset": capture.offset,
        "file_length": capture.length,
        "sha256": capture.sha256 or None,
        "framing": capture.framing,
        "status": capture.status,
        "failure": capture.failure or None,
        "media_type": capture.media_type or None,
        "revisit_of": capture.revisit_of or None,
        "value": dumps(capture),
    }


def audit_row(audit: Audit) -> Row:
    """Return the row of ``audits``; the article's id is still to be filled in."""
    made, encoded = audit.provenance, encode(audit)
    return {
        "digest": conclusions(encoded),
        "at": stamp(made.audited_at),
        "tool": made.tool,
        "data": made.data,
        "offline": int(made.offline),
        "why_offline": made.why_offline or None,
        "value": json.dumps(encoded, ensure_ascii=False, separators=(",", ":")),
    }


def finding_rows(audit: Audit) -> Iterator[Row]:
    """Yield the rows of ``findings``; the audit's id is still to be filled in."""
    for position, finding in enumerate(audit.findings):
        yield {
            "position": position,
            "code": finding.code,
            "severity": finding.severity.value,
            "citation": finding.citation or None,
            "span_start": finding.span.start if finding.span else None,
            "span_end": finding.span.end if finding.span else None,
            "value": dumps(finding),
        }


def metric_rows(audit: Audit) -> Iterator[Row]:
    """Yield the rows of ``metrics``; the audit's id is still to be filled in."""
    for name, metric in audit.metrics.items():
        yield {"name": name, **metric_row(metric)}


def metric_row(metric: Metric) -> Row:
    """Return what a row of ``metrics`` says."""
    return {"k": metric.k, "n": metric.n, "unknown": metric.unknown, "value": metric.value}


def conclusions(audit: Row) -> str:
    """Return a digest of what an encoded audit concludes, equal for two that found the same.

    Left out is what differs between two looks at an unchanged web: when it was looked, how
    long that took, what the reasons say in words, where the copy lies.
    """
    said = {
        **audit,
        "lines": [_without_looks(line) for line in audit["lines"]],
        "findings": [_without(finding, "because") for finding in audit["findings"]],
        "provenance": _without(audit["provenance"], "audited_at", "replayed_from"),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_looks(line: Row) -> Row:
    looks = ("observation", "capture", "verdict", "copies")
    parts = [_without(part, *looks) | _copies(part) for part in line["sources"]]
    verdicts = [part.get("verdict", {}) for part in line["sources"]]
    judged = [_without(verdict, "because", "confidence") for verdict in verdicts]
    return {**line, "sources": parts, "verdicts": judged}


def _copies(part: Row) -> Row:
    """Return what searches for copies came to: which archive, its answer, the copy that holds."""
    told = [
        [each["source"], each["answer"], (each.get("best") or {}).get("memento_url")]
        for each in part.get("copies", ())
    ]
    return {"copies": told} if told else {}


def _without(held: Row, *names: str) -> Row:
    return {name: value for name, value in held.items() if name not in names}
