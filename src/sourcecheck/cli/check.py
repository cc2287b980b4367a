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
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    multiple=True,
    help="Report format, repeatable.",
)
@click.option(
    "-o",
    "--output",
    "out",
    multiple=True,
    metavar="FILE|-",
    help="Where the report of the same place goes; - is standard output.",
)
@click.option(
    "--group-by",
    type=click.Choice(["none", "host", "article", "state"]),
    default="none",
    help="Tell links in trouble at the end, under these; none = as they come.",
)
@click.option("-a", "--all", "show_all", is_flag=True, help="Tell the links that are well, too.")
@click.option("--fresh", is_flag=True, help="Begin anew where a run was interrupted.")
@options.findings
@options.linking
@options.network
@options.keeping
@options.copying
@options.configuring
@options.telling
def command(inputs: tuple[str, ...], **given: Any) -> int:
    """Check links: URLs, the links of articles and lists, or @FILE, a list of any of these.

    Read are articles, folders, lists of URLs, sitemaps, feeds, CSV, JSON, and the results of
    lychee and LinkChecker. Blocked, slow or unchecked is never called dead; every state says
    why. An interrupted run goes on when the same command is given again within a day.
    """
    from sourcecheck.cli.checking import run_check  # noqa: PLC0415 - everything heavy is behind it

    return run_check(inputs, given)
