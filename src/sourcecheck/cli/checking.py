"""The work behind ``check``: from inputs to addresses to verdicts, one line each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from sourcecheck.cli import complain, printable
from sourcecheck.cli.batch import reading_of
from sourcecheck.cli.inputs import expand, is_url, load
from sourcecheck.cli.outcome import CLEAN, FOUND, INCOMPLETE, UNREADABLE
from sourcecheck.cli.wiring import clock_of, opened_store, settings_of, tables_of, tools_of
from sourcecheck.config import Settings
from sourcecheck.errors import DocumentError
from sourcecheck.model import Document, Group, WebSource
from sourcecheck.pipeline import Tables, read
from sourcecheck.pipeline.links import Cited, Look, Looks, cited_as, look_at
from sourcecheck.report.formats.json import link_json
from sourcecheck.urls.canonical import link


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An address and the input it was found in; "" for one named on the command line."""

    cited: Cited
    origin: str = ""


def run_check(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Check every address of the inputs; returns the exit status."""
    settings = settings_of(given)
    tables = tables_of(settings)
    asked, unreadable = _asked(inputs, settings, tables, given)
    looks = asyncio.run(_look(asked, settings, tables))
    _print(asked, looks, given["form"], tables)
    if unreadable:
        return UNREADABLE
    if looks.why_offline and not settings.offline:
        return INCOMPLETE
    dead = any(look.verdict.group is Group.DEAD for look in looks.by_address.values())
    failing = dead and settings.fail_on != "none" and not given["exit_zero"]
    return FOUND if failing else CLEAN


def _asked(
    inputs: Sequence[str], settings: Settings, tables: Tables, given: dict[str, Any]
) -> tuple[list[Asked], int]:
    how = reading_of(settings, given)
    found: list[Asked] = []
    unreadable = 0
    for name in expand(inputs):
        if is_url(name):
            found.append(Asked(cited=_cited(name, tables)))
            continue
        try:
            found.extend(_links_of(load(name, how), name, tables))
        except DocumentError as error:
            unreadable += 1
            complain(error)
    return found, unreadable


def _cited(url: str, tables: Tables) -> Cited:
    understood = link(url, tables.resolve.urls)
    return cited_as(understood) if understood.canonical else Cited(url=url, address=url)


def _links_of(document: Document, name: str, tables: Tables) -> Iterator[Asked]:
    for line in read(document, tables, outlets=False).lines:
        for part in line.sources:
            if isinstance(part.source, WebSource):
                url = part.source.link.url or part.source.printed
                yield Asked(cited=_cited(url, tables), origin=name)


async def _look(asked: Sequence[Asked], settings: Settings, tables: Tables) -> Looks:
    with opened_store(settings, clock_of(settings)) as store:
        async with tools_of(settings, tables, store) as tools:
            return await look_at([each.cited for each in asked], tools)


def _print(asked: Sequence[Asked], looks: Looks, form: str, tables: Tables) -> None:
    """Print one line per address, in the order the answers came."""
    origins = {each.cited.address: each.origin for each in reversed(asked)}
    ordered = sorted(looks.by_address.items(), key=lambda pair: _answered_at(pair[1]))
    rows = []
    for url, look in ordered:
        row = link_json(look.verdict, look.check.observation)
        rows.append(row | ({"origin": origins[url]} if origins.get(url) else {}))
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        for _, look in ordered:
            label = tables.rules.states[look.verdict.state].label
            click.echo(f"{label:<36} {printable(look.verdict.url)}")
            for why in look.verdict.because:
                click.echo(f"{'':<36}   {printable(why)}")


def _answered_at(look: Look) -> float:
    seen = look.check.observation
    return seen.at.timestamp() + seen.elapsed_ms / 1000
