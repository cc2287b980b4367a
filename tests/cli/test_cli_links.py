"""What ``check`` says of many links: which are told, which are summed up, and what a run is."""

from __future__ import annotations

import pytest

from sourcecheck import config
from sourcecheck.cli import linktext
from sourcecheck.cli.checking import digest_of
from sourcecheck.cli.counting import Count, is_of_host
from sourcecheck.cli.hints import hints_of_links
from sourcecheck.cli.linktext import TOLD_AT_ONCE, UNASKED_TOLD, Text
from sourcecheck.cli.outcome import is_trouble, reaches_one
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Group, LinkState, NetworkTrouble, Verdict
from sourcecheck.pipeline.looks import ASKED, Look

A = "https://a.example/1"


def look(url, state, *origins):
    verdict = Verdict(url=url, state=LinkState(state), rule="made", because=("so it was seen",))
    return Look(check=None, verdict=verdict, origins=origins)


def told(looks, *, named=(), grouping="none", show_all=False):
    """What is told as it comes, and at the end."""
    count = Count(reaches_one("warning", lambda code: True))
    text = Text(load_rules().states, named=named, whole=3, grouping=grouping, show_all=show_all)
    now = text.batch(looks, [count.add(each) for each in looks])
    return now, text.end(count), count


@pytest.mark.parametrize("state", list(LinkState))
def test_a_link_of_an_input_is_told_when_it_is_not_well(state):
    now, end, _ = told([look(A, state, "a.txt")])
    assert (A in now) is (state.group is not Group.ALIVE)
    assert end.startswith("\n1 link on 1 host\n")


@pytest.mark.parametrize("state", ["alive", "moved", "gone", "not_checked"])
def test_a_link_that_was_named_is_always_told(state):
    assert A in told([look(A, state)])[0]
    assert A in told([look(A, state, "a.txt")], named={A})[0]
    assert A in told([look(A, state, "a.txt")], show_all=True)[0]


@pytest.mark.parametrize("state", ["timeout", "blocked", "dns_gone", "gone", "soft_404"])
def test_a_host_in_trouble_is_summed_up_and_missing_pages_are_each_told(state):
    looks = [look(f"https://a.example/{n}", state, "a.txt") for n in range(9)]
    now, end, _ = told(looks)
    folds = is_of_host(LinkState(state))
    assert now.count("https://") == (TOLD_AT_ONCE if folds else 9)
    assert "host a.example: all 9 links: " in end
    assert "https://" not in end


def test_a_host_that_is_partly_well_has_its_other_links_told_at_the_end():
    looks = [look(f"https://a.example/{n}", "timeout", "a.txt") for n in range(5)]
    now, end, _ = told([*looks, look("https://a.example/well", "alive", "a.txt")])
    assert "host a.example, 6 links: 5 no answer in time (those not told above)" in end
    assert sorted(f"{now}{end}".count(f"/{n}\n") for n in range(5)) == [1] * 5


def test_links_nobody_was_asked_about_are_counted_and_only_some_told():
    looks = [look(f"https://a.example/{n}", "offline", "a.txt") for n in range(100)]
    now, end, _ = told(looks)
    assert now.count("https://") == TOLD_AT_ONCE or now.count("https://") == UNASKED_TOLD
    assert "unchecked       100" in end
    assert "host a.example: all" not in end


def test_more_links_in_trouble_than_can_be_kept_are_counted(monkeypatch):
    monkeypatch.setattr(linktext, "MOST_KEPT", 4)
    looks = [look(f"https://a.example/{n}", "gone", "a.txt") for n in range(10)]
    _, end, _ = told(looks, grouping="host")
    assert end.count("https://") == 4
    assert "6 more links in trouble are not told here" in end


def test_strangers_words_cannot_steer_the_terminal():
    now, end, _ = told([look("https://a.example/\x1b[31m\u202e", "gone", "esc\x1b.txt")])
    assert not set(now + end) & set("\x1b\u202e")


def test_every_address_begins_in_the_same_column():
    now, _, _ = told([look(f"{A}{state}", state) for state in LinkState])
    assert len({line.index(A) for line in now.splitlines() if A in line}) == 1


def test_an_address_with_escaped_letters_is_also_told_as_it_is_read():
    now, _, _ = told([look("https://xn--mgbh0fb.example/%D8%AE%D8%A8%D8%B1", "gone")])
    assert "https://xn--mgbh0fb.example/%D8%AE%D8%A8%D8%B1\n" in now
    assert "\u2068https://مثال.example/خبر\u2069\n" in now


