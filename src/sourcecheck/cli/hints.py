"""What may be done next: at most three lines after a run, for people at a terminal."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import click

from sourcecheck import config
from sourcecheck.cli.counting import Count
from sourcecheck.cli.emitting import STDOUT
from sourcecheck.cli.words import printable
from sourcecheck.config import Settings
from sourcecheck.model import Group, LinkState

if TYPE_CHECKING:
    from sourcecheck.cli.outcome import Tally
    from sourcecheck.cli.targets import Target

MOST = 3


def show(tally: Tally, targets: Sequence[Target], settings: Settings) -> None:
    """Print the hints on standard error; nothing outside a terminal and in CI."""
    _print(hints(tally, targets, settings))


def show_of_links(count: Count, settings: Settings) -> None:
    """Print what may be done after links were checked, under the same conditions."""
    _print(hints_of_links(count, settings))


def _print(found: Iterator[str]) -> None:
    if not config.shows_progress(terminal=sys.stderr.isatty()):
        return
    for hint in islice(found, MOST):
        click.echo(f"hint: {printable(hint)}", err=True)


def hints(tally: Tally, targets: Sequence[Target], settings: Settings) -> Iterator[str]:
    """Yield what may be done next, the most useful first."""
    if tally.incomplete:
        yield "no address answered: run the same command again when the network is back"
    yield from _unsought(len(tally.unsought), settings)
    named = f" --db {shlex.quote(settings.db)}" if settings.db else ""
    if tally.codes["SC711"] and not settings.replay:
        yield f"sourcecheck patch{named} ARTICLE suggests the copies of dead links as a diff"
    if tally.codes:
        yield f"sourcecheck explain {tally.codes.most_common(1)[0][0]}"
    kept = tally.articles and not settings.replay
    if kept and all(target.place == STDOUT for target in targets):
        yield f"sourcecheck report{named} -o report.html"
    if settings.offline:
        yield "without --offline every link is asked and what it answers is archived"


def _unsought(dead: int, settings: Settings) -> Iterator[str]:
    """Say what would leave this machine if copies of dead links were looked for."""
    if not dead or settings.copies or settings.replay or settings.offline:
        return
    one = dead == 1
    yield (
        f"copies of {dead:,} missing {'page' if one else 'pages'} were not looked for; "
        f"--copies wayback would ask web.archive.org about "
        f"{'this address' if one else f'these {dead:,} addresses'}"
    )


def hints_of_links(count: Count, settings: Settings) -> Iterator[str]:
    """Yield what may be done after links were checked, the most useful first."""
    if count.states[LinkState.REFUSED_ADDRESS]:
        yield "a private address is asked where its range is opened: --allow-network 127.0.0.0/8"
    yield from _unsought(sum(count.group(Group.DEAD).values()), settings)
    asked = count.group(Group.DEAD) or count.group(Group.DOUBTFUL)
    if asked and settings.db != ":memory:":
        named = f" --db {shlex.quote(settings.db)}" if settings.db else ""
        yield f"sourcecheck explain{named} URL says how its state was come by"
    if count.links and settings.offline:
        yield "without --offline every link is asked"
