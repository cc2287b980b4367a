"""``sourcecheck config``: what is set, and where it was set."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sourcecheck.cli.words import printable


@click.group("config")
def command() -> None:
    """Show, start or describe the configuration."""


@command.command("show")
def show() -> None:
    """Print every setting, its value and where the value came from."""
    from sourcecheck import config  # noqa: PLC0415 - heavy

    found = config.load({}, Path.cwd())
    for key in config.FIELDS:
        value = getattr(found.settings, key)
        shown = " ".join(value) if isinstance(value, tuple) else value
        where = printable(found.origins[key])
        click.echo(f"{key:<15} {printable(str(shown)):<24} {where}")


@command.command("init")
@click.option("--force", is_flag=True, help="Write over an existing file.")
def init(*, force: bool) -> None:
    """Write a sourcecheck.toml with every key, its meaning and its default."""
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session import settingsfile  # noqa: PLC0415 - heavy

    path = Path(config.FILE_NAME)
    if path.exists() and not force:
        raise UsageError(f"{path} exists already", hint="--force writes over it")
    path.write_text(settingsfile.template(), encoding="utf-8")
    click.echo(f"wrote {path}", err=True)


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of sourcecheck.toml."""
    from sourcecheck.session import settingsfile  # noqa: PLC0415 - heavy

    click.echo(json.dumps(settingsfile.schema(), indent=2))
