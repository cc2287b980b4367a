"""The work behind ``check``: from inputs to addresses to verdicts, told as they come."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import INTERRUPTED, collect_garbage_from_here, hints
from sourcecheck.cli.aside import tell_what_is_left_aside
from sourcecheck.cli.counting import Count
from sourcecheck.cli.emitting import STDOUT, emit, save
from sourcecheck.cli.handedin import tell_handed_in
from sourcecheck.cli.linklines import WRITERS, Writer
from sourcecheck.cli.linktext import Text
from sourcecheck.cli.outcome import INCOMPLETE, LEFT, first, is_trouble, reaches_one
from sourcecheck.cli.progress import progress
from sourcecheck.cli.stopping import stopping
from sourcecheck.cli.words import printable, refuse
from sourcecheck.config import Settings
from sourcecheck.data.load_network import load_wholesale
from sourcecheck.errors import DocumentError, UsageError
from sourcecheck.fetch import loops
from sourcecheck.pipeline.looks import named
from sourcecheck.session.addresses import Addresses, Heard, opened, with_standard_input
from sourcecheck.session.inputs import Reading, is_url
from sourcecheck.session.linktables import LinkTables
from sourcecheck.session.opening import (
    IN_MEMORY,
    clock_of,
    helping_tools_of,
    link_tables_of,
    link_tools_of,
    opened_store,
    reading_with,
    settings_of,
    store_file,
    tables_of,
)
from sourcecheck.session.plainlists import is_address
from sourcecheck.session.shards import Fleet, Shard, shards

if TYPE_CHECKING:
    from sourcecheck.pipeline.linktools import LinkTools
    from sourcecheck.pipeline.looks import Look
    from sourcecheck.store.base import CheckRun, Store

TAKEN_UP = timedelta(hours=24)
"""How long an interrupted run can be taken up: later its first answers are old."""


@dataclass(slots=True, eq=False)
class Lost:
    """What could not be read: whole inputs, articles of lists, and what has no network."""

    inputs: int = 0
    listed: int = 0
    unreachable: int = 0

    def refuse(self, error: DocumentError, listed: bool) -> None:  # noqa: FBT001 - a callback
        """Count one in and say why."""
        if error.exit_code == INCOMPLETE:
            self.unreachable += 1
        elif listed:
            self.listed += 1
        else:
            self.inputs += 1
        refuse(error)


@dataclass(slots=True, eq=False)
class Output:
    """One format and where it goes."""

    writer: Writer
    place: str
    closed: bool = False  # whoever read our standard output has seen enough
    _begun: bool = False

    def write(self, text: str) -> None:
        """Write some of the report; raises ``UsageError`` where that cannot be done."""
        if self.closed or (not text and self._begun):
            return
        body = text.encode("utf-8", "backslashreplace")
        if self.place == STDOUT:
            self.closed = not emit(body)
        else:
            save(Path(self.place), body, more=self._begun)
        self._begun = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run was asked for."""

    names: tuple[str, ...]
    settings: Settings
    tables: LinkTables
    how: Reading
    given: dict[str, Any]


@dataclass(slots=True, eq=False)
class Result:
    """What a run has come to so far."""

    count: Count
    outputs: list[Output]
    lost: Lost = field(default_factory=Lost)
    why_offline: str = ""
    stopped: bool = False  # by Ctrl-C
    run: CheckRun | None = None

    def take(self, looks: Sequence[Look]) -> None:
        """Count some links and write them."""
        hosts = list(map(self.count.add, looks))
        for output in self.outputs:
            output.write(output.writer.batch(looks, hosts))

    @property
    def unheard(self) -> bool:
        """Whether everything goes to a standard output that nobody reads any more."""
        return all(output.closed for output in self.outputs)


