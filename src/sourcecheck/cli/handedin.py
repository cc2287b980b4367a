"""Say what came of pages that were handed in to an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sourcecheck.cli.words import printable

if TYPE_CHECKING:
    from sourcecheck.pipeline.copying import Copying


def tell_handed_in(copying: Copying | None) -> None:
    """Print one line for each page, on standard error: it is no finding of the article's."""
    for each in copying.submitted if copying else ():
        came = f"saved as {each.copy.memento_url}" if each.copy else "; ".join(each.because)
        click.echo(f"note: {printable(each.url)}: {printable(came)}", err=True)
