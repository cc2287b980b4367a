"""``sourcecheck db``: the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sourcecheck.store.base import Store

Verb = TypeVar("Verb", bound=Callable[..., Any])


def _named(verb: Verb) -> Verb:
    return click.option("--db", metavar="FILE", help="Database file.  [SOURCECHECK_DB]")(verb)


@click.group("db", short_help="Look into the database, or export it.")
def command() -> None:
    """Look into the database, bring it to the newest schema, export or shrink it."""


@command.command("info")
@_named
def info(db: str | None) -> None:
    """Print where the database is, its schema and how many rows each table holds."""
    with _opened(db) as store:
        found = store.info()
    click.echo(f"{found.location}  schema {found.schema_version}  {found.size:,} bytes")
    for name, rows in found.tables:
        click.echo(f"{rows:>10,}  {name}")


@command.command("migrate")
@_named
def migrate(db: str | None) -> None:
    """Bring the database to the newest schema; opening it does the same."""
    with _opened(db) as store:
        found = store.info()
    click.echo(f"{found.location} is at schema {found.schema_version}")


@command.command("vacuum")
@_named
def vacuum(db: str | None) -> None:
    """Give unused space back to the disk."""
    with _opened(db) as store:
        store.vacuum()  # type: ignore[attr-defined]
        found = store.info()
    click.echo(f"{found.location}: {found.size:,} bytes")


@command.command("export")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("-f", "--format", "kind", type=click.Choice(["jsonl", "csv"]), default="jsonl")
@_named
def export(folder: str, kind: str, db: str | None) -> None:
    """Write every table into FOLDER, one file each."""
    with _opened(db) as store:
        written = store.export(Path(folder), kind)  # type: ignore[attr-defined]
    for path in written:
        click.echo(str(path))


def _opened(db: str | None) -> AbstractContextManager[Store]:
    from sourcecheck.cli.wiring import (  # noqa: PLC0415 - heavy
        clock_of,
        opened_store,
        settings_of,
    )

    settings = settings_of({"db": db})
    return opened_store(settings, clock_of(settings))
