"""Many inputs in one run: one error per bad input, the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import click

from sourcecheck.cli import (
    INTERRUPTED,
    ClosedEarly,
    collect_garbage_from_here,
    hints,
    outcome,
)
from sourcecheck.cli.aside import tell_what_is_left_aside
from sourcecheck.cli.context import render_context
from sourcecheck.cli.handedin import tell_handed_in
from sourcecheck.cli.progress import progress
from sourcecheck.cli.stopping import stopping
from sourcecheck.cli.targets import Outputs, Target, fitting, pair
from sourcecheck.cli.words import printable, refuse
from sourcecheck.config import Settings
from sourcecheck.errors import DocumentError, SourcecheckError, UsageError
from sourcecheck.extract.collections import Remark
from sourcecheck.report import RenderContext
from sourcecheck.session.flow import Flow, Refused, Result, readings
from sourcecheck.session.inputs import Reading, expand, is_url
from sourcecheck.session.isolation import Isolation
from sourcecheck.session.members import is_list, piped
from sourcecheck.session.opening import (
    clock_of,
    reading_with,
    settings_of,
    tables_of,
    tools_of,
)
from sourcecheck.session.remembering import remembering


@dataclass(slots=True, kw_only=True)
class Batch:
    """What a run has come to so far, and where its results go."""

    tally: outcome.Tally
    outputs: Outputs
    unreadable: int = 0
    left_out: int = 0  # articles of lists that cannot be read
    unreachable: int = 0  # articles at an address, while our own network is down
    stopped: bool = False  # by Ctrl-C

    def take(self, result: Result) -> None:
        """Write a result, or say why there is none; raises ``UsageError`` as writing does."""
        if isinstance(result, Refused):
            self.refuse(result.error, listed=result.listed)
        elif isinstance(result, Remark):
            click.echo(f"note: {printable(result.words)}", err=True)
        else:
            self.tally.add(result)
            self.outputs.add(result)

    def refuse(self, error: DocumentError, *, listed: bool = False) -> None:
        """Record an input that cannot be read, and say so."""
        if error.exit_code == outcome.INCOMPLETE:
            self.unreachable += 1
        elif listed:
            self.left_out += 1
        else:
            self.unreadable += 1
        refuse(error)

    def status(self, *, exit_zero: bool) -> int:
        """Return the exit status: a list of which nothing could be read is unreadable."""
        nothing = self.left_out and not self.tally.articles
        return outcome.first(
            unreadable=bool(self.unreadable or nothing),
            incomplete=bool(self.unreachable or self.left_out or self.tally.incomplete),
            fails=self.tally.fails and not exit_zero,
        )


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

    def batch(self) -> Batch:
        """Return the empty result of a run that is about to begin."""
        return Batch(
            tally=outcome.Tally(fail_on=self.settings.fail_on),
            outputs=Outputs(self.targets, self.context),
        )


def job_of(inputs: Sequence[str], given: dict[str, Any]) -> Job:
    """Understand what was asked for; raises ``UsageError`` before anything is done."""
    settings = settings_of(given)
    names = tuple(expand(inputs))
    tell_what_is_left_aside(inputs)
    how = reading_with(settings, clock_of(settings)(), given["stdin_name"] or "")
    a_list = names[0] if len(names) == 1 and is_list(names[0], how) else ""
    targets = fitting(pair(settings.format, settings.output), len(names), a_list)
    return Job(
        names=names,
        settings=settings,
        targets=targets,
        context=render_context(settings, targets),
        how=how,
        progress="never" if given.get("quiet") else given.get("progress", "never"),
        hints=not given.get("quiet", True),
    )


def run_extract(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Extract every input and write the reports; returns the exit status."""
    job = job_of(inputs, given)
    if asked := next(filter(is_url, job.names), None):
        raise UsageError(f"{asked}: extract opens no socket", hint="save the page, or use audit")
    tables = tables_of(job.settings)
    batch = job.batch()
    with Isolation() as apart:
        found = readings(
            job.names, job.how, tables, outlets=given["outlets"], extracting=apart.extract
        )
        for number, result in enumerate(found):
            if number == 1:
                collect_garbage_from_here()
            batch.take(result)
            if batch.outputs.unheard:
                raise ClosedEarly
    return _finish(batch, job)


def run_audit(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Audit every input and write the reports; returns the exit status."""
    job = job_of(inputs, given)
    batch = job.batch()
    # standard input may wait for a person, who may press Ctrl-C: not inside the event loop
    job = _with_piped(job, batch)
    try:
        asyncio.run(_audit_all(job, batch))
    except (SourcecheckError, KeyboardInterrupt):
        # what ends the run does not take away what was found
        batch.outputs.finish()
        raise
    status = _finish(batch, job)
    if not batch.stopped:
        return status
    done = f"{batch.tally.articles} of {_counted(job)} articles are reported"
    click.echo(f"interrupted: {done}; links not reached are not checked", err=True)
    return INTERRUPTED


def _counted(job: Job) -> str:
    """Return how many articles were named, where that is known."""
    return "the" if any(is_list(name, job.how) for name in job.names) else str(len(job.names))


def _with_piped(job: Job, batch: Batch) -> Job:
    """Read standard input where it is an input."""
    if "-" not in job.names:
        return job
    try:
        return replace(job, how=replace(job.how, piped=piped(job.how)))
    except DocumentError as error:
        batch.refuse(error)
        return replace(job, names=tuple(name for name in job.names if name != "-"))


async def _audit_all(job: Job, batch: Batch) -> None:
    tables = tables_of(job.settings)
    if len(job.names) > 1:
        collect_garbage_from_here()
    alone = len(job.names) == 1 and not is_list(job.names[0], job.how)
    with remembering(job.settings, alone=alone) as store, progress(job.progress) as tell:
        async with tools_of(job.settings, tables, store, tell) as tools:
            flow = Flow(tools=tools, how=job.how, jobs=job.settings.jobs)
            with stopping(tools):
                async with aclosing(flow.audits(job.names)) as results:
                    async for result in results:
                        batch.take(result)
            tell_handed_in(tools.copying)
            batch.stopped = tools.stop.is_set()


def _finish(batch: Batch, job: Job) -> int:
    batch.outputs.finish()
    if batch.tally.trouble and not batch.unreachable:
        click.echo(f"incomplete: {printable(batch.tally.trouble)}; {outcome.LEFT}", err=True)
    if job.hints:
        hints.show(batch.tally, job.targets, job.settings)
    return batch.status(exit_zero=job.settings.exit_zero)