def test_a_reason_that_says_the_label_again_is_left_out():
    label = load_rules().states[LinkState.OFFLINE].label
    verdict = Verdict(url=A, state=LinkState.OFFLINE, rule="made", because=(label, "as asked"))
    now, _, _ = told([Look(check=None, verdict=verdict, origins=())])
    assert (now.count(label), "as asked" in now) == (1, True)


def test_a_link_that_is_confirmed_dead_says_since_when():
    verdict = Verdict(url=A, state=LinkState.GONE, rule="made", because=("answered 410",),
                      confirmed=True, strikes=2, since="2026-11-21T06:00:00+00:00")  # fmt: skip
    now, _, _ = told([Look(check=None, verdict=verdict, origins=())])
    assert "confirmed dead: seen so since 2026-11-21\n" in now
    assert "confirmed" not in told([look(A, "gone")])[0]


def test_long_lines_of_the_sum_are_folded_between_two_counts():
    states = [state for state in LinkState if state.group is Group.DEAD]
    _, end, _ = told([look(f"{A}{state}", state, "a.txt") for state in states])
    assert max(map(len, end.splitlines())) <= 100
    assert end.count("\n" + " " * 24) >= 2
    labels = [load_rules().states[state].label for state in states]
    assert [label for label in labels if f"1 {label}" not in end] == []


def test_under_the_heading_of_an_article_its_name_is_not_said_again():
    looks = [look(A, "gone", "a.txt"), look(f"{A}2", "gone", "a.txt", "b.txt")]
    end = told(looks, grouping="article")[1]
    assert end.startswith("\na.txt (2 links)\n")
    assert [line.strip() for line in end.splitlines() if " in " in line] == ["in a.txt and 1 more"]


def test_what_came_through_a_pipe_is_called_standard_input():
    now, _, _ = told([look(A, "gone", "-")])
    assert "in standard input\n" in now


@pytest.mark.parametrize(
    ("fail_on", "states", "fails"),
    [("dead", ["blocked"], False), ("dead", ["gone"], True), ("warning", ["gone"], True),
     ("error", ["gone"], False), ("info", ["blocked"], True), ("info", ["alive"], False),
     ("none", ["gone"], False), ("info", ["alive", "moved", "alive"], True)],
)  # fmt: skip
def test_what_makes_a_run_fail(fail_on, states, fails):
    count = Count(reaches_one(fail_on, lambda code: True))
    for number, state in enumerate(states):
        count.add(look(f"https://a.example/{number}", state))
    assert count.fails is fails


@pytest.mark.parametrize(
    ("why", "is_ours"),
    [("", False), (ASKED, False), *((trouble.value, True) for trouble in NetworkTrouble),
     (f"{NetworkTrouble.PORTAL.value}: 5 hosts", True)],
)  # fmt: skip
def test_trouble_of_our_own_makes_a_run_incomplete_and_being_offline_as_asked_does_not(
    why, is_ours
):
    assert is_trouble(why) is is_ours


def test_a_run_is_the_same_with_the_same_inputs_and_the_settings_that_matter(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = digest_of(["@a.txt", "b.md", A], config.settled())
    assert one == digest_of(
        [f"@{tmp_path}/a.txt", str(tmp_path / "b.md"), A], config.settled(pace=0.0)
    )
    assert one != digest_of(["@a.txt", "b.md"], config.settled())
    assert one != digest_of(["@a.txt", "b.md", A], config.settled(timeout=3.0))


SOUGHT_ONE = "--copies wayback would ask web.archive.org about this address"
SOUGHT_TWO = "copies of 2 missing pages were not looked for; --copies wayback would ask"


@pytest.mark.parametrize(
    ("states", "settings", "words"),
    [
        (["refused_address"], {}, ["--allow-network 127.0.0.0/8"]),
        (["gone"], {}, [SOUGHT_ONE, "sourcecheck explain URL says"]),
        (["gone", "not_found"], {}, [SOUGHT_TWO, "sourcecheck explain URL says"]),
        (["gone"], {"copies": ("wayback",)}, ["sourcecheck explain URL says"]),
        (["timeout"], {"db": "my db"}, ["sourcecheck explain --db 'my db' URL says"]),
        (["gone"], {"db": ":memory:"}, [SOUGHT_ONE]),
        (["offline"], {"offline": True}, ["without --offline every link is asked"]),
        (["alive"], {}, []),
        ([], {"offline": True}, []),
    ],
)
def test_what_may_be_done_next_is_said(states, settings, words):
    _, _, count = told([look(f"{A}{state}", state) for state in states])
    found = list(hints_of_links(count, config.settled(**settings)))
    assert [word in hint for word, hint in zip(words, found, strict=True)] == [True] * len(words)
