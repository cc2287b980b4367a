"""The work behind ``check``: from inputs to addresses to verdicts, one line each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from sourcecheck.cli import INTERRUPTED, collect_garbage_from_here
from sourcecheck.cli.batch import stopping
from sourcecheck.cli.outcome import first, reaches
from sourcecheck.cli.progress import progress
from sourcecheck.cli.words import foreign, printable, refuse
from sourcecheck.config import Settings
from sourcecheck.errors import DocumentError
from sourcecheck.extract.collections import Listed
from sourcecheck.model import Document, Finding, WebSource
from sourcecheck.pipeline import Tables, read
from sourcecheck.pipeline.links import Cited, Look, Looks, look_at, named
from sourcecheck.pipeline.tools import Extracting
from sourcecheck.report.formats.json import link_json
from sourcecheck.session.flow import Drawn, drawn
from sourcecheck.session.inputs import expand
from sourcecheck.session.isolation import Isolation
from sourcecheck.session.opening import (
    clock_of,
    opened_store,
    reading_with,
    settings_of,
    tables_of,
    tools_of,
)
from sourcecheck.verify.findings import link_finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An address and the input it was found in; "" for one named on the command line."""

    cited: Cited
    origin: str = ""


@dataclass(slots=True)
class Lost:
    """What could not be read: whole inputs, and articles of lists."""

    inputs: int = 0
    listed: int = 0

    def count(self, each: Drawn) -> None:
        """Count one in."""
        self.inputs += not each.listed
        self.listed += each.listed


def run_check(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Check every address of the inputs; returns the exit status."""
    settings = settings_of(given)
    tables = tables_of(settings)
    collect_garbage_from_here()
    asked, lost = _asked(inputs, settings, tables, given["stdin_name"] or "")
    looks, stopped = asyncio.run(
        _look(asked, settings, tables, "never" if given["quiet"] else given["progress"])
    )
    _print(asked, looks, given["form"], tables)
    if stopped:
        click.echo("interrupted; links not reached are not checked", err=True)
        return INTERRUPTED
    verdicts = [look.verdict for look in looks.by_address.values()]
    fails = reaches(_findings(looks, tables), verdicts, settings.fail_on)
    return first(
        unreadable=bool(lost.inputs or (lost.listed and not asked)),
        incomplete=bool(lost.listed) or (bool(looks.why_offline) and not settings.offline),
        fails=fails and not settings.exit_zero,
    )


def _findings(looks: Looks, tables: Tables) -> Iterator[Finding]:
    for look in looks.by_address.values():
        seen = look.check.observation if look.check else None
        found = link_finding("", (), look.verdict, seen)
        if found and tables.wants(found.code):
            yield found


def _asked(
    inputs: Sequence[str], settings: Settings, tables: Tables, stdin_name: str
) -> tuple[list[Asked], Lost]:
    how = reading_with(settings, clock_of(settings)(), stdin_name)
    found: list[Asked] = []
    lost = Lost()
    with Isolation() as apart:
        for each in drawn(expand(inputs), how):
            try:
                found.extend(_of(each, tables, apart.extract))
            except DocumentError as error:
                lost.count(each)
                refuse(error)
    return found, lost


def _of(each: Drawn, tables: Tables, extracting: Extracting) -> Iterator[Asked]:
    if isinstance(each.entry, DocumentError):
        raise each.entry
    if isinstance(each.entry, Document):
        yield from _links_of(each.entry, tables, extracting)
    elif isinstance(each.entry, Listed):
        origin = printable(each.name) if each.listed else ""
        yield Asked(cited=named(each.entry.url, tables.resolve.urls), origin=origin)


def _links_of(document: Document, tables: Tables, extracting: Extracting) -> Iterator[Asked]:
    for line in read(document, tables, outlets=False, extracting=extracting).lines:
        for part in line.sources:
            if isinstance(part.source, WebSource):
                url = part.source.link.url or part.source.printed
                yield Asked(cited=named(url, tables.resolve.urls), origin=document.origin)


async def _look(
    asked: Sequence[Asked], settings: Settings, tables: Tables, shown: str
) -> tuple[Looks, bool]:
    with opened_store(settings) as store, progress(shown) as tell:
        async with tools_of(settings, tables, store, tell) as tools:
            with stopping(tools):
                looks = await look_at([each.cited for each in asked], tools)
            return looks, tools.stop.is_set()


def _print(asked: Sequence[Asked], looks: Looks, form: str, tables: Tables) -> None:
    """Print one line per address, in the order the answers came."""
    origins = {each.cited.address: each.origin for each in reversed(asked)}
    ordered = sorted(looks.by_address.items(), key=lambda pair: _answered_at(pair[1]))
    rows = []
    for url, look in ordered:
        row = link_json(look.verdict, look.check.observation if look.check else None)
        rows.append(row | ({"origin": origins[url]} if origins.get(url) else {}))
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        for _, look in ordered:
            label = tables.rules.states[look.verdict.state].label
            click.echo(f"{label:<36} {foreign(look.verdict.url)}")
            for why in look.verdict.because:
                click.echo(f"{'':<36}   {printable(why)}")


def _answered_at(look: Look) -> float:
    if look.check is None:  # never: after all that were asked
        return float("inf")
    seen = look.check.observation
    return seen.at.timestamp() + seen.elapsed_ms / 1000
