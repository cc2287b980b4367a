from __future__ import annotations

import dataclasses

import factories
import pytest

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Group, LinkState, NetworkTrouble, Severity, Verdict
from sourcecheck.report.english import links_sentence
from sourcecheck.report.formats.json import link_json
from sourcecheck.report.page.leads import leads
from sourcecheck.report.page.prose import prose
from sourcecheck.report.page.sources import source_views, why_unchecked
from sourcecheck.report.page.words import words

URL = "https://a.example/x"
LANGUAGES = sorted(load_messages())


def voice(language="en"):
    return words(load_messages(), load_report(), (language,)).voices[0]


def made_of(state, provenance=factories.ONLINE, **fields):
    made = factories.Maker(provenance=provenance)
    made.block("A note [1].")
    kept = factories.web(URL, state)
    verdict = dataclasses.replace(kept.verdict, **fields)
    made.note("1", URL, dataclasses.replace(kept, verdict=verdict))
    return made


def ran_into(trouble: str, *, whole: bool):
    return dataclasses.replace(factories.ONLINE, offline=whole, why_offline=trouble)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", list(NetworkTrouble))
def test_every_trouble_of_our_own_is_said_in_every_language(trouble, language):
    told = why_unchecked(ran_into(f"{trouble.value}: 3 sites", whole=True))
    said = voice(language).plain(told)
    assert (said == voice(language).plain(why_unchecked(factories.OFFLINE))) is (
        trouble is NetworkTrouble.OFFLINE
    )


def test_the_words_of_a_trouble_lead_back_to_it():
    for trouble in NetworkTrouble:
        assert NetworkTrouble.of(trouble.value) is trouble
        assert NetworkTrouble.of(f"{trouble.value}: more") is trouble
    assert NetworkTrouble.of("asked to") is None
    assert NetworkTrouble.of("") is None


def test_a_link_that_was_lost_with_the_network_says_so():
    made = made_of(LinkState.OFFLINE, ran_into(NetworkTrouble.LOST.value, whole=False))
    said = voice().plain(source_views(made.audit())[0][0].state.text)
    assert said == "not checked: the network went away during the run"


def test_the_summary_says_why_a_part_was_not_checked():
    made = made_of(LinkState.OFFLINE, ran_into(NetworkTrouble.LOST.value, whole=False))
    other = "https://b.example/y"
    made.block("Another [2].")
    made.note("2", other, factories.web(other, LinkState.ALIVE))
    told = links_sentence(made.audit())
    assert told.endswith("1 not checked (the network went away during the run).")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_out_of_reach_for_long_says_since_when(language):
    since = "2026-10-01T06:00:00+00:00"
    made = made_of(LinkState.TIMEOUT, since=since)
    said = voice(language).plain(source_views(made.audit())[0][0].state.text)
    assert "2026-10-01" in said
    assert "2026-10-01" not in voice(language).plain(
        source_views(made_of(LinkState.TIMEOUT).audit())[0][0].state.text
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_host_that_fails_whole_is_told_with_its_state_in_the_pages_language(language):
    made = made_of(LinkState.DNS_GONE)
    made.find("SC413", Severity.WARNING, "a.example", "12", "dns gone")
    audit = made.audit()
    found = leads(audit, prose(audit, source_views(audit)), {})[0].first[0]
    said = voice(language).plain(found.message)
    assert "a.example" in said
    assert "12" in said
    assert load_messages()[language].texts["state.dns_gone"] in said


def test_a_host_that_is_not_confirmed_dead_is_told_as_such():
    made = made_of(LinkState.NOT_FOUND)
    made.find("SC413", Severity.WARNING, "a.example", "12", "not found, not confirmed")
    audit = made.audit()
    found = leads(audit, prose(audit, source_views(audit)), {})[0].first[0]
    assert voice().plain(found.message).endswith("not found, not confirmed.")
    assert "غير" in voice("ar").plain(found.message)


def test_the_rule_table_says_the_same_in_english():
    made = made_of(LinkState.DNS_GONE)
    made.find("SC413", Severity.WARNING, "a.example", "12", "dns gone")
    said = load_rules().message(made.audit().findings[0])
    assert said == "a.example: all 12 links that were looked at have the same trouble: dns gone."


STANDINGS = [
    # state, fields, standing, strikes, since, unreachable since
    ("not_found", {"strikes": 2, "since": "D"}, "suspect", 2, "D", None),
    ("not_found", {"strikes": 3, "since": "D", "confirmed": True}, "confirmed", 3, "D", None),
    ("timeout", {"since": "D"}, None, 0, None, "D"),
    ("timeout", {}, None, 0, None, None),
    ("alive", {}, None, 0, None, None),
    ("offline", {}, None, 0, None, None),
]


@pytest.mark.parametrize(("state", "fields", "standing", "strikes", "since", "out"), STANDINGS)
def test_a_link_in_json_says_how_sure_it_is_that_it_is_dead(
    state, fields, standing, strikes, since, out
):
    verdict = Verdict(url=URL, state=LinkState(state), rule="r", **fields)
    found = link_json(verdict, None)
    assert (found["standing"], found["strikes"]) == (standing, strikes)
    assert (found["since"], found["unreachable_since"]) == (since, out)
    assert bool(standing) == (verdict.group is Group.DEAD)
