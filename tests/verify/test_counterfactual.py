from __future__ import annotations

import copy

import pytest
from verify_cases import URL, look, page, verdict

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.data.load_changes import load_changes, read_changes
from sourcecheck.data.load_confirmation import load_confirmation
from sourcecheck.data.load_pages import load_pages
from sourcecheck.errors import DataError
from sourcecheck.model import Failure, LinkState, Verdict
from sourcecheck.verify.counterfactual import what_would_change
from sourcecheck.verify.rules.base import Context


def told(*looks, url: str = URL, found: Verdict | None = None):
    context = Context(url=url, pages=load_pages(), earlier=looks[:-1])
    found = found or verdict(*looks, url=url)
    return what_would_change(found, looks[-1], context, load_changes(), load_confirmation())


CASES = [
    ([look(404)], "2 more looks that show the same, 3 days or more apart, the first on 2025-07-07"),
    ([look(404), look(404, days=3)], "One more look that shows the same, on 2025-07-10 or later"),
    ([look(404, days=d) for d in (0, 3, 6)], "It is confirmed."),
    ([look(404), look(404, days=1)], "the first on 2025-07-07 or later"),
    ([look(410)], "One more look that shows the same, on 2025-07-05 or later"),
    ([look(404)], "asked as a browser does"),
    ([look(404)], "The sign of a wall"),
    ([look(403)], "from another place"),
    ([look(429, retry_after_s=120)], "after the 120 seconds"),
    ([look()], "confirmed dead after 3 such looks over 6 days"),
    ([look(), look(days=9)], "Less than 10% of the wording of the page as read on 2025-07-04"),
    ([look(to=[(301, "https://new.example/port-opens")])], "https://new.example/port-opens"),
    ([look(None, failure=Failure.CONNECT_TIMEOUT)], "for 30 days and 5 looks"),
    ([look(None, failure=Failure.OFFLINE)], "nothing was asked"),
]


@pytest.mark.parametrize(("looks", "words"), CASES)
def test_it_is_said_what_would_change_the_verdict(looks, words):
    assert any(words in sentence for sentence in told(*looks))


def test_the_look_it_names_does_confirm_the_link():
    assert "on 2025-07-10 or later" in told(look(404), look(404, days=3))[0]
    early, late = look(404, days=5.9), look(404, days=6)
    assert not verdict(look(404), look(404, days=3), early).confirmed
    assert verdict(look(404), look(404, days=3), late).confirmed


def test_a_link_that_comes_and_goes_is_told_so_first():
    statuses = (200, 404, 200, 404, 404, 404, 404)
    looks = [look(status, days=day * 4) for day, status in enumerate(statuses)]
    assert "comes and goes" in told(*looks)[0]


def test_a_takeover_told_from_words_says_what_would_confirm_it():
    seen = look(200, page("Situs Judi Slot Gacor - Bandar Togel", 30, text="x"))
    assert "never confirm" in told(seen)[0]


def test_the_missing_place_is_named():
    url = f"{URL}#part-2"
    assert any("part-2" in sentence for sentence in told(look(), url=url))


def test_what_is_not_known_is_not_spoken_of():
    assert not any("wording" in sentence for sentence in told(look()))
    assert not any("seconds" in sentence for sentence in told(look(429)))


@pytest.mark.parametrize("state", list(LinkState))
def test_every_state_has_a_sentence_and_no_place_is_left_open(state):
    found = Verdict(url=URL, state=state, rule="r", strikes=1, since="2025-07-04T12:00:00+00:00")
    sentences = told(look(), found=found)
    assert sentences
    assert not any("{" in sentence or "  " in sentence for sentence in sentences)
    assert len(set(sentences)) == len(sentences)


def test_a_language_without_sentences_reads_english():
    assert load_changes("xx").language == "en"


WRONG = [
    lambda data: data["states"].pop("alive"),
    lambda data: data["states"].update(lost=[]),
    lambda data: data["en"].pop("page_shown"),
    lambda data: data["en"].update(never_used="x"),
    lambda data: data.update(fa={}),
    lambda data: data.update(fa=data["en"] | {"whole_body": "x"}),
]


@pytest.mark.parametrize("spoil", WRONG)
def test_a_wrong_table_is_refused(spoil):
    data = copy.deepcopy(toml(PACKAGED, "web/changes.toml"))
    spoil(data)
    with pytest.raises(DataError, match="changes"):
        read_changes(data, "en")


def test_a_translation_is_used_where_there_is_one():
    data = toml(PACKAGED, "web/changes.toml")
    data["fa"] = data["en"] | {"a_look": "نگاه نخست"}
    found = read_changes(data, "fa")
    assert (found.language, found.texts["a_look"]) == ("fa", "نگاه نخست")
