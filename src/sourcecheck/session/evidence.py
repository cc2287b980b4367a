"""Everything the store knows of one address, and what would change the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sourcecheck.archive.index import urlkey
from sourcecheck.data.load_changes import load_changes
from sourcecheck.model import Capture, Check, Verdict
from sourcecheck.model.tables.confirmation import Strikes
from sourcecheck.model.verdict import Group
from sourcecheck.pipeline.looks import Cited, named
from sourcecheck.store.base import CheckRun
from sourcecheck.verify.counterfactual import last_counted, what_would_change
from sourcecheck.verify.linkstate import judge, rule_named
from sourcecheck.verify.rules.base import Circumstances, Context

if TYPE_CHECKING:
    from sourcecheck.session.linktables import LinkTables
    from sourcecheck.store.base import Store

EVER = CheckRun(id=0, started_at=datetime(1, 1, 2, tzinfo=UTC))
"""A run that every look belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a link: looks, verdict, copies, and what another verdict would take."""

    cited: Cited
    verdict: Verdict
    checks: tuple[Check, ...]  # oldest first, at least one
    captures: tuple[Capture, ...]  # of the page itself, oldest first
    looks_for: str  # what the rule looks for, its docstring
    wanted: Strikes | None  # what confirming the state takes; None = no policy for it
    next_counts: datetime | None  # from when on another look counts; None = as ``wanted``
    changes: tuple[str, ...]  # what would change the verdict, in words


def evidence_of(url: str, store: Store, tables: LinkTables) -> Evidence | None:
    """Collect it; None when the address was never looked at.

    The verdict is the one of the latest run, which knew how its other links went; of another
    fragment of the page it is judged from the same looks.
    """
    cited = named(url, tables.urls)
    checks = store.history(cited.url)
    if not checks:
        return None
    around = Circumstances(short_link=cited.short_link)
    told = store.seen_in_run(EVER, [cited.url]).get(cited.url)
    if told is not None and told.verdict.url == cited.address:
        verdict = told.verdict
    else:
        verdict = judge(cited.address, checks, tables.pages, tables.confirmation, around)
    context = Context(
        url=cited.address, pages=tables.pages, earlier=tuple(checks[:-1]), around=around
    )
    dead = verdict.group is Group.DEAD
    wanted = tables.confirmation.strikes.get(verdict.state) if dead else None
    return Evidence(
        cited=cited,
        verdict=verdict,
        checks=tuple(checks),
        captures=store.captures.get(urlkey(cited.url)),
        looks_for=" ".join(rule_named(verdict.rule).split()),
        wanted=wanted,
        next_counts=_next_counts(verdict, checks[-1], context, wanted),
        changes=what_would_change(
            verdict, checks[-1], context, load_changes(), tables.confirmation
        ),
    )


def _next_counts(
    verdict: Verdict, check: Check, context: Context, wanted: Strikes | None
) -> datetime | None:
    if wanted is None:
        return None
    last = last_counted(verdict, check, context, wanted.gap_days)
    return last + timedelta(days=wanted.gap_days)
