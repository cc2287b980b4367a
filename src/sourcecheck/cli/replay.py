"""``sourcecheck replay``: a stored audit made again, from its archive alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.words import foreign, printable

if TYPE_CHECKING:
    from sourcecheck.session.replaying import Replayed

_ARCHIVED = "; one that the archive alone knows: sourcecheck audit ARTICLE --replay FOLDER"

MOST_TOLD = 20
"""Differences that are told; the rest is counted."""


@click.command(
    "replay",
    cls=options.Alphabetical,
    short_help="Make a stored audit again from the archive alone; no network.",
)
@click.argument("which", nargs=-1, metavar="[AUDIT]...")
@click.option(
    "--made-at", metavar="TIME", help="The audit of that time, or the last one before it."
)
@options.as_of
@options.outputs
@options.findings
@options.lists
@options.database
@options.archive_dir
@options.archive_store
@options.policy
@options.configuring
@click.option("-q", "--quiet", is_flag=True, help="Do not say whether it is the same.")
def command(which: tuple[str, ...], *, made_at: str | None, quiet: bool, **given: Any) -> int:
    """Make stored audits again from their archive: by number, input's name or digest.

    Without an argument the latest one. The article, every answer and what was known before
    come from the archive, so the same program with the same lists writes the same report,
    byte for byte; where it does not, standard error says which conclusions differ. No socket
    is opened and nothing is stored.
    """
    from sourcecheck.cli import outcome  # noqa: PLC0415 - heavy
    from sourcecheck.cli.context import render_context  # noqa: PLC0415 - heavy
    from sourcecheck.cli.targets import fitting, pair, write  # noqa: PLC0415 - heavy
    from sourcecheck.config import clock  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.finishing import result_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.replaying import audit_at, made_again  # noqa: PLC0415 - heavy
    from sourcecheck.session.stored import stored_audit  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    targets = fitting(pair(settings.format, settings.output), len(which) or 1)
    tally = outcome.Tally(fail_on=settings.fail_on)
    with opened_archive(settings) as holding:
        stored = [stored_audit(holding.store, each, _ARCHIVED) for each in which or ("",)]
        if made_at:
            moment = clock(made_at, "--made-at")
            stored = [audit_at(each, holding, moment) for each in stored]
        made = [result_of(made_again(each, holding, settings)) for each in stored]
    write([each.after for each in made], targets, render_context(settings, targets))
    for each in made:
        tally.add(each.after)
        if not quiet and not settings.as_of:
            _tell(each)
    return outcome.first(
        unreadable=False,
        incomplete=bool(tally.incomplete),
        fails=tally.fails and not settings.exit_zero,
    )


def _tell(made: Replayed) -> None:
    """Say whether the audit came out as it was."""
    from sourcecheck.cli.archives.listing import counted  # noqa: PLC0415 - heavy

    at = f"{made.before.provenance.audited_at:%Y-%m-%d %H:%M} UTC"
    name = foreign(made.before.article.origin)
    if made.is_same:
        click.echo(f"{name}: replayed, the same as on {at} in every fact", err=True)
        return
    told = list(made.differences())
    why = made.other_program
    what = f"{counted(len(told), 'conclusion')} of {at} came out otherwise"
    same = f"every conclusion is the same as on {at}"
    click.echo(f"{name}: replayed, {what if told else same}", err=True)
    if why:
        click.echo(f"  made by {printable(why)}", err=True)
    if made.lost:
        gone = counted(made.lost, "answer")
        click.echo(f"  {gone} it rests on: pruned, or never taken into this archive", err=True)
    for line in told[:MOST_TOLD]:
        click.echo(f"  {foreign(line)}", err=True)
    if len(told) > MOST_TOLD:
        click.echo(f"  and {len(told) - MOST_TOLD} more", err=True)
