"""The work behind ``explain URL``: what the store knows, or a look now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli.evidence import dumped, json_of, text_of
from sourcecheck.cli.outcome import INCOMPLETE
from sourcecheck.cli.stopping import stopping
from sourcecheck.cli.words import printable
from sourcecheck.errors import StoreError, UsageError
from sourcecheck.fetch import loops
from sourcecheck.session.evidence import Evidence, evidence_of
from sourcecheck.session.opening import (
    archive_folder,
    link_tables_of,
    link_tools_of,
    opened_store,
    settings_of,
    store_file,
)

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.session.linktables import LinkTables
    from sourcecheck.store.base import Store


def explain_links(
    addresses: Sequence[str], given: dict[str, Any], form: str, *, looks: bool
) -> int:
    """Print what is known of addresses; returns the exit status.

    Raises ``UsageError`` for one that was never looked at.
    """
    settings = settings_of(given)
    tables = link_tables_of(settings)
    why = ""
    try:
        with opened_store(settings, make=looks) as store:
            if looks:
                why = loops.run(_look(addresses, settings, tables, store))
            found = [_known(each, settings, tables, store) for each in addresses]
    except StoreError as error:
        if looks or store_file(settings).exists():
            raise
        raise _unknown(addresses[0], settings) from error
    if form == "json":
        click.echo(dumped(list(map(json_of, found))), nl=False)
    else:
        told = (text_of(each, tables.rules.states, archive_folder(settings)) for each in found)
        click.echo("\n".join(told), nl=False)
    if why:
        click.echo(f"incomplete: {printable(why)}; this is what was known before", err=True)
    return INCOMPLETE if why else 0


async def _look(
    addresses: Sequence[str], settings: Settings, tables: LinkTables, store: Store
) -> str:
    """Look at the addresses and remember it; returns why that could not be done, or ""."""
    from sourcecheck.pipeline.looks import named  # noqa: PLC0415 - heavy
    from sourcecheck.pipeline.sweep import Sweep  # noqa: PLC0415 - heavy

    async with link_tools_of(settings, tables, store) as tools:
        sweep = Sweep(tools)
        with stopping(tools):
            async with aclosing(
                sweep.looks(named(each, tables.urls) for each in addresses)
            ) as all_:
                async for _ in all_:
                    pass
        return sweep.why_offline


def _known(url: str, settings: Settings, tables: LinkTables, store: Store) -> Evidence:
    found = evidence_of(url, store, tables)
    if found is None:
        raise _unknown(url, settings)
    return found


def _unknown(url: str, settings: Settings) -> UsageError:
    return UsageError(
        f"{url}: never looked at, as far as {store_file(settings)} knows",
        hint="--check looks now; --db names another database",
    )
