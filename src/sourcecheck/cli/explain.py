"""``sourcecheck explain``: what a code or state means, and how a link's state was come by."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.model.tables.rules import RuleTable


@click.command("explain", cls=options.Alphabetical)
@click.argument("what", nargs=-1, metavar="SC###|STATE|URL...")
@click.option("--check", "looks", is_flag=True, help="Look at the addresses first.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format, for addresses.",
)  # fmt: skip
@options.network
@options.keeping
@options.lists
@options.configuring
def command(what: tuple[str, ...], *, looks: bool, form: str, **given: Any) -> int:
    """Explain finding codes (SC201), link states (blocked), and the states of addresses.

    Of an address: every hop, what was answered, the rule and its reasons, what confirming it
    dead still takes, the copy in the archive, and what would change the verdict. Without an
    argument every code and state is listed in one line.
    """
    from sourcecheck.data.load_rules import load_rules  # noqa: PLC0415 - heavy
    from sourcecheck.session.plainlists import is_web  # noqa: PLC0415 - heavy

    table = load_rules()
    if not what:
        _list(table)
    addresses = [each for each in what if is_web(each)]
    for each in what:
        if each not in addresses:
            _explain(each, table)
    if not addresses:
        return 0
    from sourcecheck.cli.explaining import explain_links  # noqa: PLC0415 - heavy

    return explain_links(addresses, given, form, looks=looks)


def _list(table: RuleTable) -> None:
    for rule in table.rules.values():
        click.echo(f"{rule.code}  {rule.severity.value:<8} {rule.name}")
    for state, text in table.states.items():
        click.echo(f"{state.value:<22} {state.group.value:<10} {text.label}")


def _explain(what: str, table: RuleTable) -> None:
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.near import nearest  # noqa: PLC0415 - only when one is needed

    by_name = {rule.name: rule for rule in table.rules.values()}
    states = {state.value: state for state in table.states}
    found = table.rules.get(what.upper()) or by_name.get(what.lower())
    if found is not None:
        _print(f"{found.code} {found.name} ({found.severity.value})", found.explanation)
        return
    if what.lower() in states:
        state = states[what.lower()]
        text = table.states[state]
        _print(f"{state.value} ({state.group.value}): {text.label}", text.explanation)
        return
    known = [*table.rules, *by_name, *states]
    near = nearest(what, known) or nearest(what.upper(), known)
    hint = f"did you mean {near}?" if near else "sourcecheck explain lists them"
    if "." in what:
        hint = "addresses begin with http:// or https://"
    raise UsageError(f"{what}: no such code or state, and no address", hint=hint)


def _print(title: str, explanation: str) -> None:
    click.echo(title)
    for paragraph in explanation.strip().split("\n\n"):
        wrapped = textwrap.fill(
            " ".join(paragraph.split()), width=88, initial_indent="  ", subsequent_indent="  "
        )
        click.echo(f"\n{wrapped}")