def run_check(inputs: Sequence[str], given: dict[str, Any]) -> int:
    """Check every address of the inputs; returns the exit status."""
    settings = settings_of(given)
    names = opened(inputs)
    tell_what_is_left_aside(inputs)
    tables = link_tables_of(settings)
    how = reading_with(settings, clock_of(settings)(), given["stdin_name"] or "")
    job = Job(names=names, settings=settings, tables=tables, how=how, given=given)
    result = Result(count=Count(reaches_one(settings.fail_on, tables.wants)),
                    outputs=_outputs(names, given, tables))  # fmt: skip
    job = _with_piped(job, result)
    collect_garbage_from_here()
    for output in result.outputs:
        output.write(output.writer.begin())
    try:
        with shards(
            settings, partial(helping_tools_of, settings, tables), fresh=_is_fresh(job)
        ) as helpers:
            loops.run(_check(job, result, helpers))
    finally:  # what ends the run does not take away what was found
        for output in result.outputs:
            output.write(output.writer.end(result.count))
    return _status(job, result)


def _outputs(names: Sequence[str], given: dict[str, Any], tables: LinkTables) -> list[Output]:
    """Pair formats and places, in order; raises ``UsageError`` when they do not fit."""
    places = [*given["out"]]
    forms = [*given["form"]] or [_form_of(place) for place in places] or ["text"]
    if len(places) > len(forms) or len(forms) - len(places) > 1:
        raise UsageError(
            f"{len(forms)} formats and {len(places)} outputs",
            hint="give each --format its own --output; one may go to standard output",
        )

    def text() -> Writer:
        by_name = {named(name, tables.urls).address for name in names if is_address(name)}
        return Text(tables.rules.states, named=by_name, whole=load_wholesale().links,
                    grouping=given["group_by"], show_all=given["show_all"])  # fmt: skip

    for form, place in zip(forms, places, strict=False):
        _wonder(form, place)
    padded = [*places, STDOUT]
    return [Output(WRITERS.get(form, text)(), place)
            for form, place in zip(forms, padded, strict=False)]  # fmt: skip


def _form_of(place: str) -> str:
    """Return the format that a file's name asks for, where no format was named."""
    ending = Path(place).suffix.lower().removeprefix(".")
    if ending in {"html", "htm", "md"}:
        raise UsageError(f"{place}: links are told as text, json, jsonl or csv",
                         hint="an article's report is written by sourcecheck audit")  # fmt: skip
    return ending if ending in WRITERS else "text"


def _wonder(form: str, place: str) -> None:
    """Say where a file gets another format than its name says: pairs are easily mixed up."""
    ending = Path(place).suffix.lower().removeprefix(".")
    if ending != form and ending in WRITERS:
        words = f"{place} is written as {form}: the first --format goes with the first --output"
        click.echo(f"note: {printable(words)}", err=True)


def _with_piped(job: Job, result: Result) -> Job:
    """Begin to read standard input where it is an input."""
    if "-" not in job.names:
        return job
    try:
        return replace(job, how=with_standard_input(job.how))
    except DocumentError as error:
        result.lost.refuse(error, False)
        return replace(job, names=tuple(name for name in job.names if name != "-"))


def _is_fresh(job: Job) -> bool:
    """Tell whether no address can have a history, and no thread reads standard input."""
    kept = job.settings.db != IN_MEMORY and store_file(job.settings).exists()
    return not kept and "-" not in job.names


async def _check(job: Job, result: Result, helpers: list[Shard]) -> None:
    from sourcecheck.pipeline.sweep import Sweep  # noqa: PLC0415 - heavy

    settings, given = job.settings, job.given
    shown = "never" if given["quiet"] else given["progress"]
    with opened_store(settings) as store, progress(shown) as line:
        async with link_tools_of(settings, job.tables, store, line) as tools:
            result.run = _taken_up(job, store, tools)
            sweep = Sweep(tools, run=result.run, patrolling=partial(Fleet, shards=helpers))
            with stopping(tools), closing(_addresses(job, result, tools)) as addresses:
                async for looks in sweep.looks(addresses):
                    line.make_room()
                    result.take(await _with_copies(looks, tools))
                    if result.unheard:
                        tools.stop.set()
            tell_handed_in(tools.copying)
            result.why_offline = sweep.why_offline
            result.stopped = tools.stop.is_set() and not result.unheard
            if result.run and not result.stopped:
                store.end_run(result.run, tools.clock())


