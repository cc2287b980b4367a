"""The rule table: what each finding code and each link state means, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sourcecheck.errors import DataError
from sourcecheck.model.span import Span
from sourcecheck.model.verdict import Finding, LinkState, Severity

PLACE = re.compile(r"\{(\d+)\}")
"""A numbered place in a message: ``{0}`` stands for the first argument."""

_FILLED = re.compile(PLACE.pattern + r"(\.$)?")
_CLOSED = re.compile("[.…!?؟。][\"'»”)\u2069]*$")  # words that bring their own full stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One finding code. A published code never changes its meaning."""

    code: str  # "SC101"
    name: str  # "dangling_mark"
    severity: Severity
    message: str  # template: "Mark {0} has no note."
    explanation: str  # meaning, how it is found, what would change it; paragraphs
    told_by: str  # the file it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class StateText:
    """What a link state is called and what it means."""

    label: str  # short: "blocked: refused our check"
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """All finding codes and all link states, in the order of their codes."""

    rules: Mapping[str, Rule]
    states: Mapping[LinkState, StateText]
    ratings: Mapping[str, str] = field(default_factory=dict)  # code of a rater -> words

    def rule(self, code: str) -> Rule:
        """Return the rule of a code; raises ``DataError`` when the table has no such row."""
        if code not in self.rules:
            raise DataError(f"{code}: no such row in the rule table")
        return self.rules[code]

    def message(self, finding: Finding, *, around: tuple[str, str] = ("", "")) -> str:
        """Return the finding's sentence; ``around`` is put before and after each argument.

        An argument that is empty or missing is printed as a question mark: a report with a
        gap is worth more than none. The sentence gets no second full stop behind words that
        end in one.
        """

        def fill(place: re.Match[str]) -> str:
            number = int(place[1])
            text = finding.args[number] if number < len(finding.args) else ""
            stop = "" if place[2] is None or _CLOSED.search(text) else place[2]
            return f"{around[0]}{text or '?'}{around[1]}{stop}"

        return _FILLED.sub(fill, self.rule(finding.code).message)

    def finding(
        self,
        code: str,
        *args: str,
        span: Span | None = None,
        citation: str = "",
        because: tuple[str, ...] = (),
    ) -> Finding:
        """Make a finding of a code, with the severity that the table gives it."""
        return Finding(
            code=code,
            severity=self.rule(code).severity,
            span=span,
            args=args,
            because=because,
            citation=citation,
        )
