from __future__ import annotations

import pytest
from verify_cases import look, verdict

from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import LinkFlag, LinkState, Severity, Span, Verdict
from sourcecheck.model.tables.rules import PLACE
from sourcecheck.verify.findings import CODES, link_finding
from sourcecheck.verify.wholesale import WHOLESALE


def test_a_first_sight_is_a_warning_that_says_so():
    seen = look(404)
    found = link_finding("c3", (), verdict(seen), seen.observation, Span(4, 9))
    assert (found.code, found.severity, found.citation) == ("SC401", Severity.WARNING, "c3")
    assert found.span == Span(4, 9)
    assert found.args[2] == "probably gone, first seen today"
    assert "rule status" in found.because


def test_a_second_sight_says_since_when():
    looks = [look(404), look(404, days=2)]
    found = link_finding("c3", (), verdict(*looks), looks[-1].observation)
    assert found.args[2] == "probably gone, first seen 2025-07-04"


def test_a_confirmed_death_is_an_error():
    looks = [look(404, days=day) for day in (0, 3, 6)]
    found = link_finding("c3", (), verdict(*looks), looks[-1].observation)
    assert found.severity is Severity.ERROR
    assert found.args[2] == "seen 3 times since 2025-07-04"


def test_a_refusal_is_told_as_a_refusal_and_not_as_dead():
    seen = look(403)
    found = link_finding("c1", (), verdict(seen), seen.observation)
    text = load_rules().message(found)
    assert (found.code, found.severity) == ("SC402", Severity.INFO)
    assert "does not mean that it is gone" in text


@pytest.mark.parametrize("status", [None, 200])
def test_what_is_well_or_was_not_asked_is_not_told(status):
    seen = look(status)
    assert link_finding("c1", (), verdict(seen), seen.observation) is None


def test_an_address_cut_off_in_print_is_not_blamed_for_its_answer():
    seen = look(404)
    flags = (LinkFlag.TRUNCATED,)
    assert link_finding("c1", flags, verdict(seen), seen.observation) is None


SILENT = {"alive", "offline", "not_checked", "invalid_url"}


@pytest.mark.parametrize("state", list(LinkState))
def test_every_state_has_a_finding_or_a_reason_to_have_none(state):
    found = link_finding("c1", (), Verdict(url="u", state=state, rule="r", because=("b",)), None)
    assert (found is None) is (state.value in SILENT)
    if found:
        places = {int(number) for number in PLACE.findall(load_rules().rule(found.code).message)}
        assert len(found.args) == len(places)
        assert "?" not in load_rules().message(found)


def test_every_code_of_the_table_is_used():
    told = {code for code in load_rules().rules if code.startswith("SC4")}
    assert told == {*CODES.values(), WHOLESALE}


def test_every_state_has_a_label_and_the_offline_one_reads_as_agreed():
    states = load_rules().states
    assert set(states) == set(LinkState)
    assert states[LinkState.OFFLINE].label == "not checked: this machine is offline"
    dead = [text.label for state, text in states.items() if "dead" in text.label]
    assert dead == []
