from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_cases import NOON, URL, look, page

from sourcecheck.data.load_confirmation import load_confirmation, read_confirmation
from sourcecheck.data.load_pages import load_pages
from sourcecheck.errors import DataError
from sourcecheck.model import Failure, Group, LinkState
from sourcecheck.model.tables.confirmation import Strikes
from sourcecheck.store.memory import MemoryStore
from sourcecheck.store.sqlite import open_store
from sourcecheck.verify.confirmation import Sighting, standing, unreachable_since
from sourcecheck.verify.linkstate import Circumstances, judge

POLICY = load_confirmation()
NAMES = Circumstances(resolver_works=True)

SHOWN = {
    "soft": (200, {"shown": page("404 Not Found", words=12, text="The page was not found")}),
    "casino": (200, {"shown": page("Situs Judi Slot Gacor - Bandar Togel")}),
    "wall": (403, {"headers": (("cf-mitigated", "challenge"),)}),
    "nx": (None, {"failure": Failure.DNS_NO_NAME}),
    "dns": (None, {"failure": Failure.DNS_TROUBLE}),
    "late": (None, {"failure": Failure.CONNECT_TIMEOUT}),
    "cut": (None, {"failure": Failure.RESET}),
    "off": (None, {"failure": Failure.OFFLINE}),
    "ssh": (None, {"failure": Failure.NOT_HTTP}),
    "robots": (None, {"failure": Failure.ROBOTS_DENIED}),
}


def looks_of(history: str):
    """Read "404@0 nx@3.5" as two looks; "404@0/lab" is one from another place."""
    found = []
    for told in history.split():
        what, _, when = told.partition("@")
        day, _, vantage = when.partition("/")
        status, fields = SHOWN[what] if what in SHOWN else (int(what), {})
        found.append(look(status, days=float(day), vantage=vantage or "local", **fields))
    return found


def verdict_of(history: str, policy=POLICY):
    return judge(URL, looks_of(history), load_pages(), policy, NAMES)


HISTORIES = [
    # the first sight
    ("404@0", "suspect", 1),
    ("410@0", "suspect", 1),
    ("nx@0", "suspect", 1),
    ("soft@0", "suspect", 1),
    ("ssh@0", "suspect", 1),
    ("200@0", "", 0),
    # enough looks over enough days
    ("404@0 404@3 404@6", "confirmed", 3),
    ("404@0 404@3", "suspect", 2),
    ("404@0 404@6", "suspect", 2),
    ("410@0 410@1", "confirmed", 2),
    ("410@0 410@0.9", "suspect", 1),
    ("soft@0 soft@3", "confirmed", 2),
    ("soft@0 soft@2", "suspect", 1),
    ("nx@0 nx@3.5 nx@7", "confirmed", 3),
    ("nx@0 nx@3 nx@6", "suspect", 2),
    ("ssh@0 ssh@3 ssh@6", "confirmed", 3),
    # many looks in one day are one
    ("404@0 404@0.1 404@0.2 404@0.3 404@0.4", "suspect", 1),
    ("404@0 404@0.1 404@3 404@3.1 404@6", "confirmed", 3),
    ("404@0 404@1 404@2 404@3 404@4 404@5 404@6", "confirmed", 3),
    ("404@0 404@1 404@2 404@3 404@4 404@5", "suspect", 2),
    ("404@0 404@5.9 404@6", "suspect", 2),
    # any success resets
    ("404@0 404@3 200@4 404@6", "suspect", 1),
    ("404@0 404@3 404@6 200@7", "", 0),
    ("404@0 404@3 404@6 200@7 404@8", "suspect", 1),
    ("200@0 404@1 404@4 404@7", "confirmed", 3),
    ("404@0 404@3 200@3.1/lab 404@6", "suspect", 1),
    # what neither adds nor ends
    ("404@0 403@1 404@3 404@6", "confirmed", 3),
    ("404@0 wall@3 404@6", "suspect", 2),
    ("404@0 429@3 404@6", "suspect", 2),
    ("404@0 500@3 404@6", "suspect", 2),
    ("404@0 late@3 404@6", "suspect", 2),
    ("404@0 dns@3 404@6", "suspect", 2),
    ("404@0 off@3 off@4 404@6", "suspect", 2),
    ("404@0 robots@3 404@6", "suspect", 2),
    ("403@0 403@10 403@20 404@30", "suspect", 1),
    ("off@0 off@10 off@20 404@30", "suspect", 1),
    # never dead, however often
    ("403@0 403@10 403@20 403@30", "", 0),
    ("wall@0 wall@10 wall@20 wall@30", "", 0),
    ("429@0 429@10 429@20 429@30", "", 0),
    ("500@0 500@10 500@20 500@30 500@40", "", 0),
    ("late@0 late@10 late@20 late@30 late@40", "", 0),
    ("dns@0 dns@10 dns@20 dns@30 dns@40", "", 0),
    ("off@0 off@10 off@20 off@30", "", 0),
    ("404@0 404@3 404@6 403@9", "", 0),
    ("404@0 404@3 404@6 off@9", "", 0),
    # what a state is worth beside another
    ("404@0 410@1", "suspect", 1),
    ("410@0 404@1", "suspect", 1),
    ("404@0 410@3 410@4", "confirmed", 2),
    ("404@0 404@3 410@6", "confirmed", 3),
    ("410@0 404@3 404@6", "confirmed", 3),
    ("404@0 410@3.5 nx@7", "confirmed", 3),
    ("404@0 410@3 nx@6", "suspect", 2),
    ("404@0 soft@3", "suspect", 2),
    ("404@0 soft@3 404@6", "confirmed", 3),
    ("nx@0 404@3", "suspect", 1),
    ("casino@0 casino@10 casino@20", "suspect", 1),
    ("casino@0 casino@3 404@6", "suspect", 1),
    ("404@0 404@3 casino@6", "suspect", 1),
    # it comes and goes
    ("200@0 404@4 200@8 404@12 404@16 404@20", "suspect", 3),
    ("200@0 404@4 404@8 404@12", "confirmed", 3),
    ("404@0 200@4 404@8 404@12 404@16", "confirmed", 3),
    (
        "200@0 404@4 200@8 404@12 404@16 404@20 404@24 404@28 404@32 404@36 404@40 404@44",
        "confirmed",
        9,
    ),
    ("200@0 404@4 200@8 404@12 403@13 403@14 403@15 403@16 403@17 404@18", "suspect", 2),
]


