"""The one place that decides the state of a link: an ordered table of rules.

A rule is a small pure function from a look and its context to a ruling, or None. The first
ruling counts, so the order is the order of evidence: what was not asked, the name, the
connection, TLS, the protocol; walls before status, status before redirects, redirects before
the page's own words. ``confirmation`` decides apart whether a dead link is confirmed dead, by
policy and from the whole history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sourcecheck.model.tables.confirmation import ConfirmationPolicy
from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.verdict import Group, LinkState, Verdict
from sourcecheck.model.web import Check
from sourcecheck.urls.parts import parts
from sourcecheck.verify import soft404
from sourcecheck.verify.addresses import is_deep
from sourcecheck.verify.confirmation import Sighting, standing, unreachable_since
from sourcecheck.verify.ordinary import is_ordinary
from sourcecheck.verify.rules import content, exchange, redirects, status, walls
from sourcecheck.verify.rules.base import Circumstances, Context, Rule, Ruling, ruled

_NOTHING_KNOWN = Circumstances()
_OK, _NOT_MODIFIED = 200, 304
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
    if len(checks) == 1 and around.sibling is None and is_ordinary(url, checks[0], pages):
        return Verdict(url=url, state=LinkState.ALIVE, rule="alive", because=content.WELL)
    context = Context(url=url, pages=pages, around=around, earlier=tuple(checks[:-1]))
    name, ruling = decide(checks[-1], context)
    verdict = Verdict(
        url=url,
        state=ruling.state,
        rule=name,
        because=ruling.because,
        confidence=ruling.confidence,
    )
    if ruling.state.group is Group.DEAD:
        return _confirmed(verdict, _sightings(ruling, checks, context), policy)
    if len(checks) > 1 and ruling.state in policy.unreachable_states:
        return _unreachable(verdict, _sightings(ruling, checks, context), policy)
    return verdict


def decide(check: Check, context: Context) -> tuple[str, Ruling]:
    """Return the first rule that rules on a look, by name, and its ruling.

    A page that the server calls unchanged (304) is judged by what it said when last read.
    """
    seen = check.observation
    rules = _ALL
    if seen.failure is None and seen.status == _OK:
        rules = _AFTER_REDIRECTS if seen.hops else _AT_ONCE
    elif seen.status == _NOT_MODIFIED and check.page is None:
        check = _as_last_read(check, context.earlier)
    for name, rule in rules:
        if ruling := rule(check, context):
            return name, ruling
    return "no_rule", ruled(LinkState.NOT_CHECKED, "nothing was observed")


def _as_last_read(check: Check, earlier: Sequence[Check]) -> Check:
    """Return a look at an unchanged page with what the page said at the last look before."""
    read = next((one for one in reversed(earlier) if one.observation.status == _OK), None)
    if read is None or read.page is None:
        return check
    kind = read.observation.media_type
    return Check(observation=replace(check.observation, media_type=kind), page=read.page)


def _confirmed(
    verdict: Verdict, newest_first: Iterable[Sighting], policy: ConfirmationPolicy
) -> Verdict:
    """Add to a dead verdict how often and since when it was seen, and whether that is enough."""
    found = standing(newest_first, policy)
    if found is None:
        return verdict
    return replace(
        verdict,
        strikes=found.strikes,
        since=found.since.isoformat(),
        confirmed=found.confirmed,
        because=(*verdict.because, *(["it comes and goes"] if found.flapping else [])),
    )


def _unreachable(
    verdict: Verdict, newest_first: Iterable[Sighting], policy: ConfirmationPolicy
) -> Verdict:
    """Add to a doubtful verdict since when no usable answer came, once that is long."""
    since = unreachable_since(newest_first, policy)
    if since is None:
        return verdict
    words = f"no usable answer since {since.date().isoformat()}"
    return replace(verdict, since=since.isoformat(), because=(*verdict.because, words))


def _sightings(ruling: Ruling, checks: Sequence[Check], context: Context) -> Iterator[Sighting]:
    """Rule on looks, newest first and only as far as somebody reads; ``ruling`` is the last's."""
    oldest = max(0, len(checks) - _SHOWN_HISTORY)
    for at in range(len(checks) - 1, oldest - 1, -1):
        if at < len(checks) - 1:
            earlier = replace(context, earlier=tuple(checks[:at]))
            ruling = decide(checks[at], earlier)[1]
        seen = checks[at].observation
        yield Sighting(
            at=seen.at, state=ruling.state, confirmable=ruling.confirmable, vantage=seen.vantage
        )


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
    redirects.to_door,
    redirects.to_home,
    redirects.to_section,
    redirects.to_common_page,
    soft404.default_page,
    soft404.taken_over,
    soft404.not_found_page,
    soft404.not_found_answer,
    soft404.trouble_page,
    content.consent_wall,
    content.login_wall,
    soft404.same_as_sibling,
    content.paywall,
    content.leads_on,
    content.replaced,
    soft404.other_type,
    content.empty,
    content.script_shell,
    content.too_large,
    content.cut_off,
    walls.shown_to_browsers,
    redirects.moved,
    content.fragment,
    content.alive,
)

RULES: dict[str, Rule] = {rule.__name__: rule for rule in _ORDER}
"""Every rule by name, in the order of evidence. To add one, add its function here."""

_OF_TROUBLE: frozenset[Rule] = frozenset(
    {
        exchange.not_asked,
        exchange.name,
        exchange.connection,
        exchange.tls,
        exchange.protocol,
        walls.accepted_only,
        walls.hidden_from_us,
        status.redirect_loop,
        status.status,
    }
)
"""Rules that never rule on an answer with status 200 and without a failure."""

_OF_REDIRECTS: frozenset[Rule] = frozenset(
    {
        redirects.landing,
        redirects.to_door,
        redirects.to_home,
        redirects.to_section,
        redirects.to_common_page,
        redirects.moved,
    }
)
"""Rules that never rule on an answer that no redirect led to."""

_ALL = tuple(RULES.items())
_AFTER_REDIRECTS = tuple((name, rule) for name, rule in _ALL if rule not in _OF_TROUBLE)
_AT_ONCE = tuple((name, rule) for name, rule in _AFTER_REDIRECTS if rule not in _OF_REDIRECTS)
