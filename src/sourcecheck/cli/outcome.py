"""Exit status of a run, from its results alone (CONTRACT section 4)."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model import Audit, Group, Severity
from sourcecheck.pipeline.links import NETWORK_DOWN

CLEAN, FOUND, UNREADABLE, INCOMPLETE = 0, 1, 2, 3

_RANK = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_LEAST = {"info": 1, "warning": 2, "error": 3}


def status(
    audits: Sequence[Audit], *, unreadable: int, incomplete: bool, fail_on: str, exit_zero: bool
) -> int:
    """Return the exit status: unreadable input, an incomplete run, findings, in this order."""
    if unreadable:
        return UNREADABLE
    if incomplete:
        return INCOMPLETE
    if exit_zero or not any(_fails(audit, fail_on) for audit in audits):
        return CLEAN
    return FOUND


def _fails(audit: Audit, fail_on: str) -> bool:
    if fail_on == "none":
        return False
    if fail_on == "dead":
        return any(
            part.verdict and part.verdict.group is Group.DEAD
            for line in audit.lines
            for part in line.sources
        )
    return any(_RANK[finding.severity] >= _LEAST[fail_on] for finding in audit.findings)


def is_incomplete(audit: Audit) -> bool:
    """Tell whether links stay unchecked although the run was to check them."""
    return audit.provenance.why_offline == NETWORK_DOWN
