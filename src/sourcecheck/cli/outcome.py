"""Exit status of a run, from its results alone (CONTRACT section 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcecheck.model import Finding, Group, NetworkTrouble, Severity, Verdict
from sourcecheck.model.memento import PRINTED
from sourcecheck.pipeline.looks import ASKED

if TYPE_CHECKING:
    from sourcecheck.model import Audit, SourceLine

LEFT = "the links this touches are unchecked, and nothing is concluded about them"
"""What trouble of our own network means for the links of a run."""

CLEAN, FOUND, UNREADABLE, INCOMPLETE = 0, 1, 2, 3

_RANK = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_LEAST = {"info": 1, "warning": 2, "error": 3}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the articles of a run have come to, however many they are."""

    fail_on: str
    articles: int = 0
    fails: bool = False
    trouble: str = ""  # of our own network, the first that was met
    codes: Counter[str] = field(default_factory=Counter)  # findings by code
    unsought: set[str] = field(default_factory=set)  # dead links nobody looked for a copy of

    @property
    def incomplete(self) -> bool:
        """Whether links stay unchecked although they were to be checked."""
        return bool(self.trouble)

    def add(self, audit: Audit) -> None:
        """Count an article in."""
        self.articles += 1
        self.fails = self.fails or _fails(audit, self.fail_on)
        if not self.trouble and is_incomplete(audit):
            self.trouble = audit.provenance.why_offline
        self.unsought.update(
            part.verdict.url
            for line in audit.lines
            for part in line.sources
            if part.verdict and part.verdict.group is Group.DEAD and not part.copies
        )
        self.codes.update(finding.code for finding in audit.findings)


def first(*, unreadable: bool, incomplete: bool, fails: bool) -> int:
    """Return the status of what weighs most."""
    if unreadable:
        return UNREADABLE
    if incomplete:
        return INCOMPLETE
    return FOUND if fails else CLEAN


def _fails(audit: Audit, fail_on: str) -> bool:
    parts = (part for line in audit.lines for part in line.sources)
    verdicts = (part.verdict for part in parts if part.verdict and not _is_mended(part))
    return reaches(audit.findings, verdicts, fail_on)


def _is_mended(part: SourceLine) -> bool:
    """Tell a link beside which the article itself names a copy, as ``patch`` leaves it."""
    return any(each.source == PRINTED and each.best for each in part.copies)


def reaches(findings: Iterable[Finding], verdicts: Iterable[Verdict], fail_on: str) -> bool:
    """Tell whether anything found is at or above the level that fails a run.

    ``dead`` asks for the group of links alone, confirmed or not.
    """
    if fail_on == "none":
        return False
    if fail_on == "dead":
        return any(verdict.group is Group.DEAD for verdict in verdicts)
    return any(_RANK[finding.severity] >= _LEAST[fail_on] for finding in findings)


def reaches_one(
    fail_on: str, wants: Callable[[str], bool]
) -> Callable[[Finding | None, Verdict], bool]:
    """Return the test whether a link is at or above the level that fails a run.

    ``wants`` tells which finding codes were asked for.
    """

    def reached(finding: Finding | None, verdict: Verdict) -> bool:
        told = [finding] if finding is not None and wants(finding.code) else []
        return reaches(told, [verdict], fail_on)

    return reached


def is_trouble(why_offline: str) -> bool:
    """Tell whether trouble of our own network left links unchecked that were to be checked."""
    return why_offline != ASKED and NetworkTrouble.of(why_offline) is not None


def is_incomplete(audit: Audit) -> bool:
    """Tell whether links stay unchecked although the run was to check them."""
    return is_trouble(audit.provenance.why_offline)
