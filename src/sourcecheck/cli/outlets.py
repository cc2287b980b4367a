"""``sourcecheck outlets``: the lists of outlets, and what is added to them."""

from __future__ import annotations

import click

from sourcecheck.cli import Verbs

SUBVERBS = {
    "add": ("adding", "Add an outlet to your own list."),
    "check": ("checking", "Check all lists, those that ship and your own."),
    "diff": ("differing", "Say what differs between two lists, and who says what."),
    "import": ("importing", "Take in a list of others, under its own source and licence."),
    "list": ("listing", "List outlets, by country, kind, source, language or ownership."),
    "resolve": ("resolving", "Settle which outlet a name means, once for a whole corpus."),
    "set": ("setting", "Let the house's word on a property go before all others."),
    "show": ("showing", "Show one outlet: addresses, names, every claim and who makes it."),
    "sync": ("syncing", "Ask Wikidata about outlets, and show what is new before it is taken."),
}
"""Every sub-verb: its module in ``cli.lists``, and its line of help."""


@click.command(
    "outlets",
    cls=Verbs,
    table={name: about for name, (_, about) in SUBVERBS.items()},
    package="sourcecheck.cli.lists",
    modules={name: module for name, (module, _) in SUBVERBS.items()},
    epilog="Your lists: --data, else the folder outlets beside the usual database.",
)
def command() -> None:
    """Look into the lists of outlets, and add what you know; what ships is never changed."""
