"""What evidence would change a verdict: the other side of every rule, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from string import Formatter

from sourcecheck.model.tables.changes import ChangeTexts
from sourcecheck.model.tables.confirmation import ConfirmationPolicy
from sourcecheck.model.verdict import Group, LinkState, Verdict
from sourcecheck.model.web import Check
from sourcecheck.verify.rules.base import Context, page_of

_COMES_AND_GOES = "it comes and goes"
"""The fact that a verdict gives when nothing is confirmed for that reason."""


def what_would_change(
    verdict: Verdict,
    check: Check,
    context: Context,
    texts: ChangeTexts,
    policy: ConfirmationPolicy,
) -> tuple[str, ...]:
    """Return sentences on what would make this verdict another one, likeliest first.

    ``check`` is the look that was judged, ``context`` what it was judged with. A sentence is
    told only where the facts it speaks of are known: nothing about a first capture without one.
    """
    facts = {
        **_policy_facts(policy),
        **_standing_facts(verdict, check, context, policy),
        **_page_facts(check, context),
    }
    told = (texts.texts[name] for name in texts.of_state[verdict.state] if name not in _CASES)
    cases = [name for name in texts.of_state[verdict.state] if name in _CASES]
    first = [texts.texts[name] for name in cases if name == _case(verdict, facts)]
    return tuple(text.format_map(facts) for text in (*first, *told) if _is_known(text, facts))


_CASES = frozenset({"confirmed", "flapping", "never_confirmed", "confirm_one", "confirm_more"})
"""Sentences of which one at most is told: how far a dead link is from being confirmed dead."""


def _case(verdict: Verdict, facts: Mapping[str, str]) -> str:
    if verdict.confirmed:
        return "confirmed"
    if _COMES_AND_GOES in verdict.because:
        return "flapping"
    if verdict.rule == "taken_over" or "more" not in facts:
        return "never_confirmed"
    return "confirm_one" if facts["more"] == "1" else "confirm_more"


def _is_known(text: str, facts: Mapping[str, str]) -> bool:
    return all(name in facts for _, name, _, _ in Formatter().parse(text) if name is not None)


def _policy_facts(policy: ConfirmationPolicy) -> dict[str, str]:
    facts = {
        "unreachable_times": str(policy.unreachable.times),
        "unreachable_days": _number(policy.unreachable.days),
    }
    for state, prefix in ((LinkState.NOT_FOUND, ""), (LinkState.DNS_GONE, "dns_")):
        if rule := policy.strikes.get(state):
            facts[f"{prefix}times"] = str(rule.times)
            facts[f"{prefix}days"] = _number(rule.days)
    return facts


def _standing_facts(
    verdict: Verdict, check: Check, context: Context, policy: ConfirmationPolicy
) -> dict[str, str]:
    """Say how many looks are missing and from when on one counts, for a state of group dead."""
    rule = policy.strikes.get(verdict.state)
    if verdict.group is not Group.DEAD or rule is None:
        return {}
    missing = max(rule.times - verdict.strikes, 1)
    counted = last_counted(verdict, check, context, rule.gap_days)
    return {
        "more": str(missing),
        "gap": _number(rule.gap_days),
        "date": (counted + timedelta(days=rule.gap_days)).date().isoformat(),
        "since": verdict.since[:10],
    }


def last_counted(verdict: Verdict, check: Check, context: Context, gap_days: float) -> datetime:
    """Return the time of the look that the next one must be far enough from.

    Strikes are counted from the newest back, so that is the last look; where the row began
    less than a gap ago, none but its first can be far enough from the next.
    """
    last = check.observation.at
    began = datetime.fromisoformat(verdict.since) if verdict.since else last
    row = [one.observation.at for one in context.earlier if one.observation.at >= began]
    near = [at for at in row if last - at < timedelta(days=gap_days)]
    return min(near, default=last) if verdict.strikes == 1 else last


def _page_facts(check: Check, context: Context) -> dict[str, str]:
    seen = check.observation
    facts = {"kept": str(seen.body_size)}
    if fragment := context.url.partition("#")[2]:
        facts["fragment"] = fragment
    if seen.status is not None:
        facts["status"] = str(seen.status)
    if seen.retry_after_s:
        facts["wait"] = str(seen.retry_after_s)
    if seen.hops:
        facts["target"] = seen.final_url
    first = next((one for one in context.earlier if page_of(one)), None)
    if first is not None:
        facts["first"] = first.observation.at.date().isoformat()
        facts["share"] = f"{context.pages.limits.replaced:.0%}"
    return facts


def _number(value: float) -> str:
    return f"{value:g}"
