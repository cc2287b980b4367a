from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_cases import NOON, look

from sourcecheck.data.load_network import load_network, read_network, read_wholesale
from sourcecheck.data.load_pages import load_pages
from sourcecheck.errors import DataError
from sourcecheck.model import Certificate, Failure, NetworkTrouble
from sourcecheck.verify.looks import lands_elsewhere
from sourcecheck.verify.vantage import Vantage

TABLE = load_network()
PORTAL = "http://portal.example/welcome?for=x"
ONE_CERTIFICATE = Certificate(sha256="ab" * 32, version="TLSv1.3", cipher="x", verified=False)


def host(n):
    return f"site{n}.example{n}.com"


def alive(n, at=0, scheme="https", page="page"):
    return look(200, url=f"{scheme}://{host(n)}/{page}", at=NOON + timedelta(seconds=at))


def failing(failure, n, at=0):
    url = f"https://{host(n)}/page"
    return look(None, failure=failure, url=url, at=NOON + timedelta(seconds=at))


def led(n, at=0, to=PORTAL, status=302, scheme="http"):
    url = f"{scheme}://{host(n)}/page"
    return look(200, url=url, to=[(status, to)], at=NOON + timedelta(seconds=at))


def masked(n, failure=Failure.TLS_UNTRUSTED, certificate=ONE_CERTIFICATE):
    return look(200, url=f"https://{host(n)}/", failure=failure, certificate=certificate)


def of(make, hosts, **more):
    return [make(n, **more) for n in range(hosts)]


def many(failure, hosts, at=0):
    return [failing(failure, n, at) for n in range(hosts)]


def trouble(looks, before=(), table=TABLE):
    """Sum looks up; ``before`` are the numbers of the hosts that were alive at an earlier run."""
    vantage = Vantage(table, load_pages())
    were = {f"https://{host(n)}/page" for n in before}
    for each in looks:
        url = each.observation.url
        vantage.add(each, [look(200, url=url, days=-9)] if url in were else ())
    return vantage.trouble()


def kind(looks, before=()):
    found = trouble(looks, before)
    return found.kind.name.lower() if found else None


SILENCE = [
    ([], None),
    (many(Failure.DNS_TROUBLE, 1), "offline"),
    (many(Failure.DNS_NO_NAME, 1), None),
    (many(Failure.DNS_NO_NAME, 2), "offline"),
    (many(Failure.CONNECT_TIMEOUT, 1), None),
    (many(Failure.CONNECT_TIMEOUT, 3), "offline"),
    (many(Failure.UNREACHABLE, 1), "offline"),
    ([*many(Failure.DNS_TROUBLE, 2), failing(Failure.CONNECT_REFUSED, 3)], None),
    ([*many(Failure.DNS_TROUBLE, 2), failing(Failure.NOT_HTTP, 3)], None),
    ([*many(Failure.DNS_TROUBLE, 2), failing(Failure.PROTOCOL_ERROR, 3)], None),
    ([*many(Failure.DNS_TROUBLE, 2), failing(Failure.INVALID_URL, 3)], "offline"),
    (many(Failure.REFUSED_ADDRESS, 5), None),
    ([*many(Failure.DNS_NO_NAME, 9), alive(9)], None),
    ([*many(Failure.CONNECT_TIMEOUT, 9), look(404, url="https://b.example.org/")], None),
]


@pytest.mark.parametrize(("looks", "wanted"), SILENCE)
def test_a_machine_without_a_network_is_told_from_dead_hosts(looks, wanted):
    assert kind(looks) == wanted


def test_nothing_stands_of_a_run_without_a_network():
    looks = many(Failure.CONNECT_TIMEOUT, 3)
    found = trouble(looks)
    assert found.words == "this machine is offline"
    assert all(map(found.voids, looks))
    assert not found.voids(failing(Failure.INVALID_URL, 1))


LITERAL = look(200, url="http://192.0.2.7/page")

RESOLVER = [
    ([LITERAL, *many(Failure.DNS_TROUBLE, 3)], "resolver"),
    ([LITERAL, *many(Failure.DNS_TROUBLE, 2)], None),
    ([LITERAL, *many(Failure.DNS_TROUBLE, 3), alive(9)], None),
    ([LITERAL, *many(Failure.DNS_TROUBLE, 3), failing(Failure.CONNECT_REFUSED, 9)], None),
    ([LITERAL, *many(Failure.DNS_NO_NAME, 3)], None),
]


