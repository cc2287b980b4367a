"""Exit status of a run, from its results alone (CONTRACT section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sourcecheck.model import Audit, Finding, Group, Severity, Verdict
from sourcecheck.pipeline.links import NETWORK_DOWN

CLEAN, FOUND, UNREADABLE, INCOMPLETE = 0, 1, 2, 3

_RANK = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_LEAST = {"info": 1, "warning": 2, "error": 3}


def status(
    audits: Sequence[Audit], *, unreadable: int, incomplete: bool, fail_on: str, exit_zero: bool
) -> int:
    """Return the exit status: unreadable input, an incomplete run, findings, in this order."""
    fails = any(_fails(audit, fail_on) for audit in audits)
    return first(unreadable=bool(unreadable), incomplete=incomplete, fails=fails and not exit_zero)


def first(*, unreadable: bool, incomplete: bool, fails: bool) -> int:
    """Return the status of what weighs most."""
    if unreadable:
        return UNREADABLE
    if incomplete:
        return INCOMPLETE
    return FOUND if fails else CLEAN


def _fails(audit: Audit, fail_on: str) -> bool:
    parts = (part for line in audit.lines for part in line.sources)
    verdicts = (part.verdict for part in parts if part.verdict)
    return reaches(audit.findings, verdicts, fail_on)


def reaches(findings: Iterable[Finding], verdicts: Iterable[Verdict], fail_on: str) -> bool:
    """Tell whether anything found is at or above the level that fails a run.

    ``dead`` asks for the group of links alone, confirmed or not.
    """
    if fail_on == "none":
        return False
    if fail_on == "dead":
        return any(verdict.group is Group.DEAD for verdict in verdicts)
    return any(_RANK[finding.severity] >= _LEAST[fail_on] for finding in findings)


def is_incomplete(audit: Audit) -> bool:
    """Tell whether links stay unchecked although the run was to check them."""
    return audit.provenance.why_offline == NETWORK_DOWN
