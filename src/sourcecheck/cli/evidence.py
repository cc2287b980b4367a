"""``explain URL``: how a link's state was come by, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourcecheck.archive.storage.places import whereabouts
from sourcecheck.cli.words import foreign, printable
from sourcecheck.model import Check, Group, LinkState, Observation
from sourcecheck.model.tables.rules import StateText
from sourcecheck.urls.letters import in_letters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcecheck.session.evidence import Evidence

TOLD_HEADERS = (
    "server", "content-type", "content-length", "location", "retry-after", "www-authenticate",
    "last-modified", "etag", "cf-mitigated", "cf-ray", "x-robots-tag", "via",
)  # fmt: skip
"""Fields of an answer that are evidence; the others are in the archive."""

MOST_LOOKS = 8
"""Earlier looks that are told."""

_WIDTH = 92
_INDENT = 12


def text_of(found: Evidence, texts: Mapping[LinkState, StateText], archive: Path) -> str:
    """Return the evidence as lines for a terminal, right-to-left text at their ends.

    ``archive`` is the folder that files of copies are named from.
    """
    verdict, check = found.verdict, found.checks[-1]
    sure = f"confidence {verdict.confidence:.2f}"
    read = in_letters(verdict.url)
    lines = [
        foreign(verdict.url),
        *([f"  {foreign(read)}"] if read != verdict.url else []),
        f"  {texts[verdict.state].label}   ({verdict.state.value}, {sure})",
    ]
    for name, values in _sections(found, check, archive):
        for place, value in enumerate(values):
            lines += _wrapped(name if place == 0 else "", value)
    return "\n".join(lines) + "\n"


def _wrapped(name: str, value: str) -> list[str]:
    before = f"  {name:<{_INDENT - 2}}"
    if not value.isascii():  # a terminal turns each line by itself: it is not cut
        return [f"{before}{value}"]
    return textwrap.wrap(
        value, width=_WIDTH, initial_indent=before, subsequent_indent=" " * _INDENT,
        break_long_words=False, break_on_hyphens=False,
    ) or [before.rstrip()]  # fmt: skip


def _sections(found: Evidence, check: Check, archive: Path) -> Iterator[tuple[str, list[str]]]:
    seen = check.observation
    yield "because", [printable(why) for why in found.verdict.because] or ["nothing was observed"]
    yield "looked", [_looked(found, seen)]
    yield "hops", list(_hops(seen))
    yield "headers", [f"{name}: {printable(value)}" for name, value in told_headers(seen)]
    yield "page", list(_page(check))
    yield "rule", [f"{found.verdict.rule}: {found.looks_for}"]
    yield "dead?", list(_standing(found))
    yield "changes", list(found.changes)
    yield "copy", [_copy(found, archive)]
    yield "before", list(_before(found))


def _looked(found: Evidence, seen: Observation) -> str:
    times = f"look {len(found.checks)}" if len(found.checks) > 1 else "first look"
    attempts = f", {seen.attempts} attempts" if seen.attempts > 1 else ""
    return f"{_time(seen.at)}, {seen.elapsed_ms:,} ms{attempts}, from {seen.vantage}; {times}"


def _hops(seen: Observation) -> Iterator[str]:
    for number, hop in enumerate(seen.hops, start=1):
        how = "" if hop.how == "http" else f" ({hop.how})"
        yield f"{number}. {foreign(hop.url)}  {hop.status or '-'}{how}"
    ended = str(seen.status) if seen.status else ""
    failed = f"{seen.failure.value} ({printable(seen.reason)})" if seen.failure else ""
    answer = ", ".join(filter(None, (ended, failed))) or "no answer"
    yield f"{len(seen.hops) + 1}. {foreign(seen.final_url or seen.url)}  {answer}"
    if seen.peer:
        yield f"   at {seen.peer.address} port {seen.peer.port}"


def told_headers(seen: Observation) -> list[tuple[str, str]]:
    """Return the fields of the last answer that are evidence, in a fixed order."""
    given = dict(seen.headers)
    return [(name, given[name]) for name in TOLD_HEADERS if name in given]


def _page(check: Check) -> Iterator[str]:
    page = check.page
    if page is None:
        return
    language = f", language {printable(page.language)}" if page.language else ""
    yield f"{page.words:,} words{language}"
    if page.title:
        yield f"title {foreign(page.title)}"
    if page.h1 and page.h1 != page.title:
        yield f"heading {foreign(page.h1)}"


def _standing(found: Evidence) -> Iterator[str]:
    verdict, wanted = found.verdict, found.wanted
    if verdict.group is not Group.DEAD:
        if verdict.since:
            yield f"not counted; no usable answer since {verdict.since[:10]}"
        else:
            yield "no: this state never counts towards dead"
        return
    times = "1 look counts" if verdict.strikes == 1 else f"{verdict.strikes} looks count"
    if verdict.confirmed:
        yield f"confirmed: {times}, far enough apart, since {verdict.since[:10]}"
        return
    yield f"probably gone, not confirmed: {times}, since {verdict.since[:10]}"
    if wanted is None:
        yield "this state is never confirmed by looking again"
    else:
        more = wanted.times - verdict.strikes
        then = f": {more} more" if more > 0 else ""
        if then and found.next_counts:
            then += f", the next counts from {_time(found.next_counts)}"
        yield f"the policy asks for {wanted.times} over at least {wanted.days:g} days{then}"


def _copy(found: Evidence, archive: Path) -> str:
    if not found.captures:
        return "none in the archive"
    kept = found.captures[-1]
    more = f"; {len(found.captures)} in all" if len(found.captures) > 1 else ""
    file = whereabouts(archive, kept.file)
    place = f"{file} at {kept.offset:,}" if kept.offset or kept.length else file
    return f"{_time(kept.captured_at)}, {printable(place)}, record {kept.record_id}{more}"


def _before(found: Evidence) -> Iterator[str]:
    earlier = found.checks[:-1]
    for check in earlier[-MOST_LOOKS:][::-1]:
        seen = check.observation
        said = str(seen.status or (seen.failure.value if seen.failure else "-"))
        led = f" at {foreign(seen.final_url)}" if seen.final_url not in {"", seen.url} else ""
        yield f"{_time(seen.at)}  {said}{led}"
    if len(earlier) > MOST_LOOKS:
        yield f"and {len(earlier) - MOST_LOOKS} before"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def json_of(found: Evidence) -> dict[str, Any]:
    """Return the evidence as the LINK of the contract with more keys."""
    from sourcecheck.report.formats.json import (  # noqa: PLC0415 - heavy
        capture_json,
        link_json,
    )

    verdict, check = found.verdict, found.checks[-1]
    seen, page = check.observation, check.page
    return {
        **link_json(verdict, seen),
        "confidence": verdict.confidence,
        "strikes": verdict.strikes,
        "since": verdict.since or None,
        "policy": found.wanted and {"times": found.wanted.times, "days": found.wanted.days},
        "rule_explained": found.looks_for,
        "would_change": list(found.changes),
        "failure": seen.failure.value if seen.failure else None,
        "headers": dict(told_headers(seen)),
        "page": page and {"title": page.title, "h1": page.h1, "words": page.words,
                          "language": page.language or None},
        "captures": [capture_json(each) for each in found.captures],
        "looks": [
            {
                "at": each.observation.at.isoformat(),
                "status": each.observation.status,
                "failure": each.observation.failure.value if each.observation.failure else None,
                "final_url": each.observation.final_url or None,
            }
            for each in found.checks
        ],
    }  # fmt: skip


def dumped(rows: list[dict[str, Any]]) -> str:
    """Return one object, or an array of several, over many lines."""
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    if len(rows) == 1:
        return pretty(rows[0])
    return json.dumps(rows, ensure_ascii=True, indent=2) + "\n"
