"""``sourcecheck extract``: citations only; nothing is asked, nothing is kept."""

from __future__ import annotations

from typing import Any

import click

from sourcecheck.cli import options


@click.command("extract", cls=options.Alphabetical)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--classify", "outlets", is_flag=True, help="Say the outlet behind each source.")
@options.outputs
@options.findings
@options.reading
@options.configuring
def command(inputs: tuple[str, ...], **given: Any) -> int:
    """Find the citations of articles. No socket is opened and nothing is stored.

    INPUT is a file, a folder, a pattern, - for standard input, or @FILE for a list.
    A feed, sitemap, table, JSONL, wiki export or web archive stands for its articles.
    """
    from sourcecheck.cli.batch import run_extract  # noqa: PLC0415 - everything heavy is behind it

    return run_extract(inputs, given)
