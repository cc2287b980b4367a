"""``sourcecheck outlets diff``: who says what, between two states of the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import counted, formats, print_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcecheck.session.listdiff import Difference, Voice

_FIELDS = ("outlet", "property", "contradicts", "before", "after")


@click.command("diff", cls=options.Alphabetical)
@click.argument("before", required=False, metavar="[FOLDER]")
@click.argument("after", required=False, metavar="[FOLDER]")
@click.option("--property", "property_", metavar="NAME", help="Only this: country_base, kind ...")
@click.option("--contradictions", is_flag=True, help="Only where both say something else.")
@formats("text", "csv", "jsonl")
@options.lists
@options.configuring
def command(
    before: str | None, after: str | None, *, form: str, contradictions: bool, **given: Any
) -> int:
    """Say what differs between what ships and your lists, or between two folders of lists.

    A folder counts with what ships beneath it; the word shipped stands for that alone. Ends
    with 1 when something differs.
    """
    from sourcecheck.session.listdiff import SHIPPED, contradicts, differences, tables_at  # noqa: PLC0415 - heavy  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_folder  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    property_ = given.pop("property_")
    own = lists_folder(settings_of(given))
    usual = str(own) if own else SHIPPED
    sides = (before or SHIPPED, after or usual) if after or not before else (before, usual)
    found = [
        each
        for each in differences(tables_at(sides[0]), tables_at(sides[1]))
        if (not property_ or each.property == property_)
        and (not contradictions or contradicts(each))
    ]
    if form != "text":
        print_rows((_row(each, contradictory=contradicts(each)) for each in found), _FIELDS, form)
    else:
        for line in _lines(found):
            click.echo(line)
    return 1 if found else 0


def _row(each: Difference, *, contradictory: bool) -> dict[str, Any]:
    return {
        "outlet": each.outlet,
        "property": each.property,
        "contradicts": contradictory,
        "before": [_said(voice) for voice in each.before],
        "after": [_said(voice) for voice in each.after],
    }


def _said(voice: Voice) -> str:
    return f"{voice.value} ({voice.source})" if voice.source else voice.value


def _lines(found: list[Difference]) -> Iterator[str]:
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy

    for each in found:
        yield f"{printable(each.outlet)}  {printable(each.property)}"
        for voice in dict.fromkeys((*each.before, *each.after)):
            mark = "+" if voice not in each.before else " " if voice in each.after else "-"
            yield f"  {mark} {foreign(_said(voice))}"
    yield counted(len(found), "difference")
