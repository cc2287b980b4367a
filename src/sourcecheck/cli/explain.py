"""``sourcecheck explain``: what a finding code or a link state means."""

from __future__ import annotations

import textwrap

import click


@click.command("explain")
@click.argument("what", nargs=-1, metavar="SC###|STATE...")
def command(what: tuple[str, ...]) -> int:
    """Explain finding codes (SC201, vague_attribution) and link states (blocked).

    Without an argument every code and state is listed in one line.
    """
    from sourcecheck.data.load_rules import load_rules  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.near import nearest  # noqa: PLC0415 - only when one is needed

    table = load_rules()
    if not what:
        for rule in table.rules.values():
            click.echo(f"{rule.code}  {rule.severity.value:<8} {rule.name}")
        for state, text in table.states.items():
            click.echo(f"{state.value:<22} {state.group.value:<10} {text.label}")
        return 0
    by_name = {rule.name: rule for rule in table.rules.values()}
    states = {state.value: state for state in table.states}
    for each in what:
        found = table.rules.get(each.upper()) or by_name.get(each.lower())
        if found is not None:
            _print(f"{found.code} {found.name} ({found.severity.value})", found.explanation)
        elif each.lower() in states:
            state = states[each.lower()]
            text = table.states[state]
            _print(f"{state.value} ({state.group.value}): {text.label}", text.explanation)
        else:
            known = [*table.rules, *by_name, *states]
            near = nearest(each, known) or nearest(each.upper(), known)
            raise UsageError(
                f"{each}: no such code or state",
                hint=f"did you mean {near}?" if near else "sourcecheck explain lists them",
            )
    return 0


def _print(title: str, explanation: str) -> None:
    click.echo(title)
    for paragraph in explanation.strip().split("\n\n"):
        wrapped = textwrap.fill(
            " ".join(paragraph.split()), width=88, initial_indent="  ", subsequent_indent="  "
        )
        click.echo(f"\n{wrapped}")
