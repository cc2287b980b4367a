"""Many inputs in one run: one error per bad input, the others go on."""

from __future__ import annotations

import _thread
import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click

from sourcecheck.cli import INTERRUPTED, collect_garbage_from_here, hints, outcome
from sourcecheck.cli.context import render_context
from sourcecheck.cli.progress import progress
from sourcecheck.cli.targets import Target, fitting, pair, write
from sourcecheck.cli.words import refuse
from sourcecheck.config import Settings
from sourcecheck.errors import DocumentError, SourcecheckError, UsageError
from sourcecheck.model import Audit, Document
from sourcecheck.pipeline import Tools, audit, read
from sourcecheck.pipeline.documents import fetch_document
from sourcecheck.report import RenderContext
from sourcecheck.session.inputs import Reading, expand, is_url, load
from sourcecheck.session.opening import (
    clock_of,
    opened_store,
    reading_with,
    settings_of,
    tables_of,
    tools_of,
)

PATIENCE_S = 1.0
"""How long a busy event loop may take to hear of Ctrl-C."""


@dataclass(slots=True)
class Batch:
    """What a run has come to so far."""

    audits: dict[int, Audit] = field(default_factory=dict)  # by place of the input
    unreadable: int = 0
    unreachable: int = 0  # articles at an address, while our own network is down
    stopped: bool = False  # by Ctrl-C

    def refuse(self, error: DocumentError) -> None:
        """Record an input that cannot be read, and say so."""
        if error.exit_code == outcome.INCOMPLETE:
            self.unreachable += 1
        else:
            self.unreadable += 1
        refuse(error)

    @property
    def in_order(self) -> tuple[Audit, ...]:
        """The audits in the order of their inputs."""
        return tuple(self.audits[place] for place in sorted(self.audits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run was asked for."""

    names: tuple[str, ...]
    settings: Settings
    targets: tuple[Target, ...]
    context: RenderContext
    how: Reading
    progress: str = "never"
    hints: bool = False


def job_of(inputs: Sequence[str], given: dict[str, Any]) -> Job:
    """Understand what was asked for; raises ``UsageError`` before anything is done."""
    settings = settings_of(given)
    names = tuple(expand(inputs))
    targets = fitting(pair(settings.format, settings.output), len(names))
    return Job(
        names=names,
        settings=settings,
        targets=targets,
        context=render_context(settings, targets),
        how=reading_with(settings, clock_of(settings)(), given["stdin_name"] or ""),
        progress="never" if given.get("quiet") else given.get("progress", "never"),
        hints=not given.get("quiet", True),
    )


def run_extract(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Extract every input and write the reports; returns the exit status."""
    job = job_of(inputs, given)
    if asked := next(filter(is_url, job.names), None):
        raise UsageError(f"{asked}: extract opens no socket", hint="save the page, or use audit")
    tables = tables_of(job.settings)
    if len(job.names) > 1:
        collect_garbage_from_here()
    batch = Batch()
    for place, name in enumerate(job.names):
        try:
            batch.audits[place] = read(load(name, job.how), tables, outlets=given["outlets"])
        except DocumentError as error:
            batch.refuse(error)
    return _finish(batch, job)


def run_audit(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Audit every input and write the reports; returns the exit status."""
    job = job_of(inputs, given)
    batch = Batch()
    # standard input may wait for a person, who may press Ctrl-C: not inside the event loop
    piped = _piped(job, batch)
    try:
        asyncio.run(_audit_all(job, piped, batch))
    except (SourcecheckError, KeyboardInterrupt):
        # what ends the run does not take away what was found
        if batch.audits:
            write(batch.in_order, job.targets, job.context)
        raise
    status = _finish(batch, job)
    if not batch.stopped:
        return status
    done = f"{len(batch.audits)} of {len(job.names)} articles are reported"
    click.echo(f"interrupted: {done}; links not reached are not checked", err=True)
    return INTERRUPTED


def _piped(job: Job, batch: Batch) -> dict[str, Document]:
    """Read standard input where it is an input."""
    try:
        return {"-": load("-", job.how)} if "-" in job.names else {}
    except DocumentError as error:
        batch.refuse(error)
        return {}


async def _audit_all(job: Job, piped: Mapping[str, Document], batch: Batch) -> None:
    tables = tables_of(job.settings)
    if len(job.names) > 1:
        collect_garbage_from_here()
    with opened_store(job.settings) as store, progress(job.progress) as tell:
        async with tools_of(job.settings, tables, store, tell) as tools:
            room = asyncio.Semaphore(job.settings.jobs)
            with stopping(tools):
                work = _Work(tools=tools, how=job.how, piped=piped, batch=batch, room=room)
                await _together(
                    _audit_one(place, name, work)
                    for place, name in enumerate(job.names)
                    if name != "-" or piped
                )
            batch.stopped = tools.stop.is_set()


async def _together(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all of it side by side; the first error stops the rest and is raised as it is."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What the articles of a run share."""

    tools: Tools
    how: Reading
    piped: Mapping[str, Document]
    batch: Batch
    room: asyncio.Semaphore

    async def document(self, name: str) -> Document:
        """Read one input; raises ``DocumentError``."""
        if is_url(name):
            return await fetch_document(name, self.tools, self.how.now, self.how.media_type)
        return self.piped.get(name) or load(name, self.how)


async def _audit_one(place: int, name: str, work: _Work) -> None:
    async with work.room:
        if work.tools.stop.is_set():
            return
        try:
            work.batch.audits[place] = await audit(await work.document(name), work.tools)
        except DocumentError as error:
            work.batch.refuse(error)


@contextmanager
def stopping(tools: Tools) -> Iterator[None]:
    """Let the first Ctrl-C ask nobody more and finish; the second one ends at once.

    An event loop that is busy with a long text hears nothing. It is given ``PATIENCE_S`` after
    the first one, then the run ends as if there had been a second.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    loop = asyncio.get_running_loop()
    late = threading.Timer(PATIENCE_S, _end_unless, (tools.stop.is_set,))
    late.daemon = True

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        loop.call_soon_threadsafe(tools.stop.set)
        late.start()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        late.cancel()
        signal.signal(signal.SIGINT, before)


def _end_unless(heard: Callable[[], bool]) -> None:
    if not heard():
        _thread.interrupt_main()


def _finish(batch: Batch, job: Job) -> int:
    audits = batch.in_order
    if audits:
        write(audits, job.targets, job.context)
    if job.hints:
        hints.show(audits, job.targets, job.settings)
    return outcome.status(
        audits,
        unreadable=batch.unreadable,
        incomplete=bool(batch.unreachable) or any(map(outcome.is_incomplete, audits)),
        fail_on=job.settings.fail_on,
        exit_zero=job.settings.exit_zero,
    )
