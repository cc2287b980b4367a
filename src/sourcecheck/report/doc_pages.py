"""The reference pages of the documentation, written from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from sourcecheck.model import Group, LinkState
from sourcecheck.model.tables.metrics import MetricRow, MetricTable
from sourcecheck.model.tables.rules import Rule, RuleTable

_GENERATED = "<!-- Made by tools/build_reference.py from {0}. Change it there. -->"

_HUNDREDS = {
    "1": "Marks and notes",
    "2": "Attribution",
    "3": "The printed source",
    "4": "Link state",
    "5": "Pattern of sourcing",
    "6": "Evidence",
    "7": "Archive",
    "8": "Outlet knowledge",
}


def findings_page(rules: RuleTable) -> str:
    """Return docs/reference/findings.md: every code and every link state with its words."""
    return "\n".join([*_codes(rules), *_states(rules)]).rstrip() + "\n"


def metrics_page(table: MetricTable) -> str:
    """Return docs/reference/metrics.md: every metric with its definition and its limits."""
    return "\n".join(_metrics(table)).rstrip() + "\n"


def _codes(rules: RuleTable) -> Iterator[str]:
    yield _GENERATED.format("src/sourcecheck/data/rules/")
    yield ""
    yield "# Findings"
    yield ""
    yield (
        "A finding is a lead to check, not a verdict. **error** (FIX): a reader cannot follow the "
        "reference; **warning** (LOOK): worth a look; **info** (INFO): good to know. A published "
        "code never changes its meaning. `sourcecheck explain SC101` prints the same text."
    )
    hundred = ""
    for rule in rules.rules.values():
        if rule.code[2] != hundred:
            hundred = rule.code[2]
            yield from ("", f"## SC{hundred}xx: {_HUNDREDS[hundred]}")
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield from ("", f"### {rule.code} {rule.name}", "")
    yield from (f"{rule.severity} · `{rule.message}`", "", rule.explanation)


def _states(rules: RuleTable) -> Iterator[str]:
    yield from ("", "## Link states", "")
    yield (
        "The group is what counts, the state says why. More states may be added inside a group; "
        "a published state keeps its group."
    )
    for group in Group:
        yield from ("", f"### {group}")
        for state in LinkState:
            words = rules.states.get(state)
            if state.group is group and words:
                yield from ("", f"**{state}** ({words.label}). {words.explanation}")


def _metrics(table: MetricTable) -> Iterator[str]:
    yield _GENERATED.format("src/sourcecheck/data/metrics.toml")
    yield ""
    yield "# Metrics"
    yield ""
    yield (
        "There is no score. Each metric is one key of `metrics` in the JSON report: "
        "`{k, n, unknown, value}`. A share lies between k/n and (k + unknown)/n; its value is "
        "the lower bound. The value is null below the smallest n, and for 0 of 0, which is not "
        "applicable and never 0 %. A family such as `country.*` has one key per member that occurs."
    )
    for row in table.metrics.values():
        yield from _metric(row)
    yield from ("", "## Limits from which patterns are told", "")
    yield "All are guesses until calibrated; see the first table of the file named above."


def _metric(row: MetricRow) -> Iterator[str]:
    least = f", value from n = {row.min_n}" if row.min_n > 1 else ""
    yield from ("", f"## `{row.name}`", "")
    yield from (f"**{row.title}** ({row.measure}{least}).", "")
    yield from (row.definition, "", f"Limits: {row.limits}")