async def _with_copies(looks: Sequence[Look], tools: LinkTools) -> Sequence[Look]:
    if tools.copying is None:
        return looks
    from sourcecheck.pipeline.copies import looks_with_copies  # noqa: PLC0415 - seldom wanted
    from sourcecheck.pipeline.submitting import submit_pages  # noqa: PLC0415 - the same

    found = await looks_with_copies(looks, tools)
    await submit_pages([look.verdict for look in looks], tools)
    return found


def _addresses(job: Job, result: Result, tools: LinkTools) -> Addresses:
    def remark(words: str) -> None:
        click.echo(f"note: {printable(words)}", err=True)

    @cache
    def reading() -> Any:
        return tables_of(job.settings)

    heard = Heard(refuse=result.lost.refuse, remark=remark)
    return Addresses(job.names, job.how, tools, job.tables.urls, reading, heard)


def _taken_up(job: Job, store: Store, tools: LinkTools) -> CheckRun | None:
    """Begin a run, or go on with the same one; None where there is nothing to take up.

    Standard input may be another one under the same name, and a replay is quick.
    """
    settings = job.settings
    if settings.offline or settings.replay or settings.now or "-" in job.names:
        return None
    if settings.db == IN_MEMORY:
        return None
    age = timedelta(0) if job.given["fresh"] else TAKEN_UP
    run = store.begin_run(digest_of(job.names, settings), tools.clock(), age)
    if run.resumed:
        click.echo(f"{_going_on(run)} (--fresh begins anew)", err=True)
    return run


def _going_on(run: CheckRun) -> str:
    done = "1 link is done" if run.looks == 1 else f"{run.looks:,} links are done"
    return f"going on with the run of {run.started_at.astimezone():%H:%M}: {done}"


_MATTERS = ("data", "input_format", "timeout", "connect_to", "allow_network", "cacert", "archive")
"""Settings with which the same inputs are another run."""


def digest_of(names: Sequence[str], settings: Settings) -> str:
    """Return what a run over these inputs is known by: their full names, and what matters."""
    whole = [name if is_url(name) else _absolute(name) for name in names]
    matters = [str(getattr(settings, key)) for key in _MATTERS]
    return hashlib.sha256(json.dumps([whole, matters]).encode()).hexdigest()[:32]


def _absolute(name: str) -> str:
    at = "@" if name.startswith("@") else ""
    return at + str(Path(name.removeprefix("@")).absolute())


def _status(job: Job, result: Result) -> int:
    if result.stopped:
        click.echo(_farewell(result), err=True)
        return INTERRUPTED
    down = is_trouble(result.why_offline)
    if down:
        click.echo(f"incomplete: {printable(result.why_offline)}; {LEFT}", err=True)
    if not job.given["quiet"]:
        hints.show_of_links(result.count, job.settings)
    lost = result.lost
    if not (result.count.links or lost.inputs or lost.listed or lost.unreachable):
        click.echo(f"note: no link is in {_all_of(job.names)}", err=True)
    return first(
        unreadable=bool(lost.inputs or (lost.listed and not result.count.links)),
        incomplete=bool(lost.listed or lost.unreachable) or down,
        fails=result.count.fails and not job.settings.exit_zero,
    )


def _all_of(names: Sequence[str]) -> str:
    if len(names) != 1:
        return "what was named"
    return "standard input" if names[0] == "-" else printable(names[0])


def _farewell(result: Result) -> str:
    done = f"interrupted: {result.count.links:,} links are told, those not reached are not checked"
    if result.run is None:
        return done
    return f"{done}; the same command goes on within a day, --fresh begins anew"