@pytest.mark.parametrize(("looks", "wanted"), RESOLVER)
def test_a_resolver_that_fails_for_every_name_is_told(looks, wanted):
    assert kind(looks) == wanted


def test_what_answered_without_a_name_stands_when_the_resolver_fails():
    found = trouble([LITERAL, *many(Failure.DNS_TROUBLE, 3)])
    assert not found.voids(LITERAL)
    assert found.voids(failing(Failure.DNS_TROUBLE, 1))


PORTALS = [
    (of(led, 3), "portal"),
    (of(led, 2), None),
    (of(led, 3, status=307), "portal"),
    (of(led, 3, status=301), None),
    (of(led, 3, scheme="https"), None),
    (
        [
            look(
                None,
                url=f"http://{host(n)}/",
                to=[(302, "http://192.168.1.1/login")],
                failure=Failure.REFUSED_ADDRESS,
            )
            for n in range(3)
        ],
        "portal",
    ),
    ([*of(led, 3), alive(9)], None),
    ([*of(led, 3), alive(9, scheme="http")], None),
    ([*of(led, 3), look(200, url="http://portal.example/welcome")], None),
    ([*of(led, 2), led(2, to="http://other.example/")], None),
    (of(led, 3, to="http://www.sedoparking.com/site"), None),
    ([*of(led, 3), *many(Failure.CONNECT_TIMEOUT, 5)], "portal"),
    ([*of(led, 3), failing(Failure.TLS_ERROR, 7)], "portal"),
    ([look(511, url=f"http://{host(n)}/") for n in range(3)], "portal"),
    (of(masked, 3), "portal"),
    (of(masked, 3, failure=Failure.TLS_NAME_MISMATCH), "portal"),
    (of(masked, 2), None),
    ([*of(masked, 3), alive(9)], None),
    (of(masked, 3, failure=Failure.TLS_EXPIRED), None),
    (
        [
            masked(n, certificate=dataclasses.replace(ONE_CERTIFICATE, sha256=str(n) * 64))
            for n in range(4)
        ],
        None,
    ),
    ([look(200, url=f"http://www{n}.example.com/", to=[(302, PORTAL)]) for n in range(4)], None),
]


@pytest.mark.parametrize(("looks", "wanted"), PORTALS)
def test_one_machine_in_everybodys_place_is_told_from_sites_that_lead_elsewhere(looks, wanted):
    assert kind(looks) == wanted


def test_nothing_stands_of_what_a_portal_answered():
    looks = of(led, 3)
    found = trouble(looks)
    assert all(map(found.voids, looks))
    assert "portal.example/welcome" in found.words


def test_many_hosts_that_serve_one_page_are_no_portal():
    looks = [alive(n, scheme="http") for n in range(50)]
    assert kind(looks) is None


WINDOWS = [
    # alive before, alive now, failing now
    (range(10), 7, range(7, 10), None),
    (range(10), 6, range(6, 10), "window"),
    (range(4), 1, range(1, 4), None),
    (range(5), 3, range(3, 5), "window"),
    ((), 6, range(6, 16), None),
]


@pytest.mark.parametrize("failure", [Failure.READ_TIMEOUT, Failure.RESET, Failure.NO_RESPONSE])
@pytest.mark.parametrize(("before", "up", "down", "wanted"), WINDOWS)
def test_too_many_hosts_failing_at_once_are_no_evidence(before, up, down, wanted, failure):
    looks = [*of(alive, up), *(failing(failure, n) for n in down)]
    assert kind(looks, before) == wanted


def test_earlier_looks_tell_which_hosts_were_alive():
    vantage = Vantage(TABLE, load_pages())
    for n in range(10):
        now = alive(n) if n < 6 else failing(Failure.RESET, n)
        vantage.add(now, [failing(Failure.RESET, n, -9), alive(n, -5)])
    assert vantage.trouble().kind is NetworkTrouble.WINDOW
    unknown = Vantage(TABLE, load_pages())
    for n in range(10):
        now = alive(n) if n < 6 else failing(Failure.RESET, n)
        unknown.add(now, [alive(n, -9), failing(Failure.RESET, n, -5)])
    assert unknown.trouble() is None


def test_a_host_met_before_its_earlier_looks_are_known_is_marked_all_the_same():
    vantage = Vantage(TABLE, load_pages())
    for n in range(10):
        vantage.add(failing(Failure.RESET, n) if n > 5 else alive(n))
        vantage.add(failing(Failure.RESET, n), [alive(n, -5)])
    assert vantage.trouble().kind is NetworkTrouble.WINDOW


