from __future__ import annotations

import pytest

from sourcecheck.data.load_network import load_wholesale
from sourcecheck.model import Finding, LinkState, Severity, Verdict
from sourcecheck.verify.findings import link_finding
from sourcecheck.verify.wholesale import folded

TABLE = load_wholesale()
OTHER = Finding(code="SC104", severity=Severity.WARNING, args=("6",))


def verdict(state, n=0, host="dead.example", **more):
    url = f"https://{host}/story-{n}"
    return Verdict(url=url, state=LinkState(state), rule="r", because=(f"fact {n}",), **more)


def told(*verdicts):
    found = (link_finding(f"c{n}", (), each, None) for n, each in enumerate(verdicts))
    return tuple(each for each in found if each)


CASES = [
    # states of the links of one host, codes told
    (["not_found"] * 3, ["SC413"]),
    (["not_found"] * 2, ["SC401"] * 2),
    (["not_found", "gone", "not_found"], ["SC413"]),
    (["not_found", "not_found", "forbidden"], ["SC401", "SC401", "SC402"]),
    (["not_found"] * 3 + ["alive"], ["SC401"] * 3),
    (["not_found"] * 3 + ["moved"], ["SC401"] * 3 + ["SC403"]),
    (["not_found"] * 3 + ["not_checked"], ["SC413"]),
    (["not_found"] * 3 + ["offline"], ["SC413"]),
    (["blocked"] * 12, ["SC413"]),
    (["forbidden", "blocked", "rate_limited"], ["SC413"]),
    (["timeout", "reset", "refused"], ["SC413"]),
    (["tls_expired"] * 3, ["SC413"]),
    (["refused_address"] * 3, ["SC413"]),
    (["soft_404"] * 3, ["SC413"]),
    (["parked"] * 3, ["SC413"]),
    (["paywall"] * 4, ["SC408"] * 4),
    (["moved"] * 4, ["SC403"] * 4),
    (["content_changed"] * 4, ["SC410"] * 4),
    (["alive"] * 4, []),
]


@pytest.mark.parametrize(("states", "codes"), CASES)
def test_a_host_that_fails_whole_is_one_finding(states, codes):
    verdicts = [verdict(state, n) for n, state in enumerate(states)]
    assert [each.code for each in folded(told(*verdicts), verdicts, TABLE)] == codes


def test_the_one_finding_says_host_number_state_and_evidence():
    verdicts = [verdict("not_found", n) for n in range(3)]
    (found,) = folded(told(*verdicts), verdicts, TABLE)
    assert found.args == ("dead.example", "3", "not found, not confirmed")
    assert found.because[0] == "https://dead.example/story-0: fact 0"
    assert (found.citation, found.severity) == ("", Severity.WARNING)


def test_the_gravest_of_the_findings_gives_the_severity():
    verdicts = [verdict("not_found", n, confirmed=n == 1) for n in range(3)]
    (found,) = folded(told(*verdicts), verdicts, TABLE)
    assert found.severity is Severity.ERROR
    assert found.args[2] == "not found"
    blocked = [verdict("rate_limited", n) for n in range(3)]
    (found,) = folded(told(*blocked), blocked, TABLE)
    assert (found.severity, found.args[2]) == (Severity.INFO, "rate limited")


def test_the_one_finding_stands_where_the_first_stood_and_others_keep_their_place():
    dead = [verdict("not_found", n) for n in range(3)]
    lone = verdict("not_found", 0, host="other.example")
    found = told(dead[0], lone, *dead[1:])
    codes = [each.code for each in folded((OTHER, *found, OTHER), [*dead, lone], TABLE)]
    assert codes == ["SC104", "SC413", "SC401", "SC104"]


def test_one_page_cited_often_counts_once():
    verdicts = [verdict("not_found") for _ in range(5)]
    assert len(folded(told(*verdicts), verdicts, TABLE)) == 5


def test_fragments_of_one_page_count_once():
    url = "https://dead.example/story"
    verdicts = [Verdict(url=f"{url}#{n}", state=LinkState.NOT_FOUND, rule="r") for n in range(5)]
    assert "SC413" not in {each.code for each in folded(told(*verdicts), verdicts, TABLE)}


def test_the_evidence_of_a_large_host_is_cut_short():
    verdicts = [verdict("not_found", n) for n in range(50)]
    (found,) = folded(told(*verdicts), verdicts, TABLE)
    assert len(found.because) == 21
    assert found.because[-1] == "and 30 more"


def test_addresses_that_do_not_parse_are_left_alone():
    verdicts = [Verdict(url="nonsense", state=LinkState.INVALID_URL, rule="r")]
    assert folded((), verdicts, TABLE) == ()
