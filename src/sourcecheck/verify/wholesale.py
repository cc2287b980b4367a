"""Hosts that fail as a whole: one finding in the place of one for every link. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sourcecheck.model.tables.network import WholesaleTable
from sourcecheck.model.verdict import Finding, Group, LinkState, Severity, Verdict
from sourcecheck.urls.parts import parts
from sourcecheck.verify.findings import CODES

WHOLESALE = "SC413"
"""The finding of a host all of whose cited links fail alike."""

_RANK = (Severity.INFO, Severity.WARNING, Severity.ERROR)
_LISTED = 20  # addresses named as the evidence of one finding; of the rest the number
_UNSEEN = frozenset({LinkState.OFFLINE, LinkState.NOT_CHECKED})


def folded(
    findings: Sequence[Finding], looked_at: Iterable[Verdict], table: WholesaleTable
) -> tuple[Finding, ...]:
    """Put one finding in the place of all those of a host whose every link fails alike.

    ``findings`` are those of ``link_finding`` (others pass through), ``looked_at`` the verdicts
    they come from and all others: one link of a host that does not fail, or fails otherwise,
    keeps the host's findings apart. Alike means under one code. ``args`` are the host, the
    number of its links, and the commonest state in words, with ", not confirmed" behind it
    where no link is confirmed dead; ``because`` names the addresses.
    """
    states = _states_by_host(looked_at)
    kept: dict[int, Finding] = dict(enumerate(findings))
    for host, places in _whole(findings, states, table):
        told = [kept.pop(place) for place in places]
        kept[places[0]] = _of_host(host, told, states[host])
    return tuple(finding for _, finding in sorted(kept.items(), key=lambda pair: pair[0]))


def _whole(
    findings: Sequence[Finding],
    states: Mapping[str, Mapping[str, LinkState]],
    table: WholesaleTable,
) -> Iterator[tuple[str, list[int]]]:
    """Yield the hosts that fail as a whole, and the places of their findings."""
    failing: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, one in enumerate(findings):
        split = parts(one.args[0]) if one.code in table.codes and one.args else None
        if split:
            failing[split.host][_page(one.args[0])].append(place)
    for host, pages in failing.items():
        if _fails(states.get(host, {}), pages, table):
            yield host, sorted(each for places in pages.values() for each in places)


def _fails(
    states: Mapping[str, LinkState], failing: Collection[str], table: WholesaleTable
) -> bool:
    """Tell whether all links of a host that were looked at fail, and under one code."""
    codes = {CODES.get(state) for state in states.values()}
    return len(states) >= table.links and len(codes) == 1 and states.keys() <= set(failing)


def _states_by_host(verdicts: Iterable[Verdict]) -> dict[str, dict[str, LinkState]]:
    """Return the state of every page that was looked at, by host and address."""
    found: dict[str, dict[str, LinkState]] = defaultdict(dict)
    for verdict in verdicts:
        split = parts(verdict.url)
        if split and verdict.state not in _UNSEEN:
            found[split.host][_page(verdict.url)] = verdict.state
    return found


def _page(url: str) -> str:
    return url.partition("#")[0]


def _of_host(host: str, told: Sequence[Finding], states: Mapping[str, LinkState]) -> Finding:
    state = Counter(states.values()).most_common(1)[0][0]
    severity = max((one.severity for one in told), key=_RANK.index)
    words = state.value.replace("_", " ")
    if state.group is Group.DEAD and severity is not Severity.ERROR:
        words += ", not confirmed"
    facts = list(dict.fromkeys(f"{one.args[0]}: {one.args[1]}" for one in told))
    more = len(facts) - _LISTED
    return Finding(
        code=WHOLESALE,
        severity=severity,
        args=(host, str(len(states)), words),
        because=(*facts[:_LISTED], *([f"and {more} more"] if more > 0 else [])),
    )
