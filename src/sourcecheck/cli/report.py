"""``sourcecheck report``: a stored audit once more, in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.model import Audit
    from sourcecheck.store.base import Store


@click.command("report", short_help="Render a stored audit again.")
@click.argument("which", nargs=-1, metavar="[RUN|ARTICLE]...")
@click.option("--list", "listing", is_flag=True, help="List the stored audits.")
@options.outputs
@click.option("--db", metavar="FILE", help="Database file.  [SOURCECHECK_DB]")
def command(which: tuple[str, ...], *, listing: bool, **given: Any) -> int:
    """Render stored audits: by number, by the input's name, or by its digest.

    Without an argument the latest one. Nothing is asked, nothing is changed.
    """
    from sourcecheck.cli.context import render_context  # noqa: PLC0415 - heavy
    from sourcecheck.cli.targets import pair, write  # noqa: PLC0415 - heavy
    from sourcecheck.cli.wiring import (  # noqa: PLC0415 - heavy
        clock_of,
        opened_store,
        settings_of,
    )

    settings = settings_of(given)
    targets = pair(given["formats"], given["targets"])
    with opened_store(settings, clock_of(settings)) as store:
        if listing:
            _list(store)
            return 0
        audits = [_found(store, each) for each in which or ("",)]
        write(audits, targets, render_context(settings, targets, given["color"]))
    return 0


def _list(store: Store) -> None:
    for entry in store.audits():
        click.echo(
            f"{entry.id:>5}  {entry.last_at:%Y-%m-%d %H:%M}  {entry.findings:>3} findings  "
            f"\u2068{entry.title or entry.origin}\u2069"
        )


def _found(store: Store, which: str) -> Audit:
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    for entry in store.audits():
        keys = (str(entry.id), entry.origin)
        if not which or which in keys or (len(which) >= 6 and entry.sha256.startswith(which)):
            audit = store.audit(entry.id)
            if audit is not None:
                return audit
    raise UsageError(
        f"no stored audit is named {which!r}" if which else "no audit is stored yet",
        hint="sourcecheck report --list shows them" if which else "run sourcecheck audit first",
    )
