"""Many inputs in one run: one error per bad input, the others go on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sourcecheck import config
from sourcecheck.cli import complain, outcome
from sourcecheck.cli.context import render_context
from sourcecheck.cli.inputs import MEDIA_TYPES, MIB, Reading, expand, is_url, load
from sourcecheck.cli.targets import Target, pair, write
from sourcecheck.cli.wiring import clock_of, opened_store, settings_of, tables_of, tools_of
from sourcecheck.config import Settings
from sourcecheck.errors import DocumentError, UnreadableDocument, UsageError
from sourcecheck.model import Audit, Document
from sourcecheck.pipeline import Tools, audit, read


@dataclass(slots=True)
class Batch:
    """What a run has come to so far."""

    audits: dict[int, Audit] = field(default_factory=dict)  # by place of the input
    unreadable: int = 0

    def refuse(self, error: DocumentError) -> None:
        """Record an input that cannot be read, and say so."""
        self.unreadable += 1
        complain(error)

    @property
    def in_order(self) -> tuple[Audit, ...]:
        """The audits in the order of their inputs."""
        return tuple(self.audits[place] for place in sorted(self.audits))


def run_extract(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Extract every input and write the reports; returns the exit status."""
    settings = settings_of(given)
    targets = pair(given["formats"], given["targets"])
    context = render_context(settings, targets, given["color"])
    tables = tables_of(settings)
    how = reading_of(settings, given)
    batch = Batch()
    for place, name in enumerate(expand(inputs)):
        if is_url(name):
            raise UsageError(f"{name}: extract opens no socket", hint="save the page, or use audit")
        try:
            batch.audits[place] = read(load(name, how), tables, outlets=given["outlets"])
        except DocumentError as error:
            batch.refuse(error)
    return _finish(batch, targets, context, settings, given)


def run_audit(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Audit every input and write the reports; returns the exit status."""
    settings = settings_of(given)
    targets = pair(given["formats"], given["targets"])
    context = render_context(settings, targets, given["color"])
    names = list(expand(inputs))
    batch = Batch()
    try:
        asyncio.run(_audit_all(names, settings, reading_of(settings, given), batch))
    finally:
        # an interrupt still prints what was found
        if sys.exc_info()[0] is KeyboardInterrupt and batch.audits:
            write(batch.in_order, targets, context)
    return _finish(batch, targets, context, settings, given)


def reading_of(settings: Settings, given: dict[str, Any]) -> Reading:
    """Say how the inputs of this run are to be read."""
    return Reading(
        now=clock_of(settings)(),
        stdin_name=given["stdin_name"] or "-",
        media_type=MEDIA_TYPES.get(settings.input_format, ""),
        max_bytes=settings.max_size * MIB,
    )


async def _audit_all(names: Sequence[str], settings: Settings, how: Reading, batch: Batch) -> None:
    tables = tables_of(settings)
    with opened_store(settings, clock_of(settings)) as store:
        async with tools_of(settings, tables, store, _progress()) as tools:
            room = asyncio.Semaphore(settings.jobs)
            async with asyncio.TaskGroup() as group:
                for place, name in enumerate(names):
                    group.create_task(_audit_one(place, name, tools, how, batch, room))


async def _audit_one(
    place: int, name: str, tools: Tools, how: Reading, batch: Batch, room: asyncio.Semaphore
) -> None:
    async with room:
        try:
            document = await _download(name, tools, how) if is_url(name) else load(name, how)
            batch.audits[place] = await audit(document, tools)
        except DocumentError as error:
            batch.refuse(error)


async def _download(url: str, tools: Tools, how: Reading) -> Document:
    """Fetch an article that is named by its address."""
    fetched = await tools.fetcher.fetch(url)
    seen = fetched.observation
    if seen.failure or seen.status is None or seen.status >= 400:
        why = seen.reason or (f"HTTP {seen.status}" if seen.status else "no answer")
        raise UnreadableDocument(
            f"{url}: the article could not be fetched: {why}",
            hint="save the page from a browser and hand over the file",
        )
    return Document(
        origin=seen.final_url,
        body=fetched.body,
        media_type=how.media_type or seen.media_type,
        charset=seen.charset,
        read_at=how.now,
    )


def _progress() -> Callable[[int, int], None]:
    """Return a progress callback for people: one line on standard error, rewritten."""
    if not config.shows_progress(terminal=sys.stderr.isatty()):
        return lambda done, total: None

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\rlinks: {done}/{total}" + ("\n" if done == total else ""))
        sys.stderr.flush()

    return show


def _finish(
    batch: Batch,
    targets: Sequence[Target],
    context: Any,
    settings: Settings,
    given: dict[str, Any],
) -> int:
    audits = batch.in_order
    if audits:
        write(audits, targets, context)
    incomplete = any(outcome.is_incomplete(each) for each in audits)
    return outcome.status(
        audits,
        unreadable=batch.unreadable,
        incomplete=incomplete,
        fail_on=settings.fail_on,
        exit_zero=given["exit_zero"],
    )