@pytest.mark.parametrize(("history", "wanted", "strikes"), HISTORIES)
def test_a_history_gives_its_standing(history, wanted, strikes):
    found = verdict_of(history)
    assert (found.standing, found.strikes) == (wanted, strikes)
    assert found.confirmed is (wanted == "confirmed")
    assert (found.group is Group.DEAD) is bool(wanted)


def test_since_is_the_first_of_the_row_even_where_it_does_not_count():
    assert verdict_of("200@0 404@1 404@1.5 404@2").since == (NOON + timedelta(days=1)).isoformat()
    assert verdict_of("404@0 200@1 404@2").since == (NOON + timedelta(days=2)).isoformat()


def test_what_comes_and_goes_says_so():
    assert "it comes and goes" in verdict_of("200@0 404@4 200@8 404@12").because


UNREACHABLE = [
    ("late@0 late@8 late@16 late@24 late@30", "late@0"),
    ("late@0 cut@8 500@16 dns@24 late@30", "late@0"),
    ("late@0 late@8 late@16 late@30", ""),
    ("late@0 late@8 late@16 late@24 late@29", ""),
    ("late@0 late@0.1 late@0.2 late@0.3 late@30", ""),
    ("late@0 200@1 late@2 late@10 late@18 late@26 late@31", ""),
    ("late@0 200@1 late@2 late@10 late@18 late@26 late@32", "late@2"),
    ("late@0 403@1 late@2 late@10 late@18 late@26 late@31", ""),
    ("late@0 404@1 late@2 late@10 late@18 late@26 late@31", ""),
    ("late@0 off@1 late@8 late@16 off@20 late@24 late@30", "late@0"),
    ("late@0 nx@4 late@8 late@16 late@24 late@30", "late@0"),
    ("late@0 late@8 late@16 late@24 late@30 200@31", ""),
    ("late@0 late@8 late@16 late@24 late@30 403@31", ""),
    ("late@0", ""),
]


@pytest.mark.parametrize(("history", "first"), UNREACHABLE)
def test_what_gives_no_answer_for_long_says_since_when_and_is_not_dead(history, first):
    found = verdict_of(history)
    began = looks_of(first)[0].observation.at.isoformat() if first else ""
    assert found.unreachable_since == began
    assert found.group is not Group.DEAD
    assert bool(began) == any(why.startswith("no usable answer since") for why in found.because)


def test_an_offline_last_look_says_nothing_of_reach():
    history = [Sighting(at=NOON, state=LinkState.OFFLINE)]
    assert unreachable_since(history, POLICY) is None
    assert unreachable_since([], POLICY) is None
    assert standing([], POLICY) is None
    assert standing([Sighting(at=NOON, state=LinkState.DNS_GONE)], POLICY).strikes == 1


