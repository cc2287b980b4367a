"""``sourcecheck check``: what state links are in."""

from __future__ import annotations

from typing import Any

import click

from sourcecheck.cli import options


@click.command("check", cls=options.Alphabetical)
@click.argument("inputs", nargs=-1, required=True, metavar="URL|INPUT...")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    help="Report format.",
)
@options.findings
@options.reading
@options.network
@options.keeping
@options.configuring
@options.telling
def command(inputs: tuple[str, ...], **given: Any) -> int:
    """Check links: URLs, the links of articles, or @FILE, a list of either.

    Blocked, slow or unchecked is never called dead; every state says why.
    """
    from sourcecheck.cli.checking import run_check  # noqa: PLC0415 - everything heavy is behind it

    return run_check(inputs, given)
