"""What of a folder is not read: a DOC among its files may have been meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sourcecheck.cli.words import printable
from sourcecheck.session.inputs import left_aside, told

MOST_KINDS = 4
"""Endings that are named of files left aside in a folder."""


def tell_what_is_left_aside(inputs: Sequence[str]) -> None:
    """Say on standard error how many files of a folder are not read, by their endings."""
    for name in inputs:
        aside = left_aside(Path(name)) if Path(name).is_dir() else None
        if not aside:
            continue
        kinds = ", ".join(
            f"{count} {ending or 'without ending'}"
            for ending, count in aside.most_common(MOST_KINDS)
        )
        more = ", ..." if len(aside) > MOST_KINDS else ""
        words = f"{told(name)}: left aside are {kinds}{more}; a file named by itself is read"
        click.echo(f"note: {printable(words)}", err=True)