def test_two_places_can_be_asked_for():
    strict = dataclasses.replace(POLICY, vantages=2)
    assert verdict_of("404@0 404@3 404@6", strict).standing == "suspect"
    assert verdict_of("404@0 404@3/browser 404@6/replay", strict).standing == "suspect"
    assert verdict_of("404@0 404@3/lab 404@6", strict).standing == "confirmed"
    assert verdict_of("404@0 404@3 404@6 404@6.1/lab", strict).standing == "confirmed"


def test_a_state_without_a_row_is_never_confirmed():
    silent = dataclasses.replace(POLICY, strikes={LinkState.GONE: POLICY.strikes[LinkState.GONE]})
    assert verdict_of("404@0 404@3 404@6", silent).standing == "suspect"
    assert verdict_of("404@0 410@3 410@6", silent).standing == "confirmed"


def test_rules_that_cannot_be_compared_ask_for_the_stricter_of_both():
    rows = {
        LinkState.NOT_FOUND: Strikes(times=2, days=10),
        LinkState.GONE: Strikes(times=4, days=3),
    }
    mixed = dataclasses.replace(POLICY, strikes=rows)
    assert verdict_of("404@0 410@10", mixed).standing == "suspect"
    assert verdict_of("404@0 410@10 404@20", mixed).standing == "confirmed"
    assert verdict_of("404@0 410@10 404@19 410@30", mixed).standing == "suspect"


STORES = {"memory": MemoryStore, "sqlite": lambda: open_store(":memory:")}


def stored(looks, store):
    """Return the history of looks that were judged and remembered one by one."""
    for each in looks:
        history = (*store.history(URL), each)
        store.remember_check(each, judge(URL, history, load_pages(), POLICY, NAMES))
    return store.history(URL)


@pytest.mark.parametrize("make", STORES.values(), ids=STORES)
def test_the_same_stored_looks_give_another_verdict_under_another_policy(make):
    history = stored(looks_of("404@0 404@1"), make())
    eager = read_confirmation("[not_found]\ntimes = 2\ndays = 1\n", "own.toml", POLICY)
    assert not judge(URL, history, load_pages(), POLICY, NAMES).confirmed
    assert judge(URL, history, load_pages(), eager, NAMES).confirmed


@pytest.mark.parametrize("make", STORES.values(), ids=STORES)
@pytest.mark.parametrize(("history", "wanted", "strikes"), HISTORIES)
def test_what_is_remembered_gives_the_standing_that_was_seen(history, wanted, strikes, make):
    found = judge(URL, stored(looks_of(history), make()), load_pages(), POLICY, NAMES)
    assert (found.standing, found.strikes) == (wanted, strikes)


@pytest.mark.parametrize("make", STORES.values(), ids=STORES)
def test_hourly_looks_are_confirmed_as_daily_ones_are(make):
    looks = looks_of(" ".join(f"404@{hour / 24}" for hour in range(24 * 7)))
    found = judge(URL, stored(looks, make()), load_pages(), POLICY, NAMES)
    assert (found.standing, found.since) == ("confirmed", NOON.isoformat())


LOOKS = st.lists(
    st.tuples(
        st.sampled_from(list(LinkState)),
        st.floats(0, 60),
        st.booleans(),
    ),
    max_size=14,
)


def sightings(drawn):
    found = [
        Sighting(at=NOON + timedelta(days=days), state=LinkState(state), confirmable=sure)
        for state, days, sure in drawn
    ]
    return sorted(found, key=lambda one: one.at)


def is_confirmed(history) -> bool:
    found = standing(reversed(history), POLICY)
    return found is not None and found.confirmed


HARMLESS = [state for state in LinkState if state.group in {Group.DOUBTFUL, Group.UNCHECKED}]


@given(LOOKS, st.sampled_from(HARMLESS), st.floats(0, 60))
def test_a_look_that_was_refused_or_silent_never_moves_a_link_towards_dead(drawn, state, days):
    history = sightings(drawn)
    added = Sighting(at=NOON + timedelta(days=days), state=LinkState(state))
    after = sorted([*history, added], key=lambda one: one.at)
    if after[-1] is not added:
        assert standing(reversed(after), POLICY) == standing(reversed(history), POLICY)
    assert is_confirmed(history) or not is_confirmed(after)


@given(LOOKS)
def test_any_success_ends_the_row(drawn):
    history = sightings(drawn)
    end = NOON + timedelta(days=61)
    alive = Sighting(at=end, state=LinkState.MOVED)
    again = Sighting(at=end + timedelta(days=1), state=LinkState.NOT_FOUND)
    assert standing(reversed([*history, alive]), POLICY) is None
    found = standing(reversed([*history, alive, again]), POLICY)
    assert (found.strikes, found.since, found.confirmed) == (1, again.at, False)


