"""``sourcecheck report``: a stored audit once more, in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.words import foreign

if TYPE_CHECKING:
    from sourcecheck.store.base import Store


@click.command("report", cls=options.Alphabetical)
@click.argument("which", nargs=-1, metavar="[RUN|ARTICLE]...")
@click.option("--list", "listing", is_flag=True, help="List the stored audits.")
@options.outputs
@options.database
@options.configuring
def command(which: tuple[str, ...], *, listing: bool, **given: Any) -> int:
    """Render stored audits: by number, by the input's name, or by its digest.

    Without an argument the latest one. Nothing is asked, nothing is changed.
    """
    from sourcecheck.cli.context import render_context  # noqa: PLC0415 - heavy
    from sourcecheck.cli.targets import fitting, pair, write  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import opened_store, settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.stored import stored_audit  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    targets = fitting(pair(settings.format, settings.output), len(which) or 1)
    with opened_store(settings, make=False) as store:
        if listing:
            _list(store)
            return 0
        audits = [stored_audit(store, each) for each in which or ("",)]
        write(audits, targets, render_context(settings, targets))
    return 0


def _list(store: Store) -> None:
    entries = store.audits()
    if not entries:
        click.echo("no audit is stored yet (run sourcecheck audit first)", err=True)
    for entry in entries:
        click.echo(
            f"{entry.id:>5}  {entry.last_at:%Y-%m-%d %H:%M}  {entry.findings:>3} findings  "
            f"{foreign(entry.title or entry.origin)}"
        )
