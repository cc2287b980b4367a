"""One row per source, for spreadsheets. No cell can act as a formula there.

A cell that a spreadsheet would compute is opened with an apostrophe (OWASP ASVS 1.2.10,
CSV injection). Programs that need the exact letters read the json format.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from sourcecheck.model import Audit, Line, NamedSource, SourceLine, WebSource, WorkSource
from sourcecheck.model.codec import TAGS
from sourcecheck.report.copies import copy_told
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.places import places_of
from sourcecheck.report.works import place_of

COLUMNS = (
    "article",
    "citation",
    "kind",
    "label",
    "claim",
    "note",
    "type",
    "printed",
    "name",
    "url",
    "flags",
    "outlet",
    "country",
    "outlet_status",
    "outlet_kind",
    "ownership",
    "state",
    "group",
    "confirmed",
    "http_status",
    "final_url",
    "checked_at",
    "capture_file",
    "capture_sha256",
    "findings",
    "place",
    "copy",
    "copy_url",
    "country_base",
    "country_control",
    "country_focus",
    "country_origin",
    "outlet_confidence",
    "outlet_conflicts",
    "editorial_control",
    "published_first_by",
)

# The wide forms of the four signs count: some spreadsheets compute them as well.
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FORMULA = re.compile(r"[\s\ufeff\u200b\0]*[=+\-@＝＋－＠]|[\t\r\0]")


def render(audits: Sequence[Audit], context: RenderContext) -> str:
    """Write a header and one row per source; a citation without source has one row too."""
    del context
    paper = io.StringIO(newline="")
    writer = csv.writer(paper, lineterminator="\n")
    writer.writerow(COLUMNS)
    for audit in audits:
        places = places_of(audit.article)
        for line in audit.lines:
            known = _citation(audit, line) | _findings(audit, line)
            known["place"] = places.at(place_of(line))
            for part in line.sources or (None,):
                cells = known | _source(part)
                writer.writerow([guarded(cells.get(column, "")) for column in COLUMNS])
    return paper.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet computes, with letters that UTF-8 can hold.

    Control characters are shown as escapes: a table is printed on terminals as well.
    """
    text = cell.encode("utf-8", "backslashreplace").decode("utf-8")
    text = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return f"'{text}" if _FORMULA.match(text) else text


def _citation(audit: Audit, line: Line) -> dict[str, str]:
    citation, text = line.citation, audit.article.text
    return {
        "article": audit.article.origin,
        "citation": citation.id,
        "kind": citation.kind.value,
        "label": citation.label,
        "claim": citation.claim.of(text) if citation.claim else "",
        "note": citation.note.of(text) if citation.note else "",
    }


def _source(part: SourceLine | None) -> dict[str, str]:
    if part is None:
        return {}
    source = part.source
    name = source.name if isinstance(source, NamedSource | WorkSource) else ""
    return {
        "type": TAGS[type(source)],
        "printed": source.printed,
        "name": name,
        **(_address(source) if isinstance(source, WebSource) else {}),
        **_outlet(part),
        **_link(part),
        "capture_file": part.capture.file if part.capture else "",
        "capture_sha256": part.capture.sha256 if part.capture else "",
        **_copy(part),
    }


def _address(source: WebSource) -> dict[str, str]:
    return {"url": source.link.url, "flags": " ".join(source.link.flags)}


def _outlet(part: SourceLine) -> dict[str, str]:
    outlet = part.outlet
    if outlet is None:
        return {}
    return {
        "outlet": outlet.name,
        "country": outlet.country,
        "outlet_status": outlet.status.value,
        "outlet_kind": outlet.kind,
        "ownership": outlet.ownership,
        "country_base": outlet.country_base,
        "country_control": outlet.country_control,
        "country_focus": outlet.country_focus,
        "country_origin": outlet.country_origin,
        "outlet_confidence": f"{outlet.confidence:g}" if outlet.confidence else "",
        "outlet_conflicts": "; ".join(outlet.conflicts),
        "editorial_control": outlet.editorial_control,
        "published_first_by": outlet.original.name if outlet.original else "",
    }


def _link(part: SourceLine) -> dict[str, str]:
    verdict, seen = part.verdict, part.observation
    if verdict is None:
        return {}
    return {
        "state": verdict.state.value,
        "group": verdict.group.value,
        "confirmed": str(verdict.confirmed).lower(),
        "http_status": str(seen.status) if seen and seen.status else "",
        "final_url": seen.final_url if seen else "",
        "checked_at": seen.at.isoformat() if seen else "",
    }


def _copy(part: SourceLine) -> dict[str, str]:
    told = copy_told(part)
    return {"copy": told.words, "copy_url": told.address} if told else {}


def _findings(audit: Audit, line: Line) -> dict[str, str]:
    codes = (found.code for found in audit.findings if found.citation == line.citation.id)
    return {"findings": " ".join(dict.fromkeys(codes))}
