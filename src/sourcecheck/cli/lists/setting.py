"""``sourcecheck outlets set``: the house's word on a property."""

from __future__ import annotations

from typing import Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import lists_of, said_with, saying


@click.command("set", cls=options.Alphabetical)
@click.argument("outlet", metavar="ID|URL|NAME")
@click.argument("property_", metavar="PROPERTY")
@click.argument("value", metavar="VALUE")
@saying
@options.lists
@options.configuring
def command(outlet: str, property_: str, value: str, *, by: str, why: str, **given: Any) -> None:
    """Let the house's word on a PROPERTY of an outlet go before what all lists say.

    It is added to overrides.csv with the name, the day and the reason; nothing that was written
    there before is changed, and the last word counts. An empty VALUE ("") takes it back.
    """
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session import listfolder  # noqa: PLC0415 - heavy
    from sourcecheck.session.listedits import found_outlet, override  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    if not why.strip():
        raise UsageError(
            "nothing says why the house knows better", hint='add --why "imprint page, 2026-11"'
        )
    settings = settings_of(given)
    tables = lists_of(settings, making=True)
    found = found_outlet(outlet, tables)
    before = [claim for claim in found.claims if claim.property == property_]
    folder = listfolder.lists_place(settings)
    said = said_with(settings, by, why)
    written = override(found.id, property_, value, said, tables, folder)
    told = foreign(written) if written else "as the lists say"
    click.echo(f"{printable(found.id)}: {printable(property_)} is {told}, says {foreign(said.by)}")
    for claim in before:
        click.echo(f"  before: {foreign(claim.value)}, says {foreign(claim.source)}")
    click.echo(f"logged in {printable(str(folder / listfolder.OVERRIDES))}", err=True)