@given(LOOKS, st.integers(0, 13), st.floats(0, 0.9))
def test_looking_more_often_on_one_day_confirms_nothing(drawn, which, hours):
    """A dead link is confirmed by days: doubling a look adds no strike."""
    history = sightings(drawn)
    if not history:
        return
    one = history[which % len(history)]
    before = standing(reversed(history), POLICY)
    after = standing(
        reversed([*history[: which % len(history)], one, *history[which % len(history) :]]), POLICY
    )
    assert (before is None) == (after is None)
    if before and after:
        assert (after.strikes, after.since) == (before.strikes, before.since)


@given(LOOKS)
def test_every_confirmed_link_was_seen_dead_on_two_days_with_no_success_between(drawn):
    history = sightings(drawn)
    if not is_confirmed(history):
        return
    row = []
    for one in reversed(history):
        if one.state.group is Group.ALIVE:
            break
        if one.state.group is Group.DEAD and one.confirmable:
            row.append(one.at)
    assert row[0] - row[-1] >= timedelta(days=1)


def test_a_long_history_is_read_no_further_than_needed():
    read = []

    def endless():
        for day in range(10_000):
            state = LinkState.NOT_FOUND if day < 12 else LinkState.ALIVE
            read.append(day)
            yield Sighting(at=NOON - timedelta(days=day), state=state)

    assert standing(endless(), POLICY).strikes == 4
    assert len(read) == 13


WRONG = [
    ("[blocked]\ntimes = 1\ndays = 1", "own.toml:1: [blocked] is doubtful"),
    ("\n[alive]\ntimes = 1\ndays = 1", "own.toml:2: [alive] is alive"),
    ("[vanished]\ntimes = 1\ndays = 1", "own.toml:1: [vanished] is no link state"),
    ("[gone]\ntimes = 2\ndays = 1\nweeks = 1", "own.toml:1: [gone] must hold exactly times, days"),
    ("[gone]\ntimes = 0\ndays = 1", "own.toml:2: [gone] times must be a whole number above zero"),
    ("[gone]\ntimes = 2.5\ndays = 1", "own.toml:2: [gone] times"),
    ("[gone]\ntimes = true\ndays = 1", "own.toml:2: [gone] times"),
    ("[gone]\ntimes = 2\n# why\ndays = -1", "own.toml:4: [gone] days must be a number"),
    ("[gone]\ntimes = 2\ndays = nan", "own.toml:3: [gone] days"),
    ("[gone]\nnever = false", "own.toml:2: [gone] never can only be true"),
    ("gone = 3", "own.toml:1: [gone] must hold exactly"),
    ("[flapping]\nturns = 3", "own.toml:1: [flapping] must hold exactly turns, checks"),
    ("[unreachable]\ntimes = 1\ndays = 1\nstates = ['gone']", "own.toml:4: [unreachable] states"),
    ("[unreachable]\ntimes = 1\ndays = 1\nstates = 'reset'", "own.toml:4: [unreachable] states"),
    ("[evidence]\nvantages = 0", "own.toml:2: [evidence] vantages"),
    ("[gone\ntimes = 1", "own.toml: "),
]


@pytest.mark.parametrize(("text", "complaint"), WRONG)
def test_a_wrong_policy_is_refused_with_file_and_line(text, complaint):
    with pytest.raises(DataError) as caught:
        read_confirmation(text, "own.toml", POLICY)
    assert caught.value.message.startswith(complaint)


def test_a_policy_of_ones_own_replaces_what_it_names_and_keeps_the_rest(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        "[gone]\ntimes = 4\ndays = 9\n[usurped]\nnever = true\n[evidence]\nvantages = 2\n"
        "[flapping]\nturns = 2\nchecks = 6\n"
        "[unreachable]\ntimes = 2\ndays = 5\nstates = ['timeout']\n",
        encoding="utf-8",
    )
    found = load_confirmation(str(file))
    assert found.strikes[LinkState.GONE] == Strikes(times=4, days=9)
    assert found.strikes[LinkState.NOT_FOUND] == POLICY.strikes[LinkState.NOT_FOUND]
    assert LinkState.USURPED not in found.strikes
    assert (found.vantages, found.flapping_turns, found.flapping_checks) == (2, 2, 6)
    assert found.unreachable_states == {LinkState.TIMEOUT}


def test_a_policy_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(DataError, match=r"missing\.toml"):
        load_confirmation(str(tmp_path / "missing.toml"))
    with pytest.raises(DataError, match=r"no section \[flapping\]"):
        read_confirmation("[gone]\nnever = true", "own.toml", None)
