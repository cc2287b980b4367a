"""``sourcecheck db``: the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sourcecheck.cli import options
from sourcecheck.cli.words import printable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sourcecheck.store.sql.store import SqlStore


@click.group("db")
def command() -> None:
    """Look into the database, bring it to the newest schema, export or shrink it."""


@command.command("info")
@options.database
def info(db: str | None) -> None:
    """Print where the database is, its schema and how many rows each table holds."""
    with _opened(db) as store:
        found = store.info()
    click.echo(f"{printable(found.location)}  schema {found.schema_version}  {found.size:,} bytes")
    for name, rows in found.tables:
        click.echo(f"{rows:>10,}  {name}")


@command.command("migrate")
@options.database
def migrate(db: str | None) -> None:
    """Bring the database to the newest schema; opening it does the same."""
    with _opened(db) as store:
        found = store.info()
    click.echo(f"{printable(found.location)} is at schema {found.schema_version}")


@command.command("vacuum")
@options.database
def vacuum(db: str | None) -> None:
    """Give unused space back to the disk."""
    with _opened(db) as store:
        store.vacuum()
        found = store.info()
    click.echo(f"{printable(found.location)}: {found.size:,} bytes")


@command.command("export")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("-f", "--format", "kind", type=click.Choice(["jsonl", "csv"]), default="jsonl")
@options.database
def export(folder: str, kind: str, db: str | None) -> None:
    """Write every table into FOLDER, one file each."""
    with _opened(db) as store:
        written = store.export(Path(folder), kind)
    for path in written:
        click.echo(printable(str(path)))


def _opened(db: str | None) -> AbstractContextManager[SqlStore]:
    from sourcecheck.session.opening import opened_store, settings_of  # noqa: PLC0415 - heavy

    return opened_store(settings_of({"db": db}), make=False)
