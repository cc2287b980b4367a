"""What may be done next: at most three lines after a run, for people at a terminal."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import islice

import click

from sourcecheck import config
from sourcecheck.cli.emitting import STDOUT
from sourcecheck.cli.outcome import Tally
from sourcecheck.cli.targets import Target
from sourcecheck.cli.words import printable
from sourcecheck.config import Settings

MOST = 3


def show(tally: Tally, targets: Sequence[Target], settings: Settings) -> None:
    """Print the hints on standard error; nothing outside a terminal and in CI."""
    if not config.shows_progress(terminal=sys.stderr.isatty()):
        return
    for hint in islice(hints(tally, targets, settings), MOST):
        click.echo(f"hint: {printable(hint)}", err=True)


def hints(tally: Tally, targets: Sequence[Target], settings: Settings) -> Iterator[str]:
    """Yield what may be done next, the most useful first."""
    if tally.incomplete:
        yield "no address answered: run the same command again when the network is back"
    if tally.codes:
        yield f"sourcecheck explain {tally.codes.most_common(1)[0][0]}"
    kept = tally.articles and not settings.replay
    if kept and all(target.place == STDOUT for target in targets):
        named = f" --db {shlex.quote(settings.db)}" if settings.db else ""
        yield f"sourcecheck report{named} -o report.html"
    if settings.offline:
        yield "without --offline every link is asked and what it answers is archived"
