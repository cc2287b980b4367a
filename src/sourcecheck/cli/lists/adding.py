"""``sourcecheck outlets add``: an outlet of the user's own."""

from __future__ import annotations

from typing import Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import counted, lists_of

_ACCOUNTS = ("twitter", "facebook", "instagram", "youtube", "tiktok", "telegram")
_COUNTRIES = {
    "country": "country_base",
    "control": "country_control",
    "focus": "country_focus",
    "origin": "country_origin",
}


@click.command("add", cls=options.Alphabetical)
@click.argument("host", metavar="HOST")
@click.option("--name", required=True, metavar="NAME", help="By which reports call it.")
@click.option(
    "--alias", multiple=True, metavar="[LANG=]NAME", help="Another name: ar=..., ru=..., or plain."
)
@click.option("--host", "hosts", multiple=True, metavar="HOST", help="Another address of it.")
@click.option("--country", metavar="CC", help="Where it is edited; a code or a name.")
@click.option("--control", metavar="CC", help="Which state controls it.")
@click.option("--focus", metavar="CC", help="For whom, or about whom it writes.")
@click.option("--origin", metavar="CC", help="Where an exiled outlet comes from.")
@click.option("--kind", default="news", metavar="KIND", help="agency, tv, ngo ...; else news.")
@click.option("--ownership", metavar="WORD", help="private, state, public or party.")
@click.option("--owner", metavar="NAME", help="Who owns it.")
@click.option("--language", multiple=True, metavar="LANG", help="In which it writes.")
@click.option("--status", metavar="TEXT", help="closed 2023, or moved other.host.")
@click.option("--twitter", metavar="ACCOUNT", help="Its account.")
@click.option("--facebook", metavar="ACCOUNT", help="Its account.")
@click.option("--instagram", metavar="ACCOUNT", help="Its account.")
@click.option("--youtube", metavar="ACCOUNT", help="Its account.")
@click.option("--tiktok", metavar="ACCOUNT", help="Its account.")
@click.option("--telegram", metavar="ACCOUNT", help="Its account.")
@click.option("--qid", metavar="QID", help="Its number at Wikidata.")
@options.lists
@options.configuring
def command(host: str, **given: Any) -> None:
    """Add the outlet at HOST to your own list, own.csv.

    What a list that ships says of an outlet is changed with: sourcecheck outlets set.
    """
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy
    from sourcecheck.session import listfolder  # noqa: PLC0415 - heavy
    from sourcecheck.session.listedits import add_outlet  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    cells = _cells(host, given)
    settings = settings_of(given)
    folder = listfolder.lists_place(settings)
    rows = add_outlet(cells, lists_of(settings, making=True), folder)
    where = folder / listfolder.OWN
    click.echo(
        f"{foreign(given['name'])} is {printable(rows[0].outlet)}: "
        f"{counted(len(rows), 'row')} added to {printable(str(where))}"
    )


def _cells(host: str, given: dict[str, Any]) -> dict[str, str]:
    """Return what was given, by the roles that lists of others have."""
    cells = {
        "host": "|".join((host, *given["hosts"])),
        "name": given["name"],
        "kind": given["kind"],
        "ownership": given["ownership"],
        "legal_owner": given["owner"],
        "language": "|".join(given["language"]),
        "status": given["status"],
        "qid": given["qid"],
    }
    cells |= {role: given[option] for option, role in _COUNTRIES.items()}
    cells |= {name: given[name] for name in _ACCOUNTS}
    for alias in given["alias"]:
        language, equals, text = alias.partition("=")
        known = equals and language.isascii() and len(language) in {2, 3}
        role = f"alias:{language.lower()}" if known else "alias"
        cells[role] = "|".join(filter(None, (cells.get(role), text if known else alias)))
    return {role: text.strip() for role, text in cells.items() if text and text.strip()}