def test_one_link_that_answers_keeps_its_host_out_of_the_window():
    looks = [*of(alive, 10), *many(Failure.READ_TIMEOUT, 10)]
    assert kind(looks, range(10)) is None


def test_what_answered_stands_in_a_window_and_what_failed_does_not():
    looks = [*of(alive, 6), *(failing(Failure.RESET, n) for n in range(6, 10))]
    found = trouble(looks, range(10))
    assert [found.voids(each) for each in looks] == [False] * 6 + [True] * 4
    assert found.words == "too many hosts that were alive before failed at once: 4 of 10"


def gone(hosts, at, failure=Failure.CONNECT_TIMEOUT):
    return [failing(failure, n, at) for n in hosts]


TAILS = [
    ([*of(alive, 9), *gone(range(3), 5)], "lost"),
    ([*of(alive, 9), *gone(range(3), 5, Failure.DNS_TROUBLE)], "lost"),
    ([*of(alive, 9), *gone(range(2), 5)], None),
    ([*of(alive, 9), *gone(range(20, 29), 5)], None),
    ([*of(alive, 9), *gone(range(9), 5, Failure.READ_TIMEOUT)], None),
    ([*of(alive, 9), *gone(range(9), 5, Failure.NO_RESPONSE)], None),
    ([*of(alive, 60), *gone(range(5), 5)], None),
    ([*of(alive, 60), *gone(range(6), 5)], "lost"),
    ([*of(alive, 9), *gone(range(3), 5), alive(0, at=9)], "lost"),
    ([*of(alive, 9), *gone(range(2), 5), alive(0, at=9), *gone(range(2, 4), 10)], None),
    ([*of(alive, 9, scheme="http"), *of(led, 3, at=5)], "lost"),
    ([*of(alive, 9, scheme="http"), led(0, at=5), led(1, at=5, to="http://sso.example/")], None),
    ([alive(8), *of(led, 3, at=5)], None),
    ([*of(alive, 9, at=30), *gone(range(3), 5)], None),
]


@pytest.mark.parametrize(("looks", "wanted"), TAILS)
def test_a_network_that_goes_away_halfway_is_told_from_hosts_that_fall_silent(looks, wanted):
    assert kind(looks) == wanted


def test_what_answered_before_the_network_went_away_stands():
    early, late = of(alive, 9), gone(range(5), 5)
    slow = failing(Failure.CONNECT_TIMEOUT, 30, -5)
    found = trouble([*early, *late])
    assert not any(map(found.voids, early))
    assert all(map(found.voids, late))
    assert not found.voids(slow)
    assert "2025-07-04T12:00:00" in found.words


def test_what_failed_outside_the_time_without_a_network_stands():
    first = [*of(alive, 9), *gone(range(3), 5), alive(0, at=9)]
    again = [*gone(range(4), 20), alive(1, at=25)]
    lone = failing(Failure.CONNECT_TIMEOUT, 40, 15)
    found = trouble([*first, lone, *again])
    assert [found.voids(each) for each in (first[9], again[0], alive(0, at=5))] == [
        True,
        True,
        False,
    ]
    assert found.words.endswith("and it came back")
    single = trouble(first)
    assert not single.voids(lone)


def test_memory_is_bounded_and_the_share_is_kept_by_the_sample():
    table = dataclasses.replace(TABLE, hosts_kept=100)
    vantage = Vantage(table, load_pages())
    for n in range(5000):
        vantage.add(alive(n) if n % 2 else failing(Failure.RESET, n), [alive(n, -9)])
    assert len(vantage._hosts) <= 100
    assert vantage._alive == sum(bits & 1 for bits in vantage._hosts.values())
    assert vantage.trouble().kind is NetworkTrouble.WINDOW
    most = [alive(n) if n % 10 else failing(Failure.RESET, n) for n in range(5000)]
    assert trouble(most, range(5000), table) is None


def test_times_without_a_network_are_bounded_too():
    looks = of(alive, 9)
    for turn in range(1, 60):
        looks += [*gone(range(3), turn * 10), alive(0, at=turn * 10 + 5)]
    found = trouble(looks)
    assert len(found.spans) == 32
    assert all(found.voids(each) for each in looks if each.observation.failure)
    assert not any(found.voids(each) for each in looks if each.observation.status)


SHAPES = st.lists(
    st.one_of(
        st.builds(alive, st.integers(0, 9), st.integers(0, 50)),
        st.builds(
            failing,
            st.sampled_from(list(Failure)),
            st.integers(0, 9),
            st.integers(0, 50),
        ),
        st.builds(led, st.integers(0, 9), st.integers(0, 50)),
    ),
    max_size=30,
)


