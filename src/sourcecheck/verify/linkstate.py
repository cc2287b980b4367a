"""The one place that decides the state of a link: an ordered table of rules.

A rule is a small pure function from a look and its context to a ruling, or None. The first
ruling counts, so the order is the order of evidence: what was not asked, the name, the
connection, TLS, the protocol; walls before status, status before redirects, redirects before
the page's own words. ``confirmed`` is decided apart, by policy and from the whole history.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from sourcecheck.model.tables.pages import ConfirmationPolicy, PageTables
from sourcecheck.model.verdict import Group, LinkState, Verdict
from sourcecheck.model.web import Check
from sourcecheck.urls.parts import parts
from sourcecheck.verify import soft404
from sourcecheck.verify.addresses import is_deep
from sourcecheck.verify.rules import content, exchange, redirects, status, walls
from sourcecheck.verify.rules.base import Circumstances, Context, Rule, Ruling, ruled

_NOTHING_KNOWN = Circumstances()
_SHOWN_HISTORY = 200  # looks: more than four years of weekly ones


def judge(
    url: str,
    checks: Sequence[Check],
    pages: PageTables,
    policy: ConfirmationPolicy,
    around: Circumstances = _NOTHING_KNOWN,
) -> Verdict:
    """Conclude what state a link is in from all looks at it, oldest first; the last is now.

    ``url`` is the address as cited, with its fragment. Without a look the state is
    ``not_checked``. Never raises for what was observed.
    """
    if not checks:
        return Verdict(
            url=url, state=LinkState.NOT_CHECKED, rule="not_asked", because=("it was not asked",)
        )
    context = Context(url=url, pages=pages, around=around, earlier=tuple(checks[:-1]))
    name, ruling = decide(checks[-1], context)
    verdict = Verdict(
        url=url,
        state=ruling.state,
        rule=name,
        because=ruling.because,
        confidence=ruling.confidence,
    )
    if verdict.group is not Group.DEAD:
        return verdict
    return _confirmed(verdict, ruling, checks[-_SHOWN_HISTORY:], context, policy)


def decide(check: Check, context: Context) -> tuple[str, Ruling]:
    """Return the first rule that rules on a look, by name, and its ruling."""
    for name, rule in RULES.items():
        if ruling := rule(check, context):
            return name, ruling
    return "no_rule", ruled(LinkState.NOT_CHECKED, "nothing was observed")


def _confirmed(
    verdict: Verdict,
    ruling: Ruling,
    checks: Sequence[Check],
    context: Context,
    policy: ConfirmationPolicy,
) -> Verdict:
    """Count the looks that showed the link dead, and compare them with the policy.

    Looks closer together than the policy asks count once. A look that showed it alive ends
    the count; one that was refused, limited or offline neither adds nor ends.
    """
    groups = [_group(checks, at, context) for at in range(len(checks))]
    wanted = policy.strikes.get(verdict.state)
    gap = timedelta(days=wanted.days / max(wanted.times - 1, 1)) if wanted else timedelta(days=1)
    strikes = [checks[-1].observation.at]
    first = strikes[0]
    for check, group in zip(reversed(checks[:-1]), reversed(groups[:-1]), strict=True):
        if group is Group.ALIVE:
            break
        if group is Group.DEAD:
            first = check.observation.at
            if strikes[-1] - first >= gap:
                strikes.append(first)
    flapping = _turns(groups[-policy.flapping_checks :]) >= policy.flapping_turns
    enough = wanted is not None and len(strikes) >= wanted.times
    return replace(
        verdict,
        strikes=len(strikes),
        since=first.isoformat(),
        confirmed=enough and ruling.confirmable and not flapping,
        because=(*verdict.because, *(["it comes and goes"] if flapping else [])),
    )


def _group(checks: Sequence[Check], at: int, context: Context) -> Group:
    earlier = replace(context, earlier=tuple(checks[:at]))
    return decide(checks[at], earlier)[1].state.group


def _turns(groups: Sequence[Group]) -> int:
    """Count changes between alive and dead, whatever lies between."""
    told = [group for group in groups if group in {Group.ALIVE, Group.DEAD}]
    return sum(1 for one, other in itertools.pairwise(told) if one is not other)


def shared_landings(pairs: Iterable[tuple[str, str]], pages: PageTables) -> frozenset[str]:
    """Return the addresses on which suspiciously many cited deep links of one host land.

    ``pairs`` are (cited URL, final URL) of a run's answers. Hand the result to ``judge`` in
    ``Circumstances``.
    """
    cited: dict[tuple[str, str], set[str]] = defaultdict(set)
    for url, final in pairs:
        split = parts(url)
        cited_url, landing = url.partition("#")[0], final.partition("#")[0]
        if split and landing != cited_url and is_deep(url, pages):
            cited[split.host, landing].add(cited_url)
    enough = pages.limits.shared_landing
    return frozenset(final for (_, final), urls in cited.items() if len(urls) >= enough)


def rule_named(name: str) -> str:
    """Return the docstring of a rule, which says what it looks for; "" = no such rule."""
    return (RULES[name].__doc__ or "") if name in RULES else ""


_ORDER: tuple[Rule, ...] = (
    exchange.not_asked,
    exchange.name,
    exchange.connection,
    exchange.tls,
    exchange.protocol,
    walls.wall,
    walls.accepted_only,
    walls.hidden_from_us,
    walls.geo_block,
    walls.suspended,
    redirects.landing,
    status.redirect_loop,
    status.status,
    soft404.parked,
    redirects.to_home,
    redirects.to_section,
    redirects.to_common_page,
    soft404.default_page,
    soft404.taken_over,
    soft404.not_found_page,
    soft404.same_as_sibling,
    content.consent_wall,
    content.login_wall,
    content.paywall,
    content.leads_on,
    content.replaced,
    soft404.other_type,
    content.empty,
    content.script_shell,
    content.too_large,
    content.cut_off,
    redirects.moved,
    content.fragment,
    content.alive,
)

RULES: dict[str, Rule] = {rule.__name__: rule for rule in _ORDER}
"""Every rule by name, in the order of evidence. To add one, add its function here."""
