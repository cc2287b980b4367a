"""``sourcecheck audit``: articles in, sourcing reports out."""

from __future__ import annotations

from typing import Any

import click

from sourcecheck.cli import options


@click.command(
    "audit",
    cls=options.Alphabetical,
    short_help="Extract, check, archive, classify and report articles.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@options.outputs
@options.findings
@options.reading
@options.network
@options.keeping
@options.copying
@options.configuring
@options.telling
def command(inputs: tuple[str, ...], **given: Any) -> int:
    """Audit articles: find every citation, check and archive what they point to, report.

    INPUT is a file, a folder, a pattern, a URL, - for standard input, or @FILE for a list.
    A feed, sitemap, table, JSONL, wiki export or web archive stands for its articles.
    """
    from sourcecheck.cli.batch import run_audit  # noqa: PLC0415 - everything heavy is behind it

    return run_audit(inputs, given)