@given(SHAPES)
def test_an_answer_in_its_own_name_is_never_void_beside_others(looks):
    ordered = sorted(looks, key=lambda each: each.observation.at)
    found = trouble([*ordered, alive(9, at=60)])
    kept = [each for each in looks if each.observation.status and not each.observation.hops]
    assert found is None or not any(map(found.voids, kept))


def test_ports_and_users_are_no_part_of_a_name():
    looks = [
        look(200, url=f"http://desk:secret@{host(n)}:8080/", to=[(302, PORTAL)]) for n in range(3)
    ]
    assert kind(looks) == "portal"
    own = look(200, url="http://portal.example:80/start")
    assert kind([*looks, own]) is None


def test_a_literal_that_fails_is_no_name_that_was_found():
    looks = [LITERAL, *many(Failure.DNS_TROUBLE, 3)]
    assert kind([*looks, look(None, url="http://192.0.2.8/", failure=Failure.RESET)]) == "resolver"
    assert kind([*looks, look(None, url="http://[::2]:81/", failure=Failure.RESET)]) == "resolver"


def test_a_vantage_has_heard_somebody_once_one_answered_in_their_own_name():
    vantage = Vantage(TABLE, load_pages())
    for each in [
        failing(Failure.RESET, 1),
        failing(Failure.RESET, 1),
        led(2),
        failing(Failure.NOT_HTTP, 3),
    ]:
        vantage.add(each)
        assert not vantage.heard
    vantage.add(look(404, url="https://b.example.org/"))
    assert vantage.heard


def test_no_more_places_and_hosts_are_kept_than_are_needed():
    vantage = Vantage(TABLE, load_pages())
    for n in range(200):
        vantage.add(led(n, to=f"http://landing{n}.example/"))
        vantage.add(led(n, to="http://landing0.example/"))
        vantage.add(failing(Failure.CONNECT_TIMEOUT, n))
    assert len(vantage._in_place) == 64
    assert len(vantage._in_place["landing0.example/"]) == 64
    assert len(vantage._silent) == 64


def test_an_address_that_leads_to_no_address_is_led_nowhere():
    seen = look(200, url="http://a.example/", to=[(302, "http://[broken/")]).observation
    assert lands_elsewhere(seen) == ""


def test_an_answer_that_is_added_late_does_not_turn_time_back():
    looks = [*of(alive, 9, at=5), alive(9, at=0), *gone(range(3), 4)]
    assert kind(looks) is None


WRONG = [
    ({}, r"\[network\] must hold exactly"),
    ({"network": {"unrelated": 3}}, r"\[network\] must hold exactly"),
    ({"window_share": 1.5}, "window_share must lie between 0 and 1"),
    ({"lost_share": True}, "lost_share must lie between 0 and 1"),
    ({"unrelated": 0}, "unrelated must be a whole number"),
    ({"hosts_kept": "many"}, "hosts_kept must be a whole number"),
]


@pytest.mark.parametrize(("wrong", "complaint"), WRONG)
def test_wrong_thresholds_are_refused(wrong, complaint):
    row = dataclasses.asdict(TABLE)
    data = wrong if not wrong or "network" in wrong else {"network": {**row, **wrong}}
    with pytest.raises(DataError, match=complaint):
        read_network(data)
    assert read_network({"network": row}) == TABLE


@pytest.mark.parametrize("wrong", [{"codes": "SC401"}, {"codes": ["blocked"]}, {"links": 0}])
def test_a_wrong_table_of_wholesale_trouble_is_refused(wrong):
    with pytest.raises(DataError, match="wholesale"):
        read_wholesale({"wholesale": {"links": 3, "codes": ["SC401"], **wrong}})


@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.text(max_size=20), st.sampled_from(["http:", "//", "http://", "a://b@:/"])
            ),
            st.sampled_from([None, *Failure]),
            st.sampled_from([None, 200, 404, 511]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_whatever_is_called_an_address_is_summed_up(drawn):
    looks = [
        look(status, url=url, failure=failure, to=[(302, url[::-1])] if hops else ())
        for url, failure, status, hops in drawn
    ]
    vantage = Vantage(TABLE, load_pages())
    for each in looks:
        vantage.add(each, looks[:2])
    found = vantage.trouble()
    assert found is None or all(found.voids(each) in {True, False} for each in looks)
